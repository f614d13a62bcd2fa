using System.Buffers;
using Millwright.Flow.Bus;
using Millwright.Model;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Publish.Sparkplug;

/// <summary>The messages of an edge node (Sparkplug B 3.0, chapter 6).</summary>
internal static class EdgePayloads
{
    public const string Rebirth = "Node Control/Rebirth";
    private const string BirthDeathSequence = "bdSeq";

    /// <summary>The will, and what is said before an intended end.</summary>
    public static byte[] NodeDeath(byte bdSeq, Timestamp now)
    {
        var (buffer, writer) = Begin(now, null);
        WriteBdSeq(writer, bdSeq, now);
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] NodeBirth(byte bdSeq, byte seq, Timestamp now)
    {
        var (buffer, writer) = Begin(now, seq);
        WriteBdSeq(writer, bdSeq, now);
        writer.WriteMetric(new Metric
        {
            Name = System.Text.Encoding.UTF8.GetBytes(Rebirth),
            Timestamp = MetricEncoding.Milliseconds(now),
            DataType = MetricDataType.Boolean,
            Kind = MetricValueKind.Boolean,
        });
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>All metrics of a device with what they are now.</summary>
    public static byte[] DeviceBirth(IReadOnlyList<EdgeTag> tags, ICurrentValues current, byte seq, Timestamp now)
    {
        var (buffer, writer) = Begin(now, seq);
        foreach (var tag in tags)
        {
            var sample = current.TryGet(tag.Handle, out var newest) ? newest : new Sample(tag.Handle, now, TagValue.None, Quality.BadWaitingForInitialData);
            MetricEncoding.Write(writer, tag.Name, tag.Alias, tag.Definition.Kind, sample, isHistorical: false);
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] DeviceData(IReadOnlyList<(EdgeTag Tag, Sample Sample, bool IsHistorical)> samples, byte seq, Timestamp now)
    {
        var (buffer, writer) = Begin(now, seq);
        foreach (var (tag, sample, isHistorical) in samples)
            MetricEncoding.Write(writer, null, tag.Alias, tag.Definition.Kind, sample, isHistorical);
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] DeviceDeath(byte seq, Timestamp now) => Begin(now, seq).Buffer.WrittenSpan.ToArray();

    private static void WriteBdSeq(PayloadWriter writer, byte bdSeq, Timestamp now) => writer.WriteMetric(new Metric
    {
        Name = System.Text.Encoding.UTF8.GetBytes(BirthDeathSequence),
        Timestamp = MetricEncoding.Milliseconds(now),
        DataType = MetricDataType.Int64,
        Kind = MetricValueKind.Long,
        Bits = bdSeq,
    });

    private static (ArrayBufferWriter<byte> Buffer, PayloadWriter Writer) Begin(Timestamp now, byte? seq)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        var writer = new PayloadWriter(buffer);
        writer.WriteTimestamp(MetricEncoding.Milliseconds(now));
        if (seq is { } number)
            writer.WriteSeq(number);
        return (buffer, writer);
    }
}
