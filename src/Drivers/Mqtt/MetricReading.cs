using System.Text;
using Millwright.Drivers.Payloads;
using Millwright.Model;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Drivers.Mqtt;

/// <summary>Metrics as samples. Any metric is read or refused.</summary>
internal static class MetricReading
{
    private const ulong MaxMilliseconds = 253_402_300_799_000;

    /// <param name="metric">The metric.</param>
    /// <param name="type">Its type, from the metric or its birth.</param>
    /// <param name="kind">The tag's kind.</param>
    /// <param name="payloadTime">The payload's timestamp, for metrics without.</param>
    /// <param name="reading">What it says.</param>
    public static bool TryRead(Metric metric, MetricDataType type, TagKind kind, ulong? payloadTime, out Reading reading)
    {
        var time = metric.Timestamp ?? payloadTime;
        var at = time is > 0 and < MaxMilliseconds ? Timestamp.FromUnixMilliseconds(time.Value) : Timestamp.None;
        reading = new(TagValue.None, at, Quality.BadNoData);
        if (metric.IsNull)
            return true;
        if (!TryValue(metric, type, kind, out var value))
            return false;
        reading = new(value, at, QualityOf(metric.Properties));
        return true;
    }

    private static bool TryValue(Metric metric, MetricDataType type, TagKind kind, out TagValue value)
    {
        value = metric.Kind switch
        {
            MetricValueKind.Boolean => TagValue.Of(metric.Bits != 0),
            MetricValueKind.Float => TagValue.Of(metric.Float),
            MetricValueKind.Double => TagValue.Of(metric.Double),
            MetricValueKind.String => TagValue.Of(Encoding.UTF8.GetString(metric.Content)),
            MetricValueKind.Bytes => TagValue.Of(metric.Content.ToArray()),
            MetricValueKind.Int or MetricValueKind.Long when type is MetricDataType.UInt8 or MetricDataType.UInt16 or MetricDataType.UInt32 or MetricDataType.UInt64 or MetricDataType.DateTime =>
                TagValue.Of(metric.Bits),
            MetricValueKind.Int => TagValue.Of(metric.Signed(type == MetricDataType.Unknown ? MetricDataType.Int32 : type)),
            MetricValueKind.Long => TagValue.Of(metric.Signed(type == MetricDataType.Unknown ? MetricDataType.Int64 : type)),
            _ => TagValue.None,
        };
        if (value.IsNone)
            return false;
        if (value.Kind is TagKind.String or TagKind.Bytes)
            return value.Kind == kind || (value.Kind == TagKind.String && PayloadValue.TryRead(value.AsString(), kind, out value));
        if (kind == TagKind.String)
            value = TagValue.Of(value.ToString());
        return kind == TagKind.String || (kind.IsScalar() && value.TryConvert(kind, out value));
    }

    private static Quality QualityOf(ReadOnlySpan<byte> properties)
    {
        if (properties.IsEmpty || properties.SequenceEqual(QualityProperty.Good))
            return Quality.Good;
        if (properties.SequenceEqual(QualityProperty.Bad))
            return Quality.Bad;
        return properties.SequenceEqual(QualityProperty.Stale) ? Quality.Uncertain : Quality.Good;
    }
}
