using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each call (OPC 10000-4, 5.12.2).</summary>
public sealed record CallResponse(
    IReadOnlyList<CallMethodResult> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<CallResponse>
{
    public static uint EncodingId => 715;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static CallResponse Decode(ref UaReader reader) => new(
        reader.ReadStructures<CallMethodResult>(),
        reader.ReadDiagnosticInfos());
}
