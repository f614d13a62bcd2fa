using System.Text.Unicode;

namespace Millwright.Mqtt.Sparkplug;

/// <summary>Reads one message Metric of the schema.</summary>
internal static class MetricDecoding
{
    public static PayloadFault Read(ReadOnlySpan<byte> bytes, out Metric metric)
    {
        metric = default;
        var reader = new ProtoReader(bytes);
        while (reader.TryReadField(out var field))
        {
            var fault = Take(field, ref metric);
            if (fault != PayloadFault.None)
                return fault;
        }
        return reader.Fault;
    }

    private static PayloadFault Take(ProtoField field, ref Metric metric)
    {
        if (Wire(field.Number) is not { } wire)
            return PayloadFault.None;
        if (wire != field.Wire)
            return PayloadFault.WrongWireType;
        switch (field.Number)
        {
            case 1 when field.Content.Length > SparkplugLimits.MaxNameBytes:
                return PayloadFault.OverLimit;
            case 1 or 15 when !Utf8.IsValid(field.Content):
                return PayloadFault.BadText;
            case 1:
                metric.Name = field.Content;
                break;
            case 2:
                metric.Alias = field.Bits;
                break;
            case 3:
                metric.Timestamp = field.Bits;
                break;
            case 4:
                metric.DataType = (MetricDataType)(uint)field.Bits;
                break;
            case 5:
                metric.IsHistorical = field.Bits != 0;
                break;
            case 6:
                metric.IsTransient = field.Bits != 0;
                break;
            case 7:
                metric.IsNull = field.Bits != 0;
                break;
            case 8:
                metric.MetaData = field.Content;
                break;
            case 9:
                metric.Properties = field.Content;
                break;
            default:
                // The last member of a oneof wins.
                metric.Kind = (MetricValueKind)field.Number;
                metric.Bits = Bits(field);
                metric.Content = field.Wire == ProtoWire.Bytes ? field.Content : default;
                break;
        }
        return PayloadFault.None;
    }

    private static ulong Bits(ProtoField field) => (MetricValueKind)field.Number switch
    {
        MetricValueKind.Int => (uint)field.Bits,
        MetricValueKind.Boolean => field.Bits != 0 ? 1ul : 0,
        MetricValueKind.Long or MetricValueKind.Float or MetricValueKind.Double => field.Bits,
        _ => 0,
    };

    /// <summary>The schema's wire type of a field; null for extensions and fields of later versions, which are skipped.</summary>
    private static ProtoWire? Wire(int number) => number switch
    {
        2 or 3 or 4 or 5 or 6 or 7 or 10 or 11 or 14 => ProtoWire.Varint,
        1 or 8 or 9 or 15 or 16 or 17 or 18 => ProtoWire.Bytes,
        12 => ProtoWire.Fixed32,
        13 => ProtoWire.Fixed64,
        _ => null,
    };
}
