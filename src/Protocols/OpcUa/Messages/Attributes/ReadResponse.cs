using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The values in the order asked for (OPC 10000-4, 5.11.2).</summary>
public sealed record ReadResponse(
    IReadOnlyList<DataValue> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<ReadResponse>
{
    public static uint EncodingId => 634;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDataValues(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static ReadResponse Decode(ref UaReader reader) => new(
        reader.ReadDataValues(),
        reader.ReadDiagnosticInfos());
}
