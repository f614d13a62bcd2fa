using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A session that waits for its activation (OPC 10000-4, 5.7.2).</summary>
public sealed record CreateSessionResponse(
    NodeId SessionId,
    NodeId AuthenticationToken,
    double RevisedSessionTimeoutMs,
    byte[]? ServerNonce,
    byte[]? ServerCertificate,
    IReadOnlyList<EndpointDescription> ServerEndpoints,
    IReadOnlyList<SignedSoftwareCertificate> ServerSoftwareCertificates,
    SignatureData ServerSignature,
    uint MaxRequestMessageSize) : IUaMessage<CreateSessionResponse>
{
    public static uint EncodingId => 464;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(SessionId);
        writer.WriteNodeId(AuthenticationToken);
        writer.WriteDouble(RevisedSessionTimeoutMs);
        writer.WriteByteString(ServerNonce);
        writer.WriteByteString(ServerCertificate);
        writer.WriteStructures(ServerEndpoints);
        writer.WriteStructures(ServerSoftwareCertificates);
        ServerSignature.Encode(writer);
        writer.WriteUInt32(MaxRequestMessageSize);
    }

    public static CreateSessionResponse Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadNodeId(),
        reader.ReadDouble(),
        reader.ReadByteString(),
        reader.ReadByteString(),
        reader.ReadStructures<EndpointDescription>(),
        reader.ReadStructures<SignedSoftwareCertificate>(),
        SignatureData.Decode(ref reader),
        reader.ReadUInt32());
}
