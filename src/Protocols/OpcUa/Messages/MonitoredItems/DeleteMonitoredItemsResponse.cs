using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each item (OPC 10000-4, 5.13.6).</summary>
public sealed record DeleteMonitoredItemsResponse(
    IReadOnlyList<StatusCode> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<DeleteMonitoredItemsResponse>
{
    public static uint EncodingId => 784;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCodes(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static DeleteMonitoredItemsResponse Decode(ref UaReader reader) => new(
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos());
}
