using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Reads history (OPC 10000-4, 5.11.3). The details are one of the ReadXDetails structures.</summary>
public sealed record HistoryReadRequest(
    ExtensionObject HistoryReadDetails,
    TimestampsToReturn TimestampsToReturn,
    bool ReleaseContinuationPoints,
    IReadOnlyList<HistoryReadValueId> NodesToRead) : IUaRequest<HistoryReadRequest, HistoryReadResponse>
{
    public static uint EncodingId => 664;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteExtensionObject(HistoryReadDetails);
        writer.WriteEnum(TimestampsToReturn);
        writer.WriteBoolean(ReleaseContinuationPoints);
        writer.WriteStructures(NodesToRead);
    }

    public static HistoryReadRequest Decode(ref UaReader reader) => new(
        reader.ReadExtensionObject(),
        reader.ReadEnum<TimestampsToReturn>(),
        reader.ReadBoolean(),
        reader.ReadStructures<HistoryReadValueId>());
}
