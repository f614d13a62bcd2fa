using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The session is active; the nonce is for the next activation (OPC 10000-4, 5.7.3).</summary>
public sealed record ActivateSessionResponse(
    byte[]? ServerNonce,
    IReadOnlyList<StatusCode> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<ActivateSessionResponse>
{
    public static uint EncodingId => 470;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteByteString(ServerNonce);
        writer.WriteStatusCodes(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static ActivateSessionResponse Decode(ref UaReader reader) => new(
        reader.ReadByteString(),
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos());
}
