using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Gives a session its user, or moves it to another secure channel (OPC 10000-4, 5.7.3).</summary>
public sealed record ActivateSessionRequest(
    SignatureData ClientSignature,
    IReadOnlyList<SignedSoftwareCertificate> ClientSoftwareCertificates,
    IReadOnlyList<string?> LocaleIds,
    ExtensionObject UserIdentityToken,
    SignatureData UserTokenSignature) : IUaRequest<ActivateSessionRequest, ActivateSessionResponse>
{
    public static uint EncodingId => 467;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ClientSignature.Encode(writer);
        writer.WriteStructures(ClientSoftwareCertificates);
        writer.WriteStrings(LocaleIds);
        writer.WriteExtensionObject(UserIdentityToken);
        UserTokenSignature.Encode(writer);
    }

    public static ActivateSessionRequest Decode(ref UaReader reader) => new(
        SignatureData.Decode(ref reader),
        reader.ReadStructures<SignedSoftwareCertificate>(),
        reader.ReadStrings(),
        reader.ReadExtensionObject(),
        SignatureData.Decode(ref reader));
}
