using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Creates a session (OPC 10000-4, 5.7.2). The nonce has at least 32 bytes; the timeout is a wish in milliseconds; a message size of 0 is no limit.</summary>
public sealed record CreateSessionRequest(
    ApplicationDescription ClientDescription,
    string? ServerUri,
    string? EndpointUrl,
    string? SessionName,
    byte[]? ClientNonce,
    byte[]? ClientCertificate,
    double RequestedSessionTimeoutMs,
    uint MaxResponseMessageSize) : IUaRequest<CreateSessionRequest, CreateSessionResponse>
{
    public static uint EncodingId => 461;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ClientDescription.Encode(writer);
        writer.WriteString(ServerUri);
        writer.WriteString(EndpointUrl);
        writer.WriteString(SessionName);
        writer.WriteByteString(ClientNonce);
        writer.WriteByteString(ClientCertificate);
        writer.WriteDouble(RequestedSessionTimeoutMs);
        writer.WriteUInt32(MaxResponseMessageSize);
    }

    public static CreateSessionRequest Decode(ref UaReader reader) => new(
        ApplicationDescription.Decode(ref reader),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadByteString(),
        reader.ReadByteString(),
        reader.ReadDouble(),
        reader.ReadUInt32());
}
