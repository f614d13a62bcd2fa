using System.Buffers;
using System.Globalization;
using System.Text;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Benchmarks.Sparkplug;

/// <summary>A payload as edge nodes send it: doubles, floats, integers, flags and a text now and then, each with its time.</summary>
/// <param name="metrics">How many metrics.</param>
/// <param name="isBirth">With names beside the aliases. Types are in both: the peer encodes nothing without.</param>
internal sealed class SamplePayload(int metrics, bool isBirth)
{
    private const ulong Milliseconds = 1_795_000_000_000;
    private readonly byte[][] _names = [.. Enumerable.Range(0, metrics).Select(n => Encoding.UTF8.GetBytes($"press/hall{n / 10}/value{n.ToString(CultureInfo.InvariantCulture)}"))];

    public int Metrics => metrics;

    public void Write(IBufferWriter<byte> output)
    {
        var writer = new PayloadWriter(output);
        writer.WriteTimestamp(Milliseconds);
        for (var n = 0; n < metrics; n++)
        {
            var metric = Value(n);
            metric.Alias = (ulong)n;
            metric.Timestamp = Milliseconds - (ulong)n;
            if (isBirth)
                metric.Name = _names[n];
            writer.WriteMetric(metric);
        }
        writer.WriteSeq(7);
    }

    /// <summary>Reads everything of every metric.</summary>
    /// <returns>A sum, so that nothing of it is left out.</returns>
    /// <exception cref="BenchmarkException">It is not read whole.</exception>
    public double Read(ReadOnlySpan<byte> bytes)
    {
        var fault = PayloadReader.Read(bytes, out var payload);
        var (sum, count) = (0.0, 0);
        while (payload.TryReadMetric(out var metric))
        {
            count++;
            sum += metric.Name.Length + (double)metric.Alias.GetValueOrDefault() + metric.Timestamp.GetValueOrDefault() + metric.Kind switch
            {
                MetricValueKind.Double => metric.Double,
                MetricValueKind.Float => metric.Float,
                MetricValueKind.String => metric.Content.Length,
                _ => metric.Signed(metric.DataType ?? MetricDataType.Int64),
            };
        }
        return fault == PayloadFault.None && payload.Fault == PayloadFault.None && count == metrics
            ? sum
            : throw new BenchmarkException($"{count} of {metrics} metrics were read: {fault}, {payload.Fault}");
    }

    private static Metric Value(int n) => (n % 8) switch
    {
        0 or 1 or 2 => new() { DataType = MetricDataType.Double, Kind = MetricValueKind.Double, Bits = BitConverter.DoubleToUInt64Bits(n + 0.25) },
        3 => new() { DataType = MetricDataType.Float, Kind = MetricValueKind.Float, Bits = BitConverter.SingleToUInt32Bits(n + 0.5f) },
        4 or 5 => new() { DataType = MetricDataType.Int32, Kind = MetricValueKind.Int, Bits = (ulong)(n * 1000) },
        6 => new() { DataType = MetricDataType.Boolean, Kind = MetricValueKind.Boolean, Bits = (ulong)(n / 8 % 2) },
        _ => new() { DataType = MetricDataType.String, Kind = MetricValueKind.String, Content = "running"u8 },
    };
}
