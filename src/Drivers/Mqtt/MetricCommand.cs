using System.Buffers;
using System.Text;
using Millwright.Model;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Drivers.Mqtt;

/// <summary>
/// What a host tells an edge node or device to set a metric to (Sparkplug B 3.0, chapter 6, NCMD and DCMD): its name, its type as born, the value and both
/// times; no sequence number.
/// </summary>
internal static class MetricCommand
{
    /// <summary>The payload; null when a metric of the type does not hold the value.</summary>
    public static byte[]? Payload(string name, MetricDataType type, TagValue value, Timestamp now)
    {
        var milliseconds = (ulong)Math.Max(0, Math.Floor(now.ToUnixMilliseconds()));
        var metric = new Metric { Name = Encoding.UTF8.GetBytes(name), Timestamp = milliseconds, DataType = type };
        if (KindOf(type) is not { } kind)
            return null;
        if (kind == TagKind.String)
        {
            if (value.Kind != TagKind.String)
                return null;
            metric.Kind = MetricValueKind.String;
            metric.Content = Encoding.UTF8.GetBytes(value.AsString());
        }
        else if (value.TryConvert(kind, out var converted) && (kind is TagKind.Float32 or TagKind.Float64 || converted.ToDouble().Equals(value.ToDouble())))
        {
            // A set-point is never rounded.
            metric.Kind = ValueKindOf(kind);
            // Narrow integers are widened to 32 bits, which is all that the field has.
            metric.Bits = metric.Kind == MetricValueKind.Int ? (uint)converted.Bits : converted.Bits;
        }
        else
        {
            return null;
        }
        var buffer = new ArrayBufferWriter<byte>(64);
        var writer = new PayloadWriter(buffer);
        writer.WriteTimestamp(milliseconds);
        writer.WriteMetric(metric);
        return buffer.WrittenSpan.ToArray();
    }

    private static TagKind? KindOf(MetricDataType type) => type switch
    {
        MetricDataType.Boolean => TagKind.Boolean,
        MetricDataType.Int8 => TagKind.Int8,
        MetricDataType.Int16 => TagKind.Int16,
        MetricDataType.Int32 => TagKind.Int32,
        MetricDataType.Int64 => TagKind.Int64,
        MetricDataType.UInt8 => TagKind.UInt8,
        MetricDataType.UInt16 => TagKind.UInt16,
        MetricDataType.UInt32 => TagKind.UInt32,
        MetricDataType.UInt64 or MetricDataType.DateTime => TagKind.UInt64,
        MetricDataType.Float => TagKind.Float32,
        MetricDataType.Double => TagKind.Float64,
        MetricDataType.String or MetricDataType.Text or MetricDataType.Uuid => TagKind.String,
        _ => null,
    };

    private static MetricValueKind ValueKindOf(TagKind kind) => kind switch
    {
        TagKind.Boolean => MetricValueKind.Boolean,
        TagKind.Float32 => MetricValueKind.Float,
        TagKind.Float64 => MetricValueKind.Double,
        TagKind.Int64 or TagKind.UInt64 => MetricValueKind.Long,
        _ => MetricValueKind.Int,
    };
}
