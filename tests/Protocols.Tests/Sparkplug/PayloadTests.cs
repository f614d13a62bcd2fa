using System.Text;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Protocols.Tests.Sparkplug;

public sealed class PayloadTests
{
    [Fact]
    public void The_header_that_a_third_party_wrote_is_read()
    {
        Assert.Equal(PayloadFault.None, PayloadReader.Read(PayloadSamples.FromSparkplugPayload(), out var payload));
        Assert.Equal(1_486_144_502_122UL, payload.Timestamp);
        Assert.Equal(3UL, payload.Seq);
        Assert.Equal("id", Encoding.UTF8.GetString(payload.Uuid));
        Assert.Equal(11, payload.MetricCount);
    }

    [Fact]
    public void The_metrics_that_a_third_party_wrote_are_read()
    {
        Assert.Equal(
            [
                "i8 Int8 -5 at 1486144502122", "u32 alias 7 UInt32 4294967295", "i64 Int64 -3", "u64 UInt64 9007199254740991", "f Float 1.5",
                "d Double -2.25", "b Boolean 1", "s String °C", "t DateTime 1486144502122", "by Bytes 0102FF", "n Int32 null historical transient",
            ],
            Describe(PayloadSamples.FromSparkplugPayload()));
    }

    [Fact]
    public void What_a_third_party_wrote_is_written_again_byte_for_byte() =>
        Assert.Equal(PayloadSamples.FromSparkplugPayload(), PayloadSamples.Again(PayloadSamples.FromSparkplugPayload()));

    [Theory]
    [InlineData("120350FB01", -5L)]
    [InlineData("120650FBFFFFFF0F", -5L)]
    [InlineData("120B50FBFFFFFFFFFFFFFFFF01", -5L)]
    public void A_negative_Int8_is_read_however_wide_it_was_sent(string hex, long expected)
    {
        Assert.Equal(PayloadFault.None, PayloadReader.Read(Convert.FromHexString(hex), out var payload));
        Assert.True(payload.TryReadMetric(out var metric));
        Assert.Equal(expected, metric.Signed(MetricDataType.Int8));
    }

    [Theory]
    [InlineData("08", PayloadFault.Truncated)]
    [InlineData("1205", PayloadFault.Truncated)]
    [InlineData("12FFFFFFFFFFFFFFFFFF01", PayloadFault.Truncated)]
    [InlineData("08FFFFFFFFFFFFFFFFFFFF01", PayloadFault.BadWire)]
    [InlineData("0000", PayloadFault.BadWire)]
    [InlineData("0B", PayloadFault.BadWire)]
    [InlineData("0A00", PayloadFault.WrongWireType)]
    [InlineData("1001", PayloadFault.WrongWireType)]
    [InlineData("2201FF", PayloadFault.BadText)]
    public void A_bad_outer_message_says_why(string hex, PayloadFault expected) =>
        Assert.Equal(expected, PayloadReader.Read(Convert.FromHexString(hex), out _));

    [Theory]
    [InlineData("12020801", PayloadFault.WrongWireType)]
    [InlineData("12020A05", PayloadFault.Truncated)]
    [InlineData("12030A01FF", PayloadFault.BadText)]
    [InlineData("12047A02C328", PayloadFault.BadText)]
    public void A_bad_metric_says_why_and_ends_the_reading(string hex, PayloadFault expected)
    {
        Assert.Equal(PayloadFault.None, PayloadReader.Read(Convert.FromHexString(hex), out var payload));
        Assert.False(payload.TryReadMetric(out _));
        Assert.Equal(expected, payload.Fault);
        Assert.False(payload.TryReadMetric(out _));
    }

    [Fact]
    public void A_name_over_the_limit_is_refused()
    {
        var metric = new Metric { Name = new byte[SparkplugLimits.MaxNameBytes + 1] };
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        new PayloadWriter(output).WriteMetric(metric);
        Assert.Equal(PayloadFault.None, PayloadReader.Read(output.WrittenSpan, out var payload));
        Assert.False(payload.TryReadMetric(out _));
        Assert.Equal(PayloadFault.OverLimit, payload.Fault);
    }

    [Fact]
    public void One_metric_more_than_the_limit_is_refused()
    {
        var bytes = new byte[2 * (SparkplugLimits.MaxMetrics + 1)];
        for (var i = 0; i < bytes.Length; i += 2)
            bytes[i] = 0x12;
        Assert.Equal(PayloadFault.OverLimit, PayloadReader.Read(bytes, out _));
        Assert.Equal(PayloadFault.None, PayloadReader.Read(bytes.AsSpan(2), out _));
    }

    [Fact]
    public void Extensions_are_skipped()
    {
        // Payload field 6 and metric field 19 are the extensions' ranges.
        Assert.Equal(PayloadFault.None, PayloadReader.Read(Convert.FromHexString("3201AA12069A010155700118FF01"), out var payload));
        Assert.True(payload.TryReadMetric(out var metric));
        Assert.Equal(MetricValueKind.Boolean, metric.Kind);
        Assert.Equal(255UL, payload.Seq);
    }

    [Fact]
    public void A_payload_cut_anywhere_is_read_short_or_refused_and_never_more()
    {
        var whole = PayloadSamples.FromSparkplugPayload();
        for (var length = 0; length < whole.Length; length++)
        {
            var fault = PayloadReader.Read(whole.AsSpan(0, length), out var payload);
            Assert.True(fault is PayloadFault.None or PayloadFault.Truncated);
            var metrics = 0;
            while (payload.TryReadMetric(out _))
                metrics++;
            Assert.InRange(metrics, 0, 11);
        }
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var bytes = PayloadSamples.FromSparkplugPayload();
        Count(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Count(bytes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int Count(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        PayloadReader.Read(bytes, out var payload);
        while (payload.TryReadMetric(out _))
            count++;
        return count;
    }

    private static List<string> Describe(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        PayloadReader.Read(bytes, out var payload);
        while (payload.TryReadMetric(out var metric))
        {
            var type = metric.DataType ?? MetricDataType.Unknown;
            var value = metric.Kind switch
            {
                MetricValueKind.None => metric.IsNull ? "null" : "none",
                MetricValueKind.Float => FormattableString.Invariant($"{metric.Float}"),
                MetricValueKind.Double => FormattableString.Invariant($"{metric.Double}"),
                MetricValueKind.String => Encoding.UTF8.GetString(metric.Content),
                MetricValueKind.Bytes => Convert.ToHexString(metric.Content),
                _ => FormattableString.Invariant($"{metric.Signed(type)}"),
            };
            lines.Add($"{Encoding.UTF8.GetString(metric.Name)}{(metric.Alias is { } alias ? $" alias {alias}" : "")} {type} {value}"
                + (metric.Timestamp is { } time ? $" at {time}" : "") + (metric.IsHistorical ? " historical" : "") + (metric.IsTransient ? " transient" : ""));
        }
        return lines;
    }
}
