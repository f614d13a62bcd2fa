using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Millwright.Model;
using Millwright.Mqtt.Sparkplug;
using Millwright.Mqtt.Storage;

namespace Millwright.Host.Http.Resources;

/// <summary>What the payload of an MQTT message says, for people.</summary>
internal static class PayloadText
{
    private const int MaxCharacters = 4_000;
    private const int MaxMetrics = 500;

    public static BrokerTopicAnswer Describe(StoredMessage message)
    {
        var topic = Encoding.UTF8.GetString(message.Topic);
        if (SparkplugTopic.TryParse(topic, out var sparkplug) && sparkplug.Value.Type is not (SparkplugMessageType.HostState or SparkplugMessageType.LegacyHostState)
            && Metrics(message.Payload) is { } metrics)
            return new(topic, (int)message.Qos, message.Payload.Length, "sparkplug", null, metrics, metrics.Count == MaxMetrics);
        if (!Utf8.IsValid(message.Payload) || message.Payload.AsSpan().IndexOfAnyInRange((byte)0, (byte)8) >= 0)
        {
            var shown = message.Payload.AsSpan(0, Math.Min(message.Payload.Length, MaxCharacters / 2));
            return new(topic, (int)message.Qos, message.Payload.Length, "binary", Convert.ToHexString(shown), null, shown.Length < message.Payload.Length);
        }
        var text = Encoding.UTF8.GetString(message.Payload);
        return new(topic, (int)message.Qos, message.Payload.Length, IsJson(message.Payload) ? "json" : "text", text.Length > MaxCharacters ? text[..MaxCharacters] : text, null, text.Length > MaxCharacters);
    }

    private static bool IsJson(ReadOnlySpan<byte> payload)
    {
        if (payload.IndexOfAnyExcept((byte)' ', (byte)'\n') is not (var first and >= 0) || payload[first] is not ((byte)'{' or (byte)'['))
            return false;
        var reader = new Utf8JsonReader(payload, new() { MaxDepth = 64 });
        try
        {
            while (reader.Read())
            {
                // Only whether it can be read matters.
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static List<SparkplugMetricAnswer>? Metrics(byte[] payload)
    {
        if (PayloadReader.Read(payload, out var reader) != PayloadFault.None)
            return null;
        var metrics = new List<SparkplugMetricAnswer>();
        while (metrics.Count < MaxMetrics && reader.TryReadMetric(out var metric))
            metrics.Add(Answer(metric));
        return reader.Fault == PayloadFault.None ? metrics : null;
    }

    private static SparkplugMetricAnswer Answer(Metric metric) => new(
        Encoding.UTF8.GetString(metric.Name), (long?)metric.Alias, metric.DataType?.ToString(),
        metric.Timestamp is { } at and < 253_402_300_800_000 ? Timestamp.From(DateTimeOffset.FromUnixTimeMilliseconds((long)at)) : Timestamp.None, ValueOf(metric));

    private static string? ValueOf(Metric metric) => metric.IsNull ? null : metric.Kind switch
    {
        MetricValueKind.Int or MetricValueKind.Long when metric.DataType is { } type and (MetricDataType.Int8 or MetricDataType.Int16 or MetricDataType.Int32 or MetricDataType.Int64) =>
            metric.Signed(type).ToString(CultureInfo.InvariantCulture),
        MetricValueKind.Int or MetricValueKind.Long => metric.Bits.ToString(CultureInfo.InvariantCulture),
        MetricValueKind.Float => metric.Float.ToString("R", CultureInfo.InvariantCulture),
        MetricValueKind.Double => metric.Double.ToString("R", CultureInfo.InvariantCulture),
        MetricValueKind.Boolean => metric.Bits == 0 ? "false" : "true",
        MetricValueKind.String => Encoding.UTF8.GetString(metric.Content[..Math.Min(metric.Content.Length, MaxCharacters)]),
        MetricValueKind.None => null,
        _ => $"{metric.Kind}, {metric.Content.Length} bytes",
    };
}
