using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Which changes of a value are reported (OPC 10000-4, 7.22.2). The deadband is absolute, or percent of the EURange.</summary>
public sealed record DataChangeFilter(
    DataChangeTrigger Trigger,
    DeadbandType DeadbandType,
    double DeadbandValue) : IUaMessage<DataChangeFilter>
{
    public static uint EncodingId => 724;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteEnum(Trigger);
        writer.WriteEnum(DeadbandType);
        writer.WriteDouble(DeadbandValue);
    }

    public static DataChangeFilter Decode(ref UaReader reader) => new(
        reader.ReadEnum<DataChangeTrigger>(),
        reader.ReadEnum<DeadbandType>(),
        reader.ReadDouble());
}
