using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>History of one node: HistoryData, HistoryModifiedData or HistoryEvent (OPC 10000-4, 5.11.3).</summary>
public sealed record HistoryReadResult(
    StatusCode StatusCode,
    byte[]? ContinuationPoint,
    ExtensionObject HistoryData) : IUaMessage<HistoryReadResult>
{
    public static uint EncodingId => 640;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCode(StatusCode);
        writer.WriteByteString(ContinuationPoint);
        writer.WriteExtensionObject(HistoryData);
    }

    public static HistoryReadResult Decode(ref UaReader reader) => new(
        reader.ReadStatusCode(),
        reader.ReadByteString(),
        reader.ReadExtensionObject());
}
