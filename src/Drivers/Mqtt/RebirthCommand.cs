using System.Buffers;
using Millwright.Model;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Drivers.Mqtt;

/// <summary>What a host asks an edge node for when it has to know its metrics.</summary>
internal static class RebirthCommand
{
    public static byte[] Payload(Timestamp now)
    {
        var milliseconds = (ulong)Math.Max(0, Math.Floor(now.ToUnixMilliseconds()));
        var buffer = new ArrayBufferWriter<byte>(64);
        var writer = new PayloadWriter(buffer);
        writer.WriteTimestamp(milliseconds);
        writer.WriteMetric(new Metric
        {
            Name = "Node Control/Rebirth"u8,
            Timestamp = milliseconds,
            DataType = MetricDataType.Boolean,
            Kind = MetricValueKind.Boolean,
            Bits = 1,
        });
        return buffer.WrittenSpan.ToArray();
    }
}
