using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each subscription (OPC 10000-4, 5.14.7).</summary>
public sealed record TransferSubscriptionsResponse(
    IReadOnlyList<TransferResult> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<TransferSubscriptionsResponse>
{
    public static uint EncodingId => 844;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static TransferSubscriptionsResponse Decode(ref UaReader reader) => new(
        reader.ReadStructures<TransferResult>(),
        reader.ReadDiagnosticInfos());
}
