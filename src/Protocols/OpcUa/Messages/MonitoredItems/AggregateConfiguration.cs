using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>How an aggregate treats uncertain and bad values (OPC 10000-13, 4.2.1.2).</summary>
public readonly record struct AggregateConfiguration(
    bool UseServerCapabilitiesDefaults,
    bool TreatUncertainAsBad,
    byte PercentDataBad,
    byte PercentDataGood,
    bool UseSlopedExtrapolation) : IUaMessage<AggregateConfiguration>
{
    public static uint EncodingId => 950;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteBoolean(UseServerCapabilitiesDefaults);
        writer.WriteBoolean(TreatUncertainAsBad);
        writer.WriteByte(PercentDataBad);
        writer.WriteByte(PercentDataGood);
        writer.WriteBoolean(UseSlopedExtrapolation);
    }

    public static AggregateConfiguration Decode(ref UaReader reader) => new(
        reader.ReadBoolean(),
        reader.ReadBoolean(),
        reader.ReadByte(),
        reader.ReadByte(),
        reader.ReadBoolean());
}
