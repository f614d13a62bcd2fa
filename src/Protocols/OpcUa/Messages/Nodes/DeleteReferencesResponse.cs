using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each reference (OPC 10000-4, 5.8.5).</summary>
public sealed record DeleteReferencesResponse(
    IReadOnlyList<StatusCode> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<DeleteReferencesResponse>
{
    public static uint EncodingId => 509;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCodes(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static DeleteReferencesResponse Decode(ref UaReader reader) => new(
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos());
}
