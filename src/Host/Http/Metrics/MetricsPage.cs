using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Millwright.Host.Http.Metrics;

/// <summary>
/// Collects what the meters named <c>Millwright.*</c> measure and writes it in the Prometheus text format 0.0.4, with figures of
/// the process. From any thread.
/// </summary>
internal sealed class MetricsPage : IDisposable
{
    /// <summary>The most series kept; further ones are counted, not kept.</summary>
    private const int MaxSeries = 20_000;

    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> _series = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private long _refused;

    public MetricsPage()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Millwright.", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<byte>((i, v, tags, _) => Take(i, v, tags));
        _listener.SetMeasurementEventCallback<short>((i, v, tags, _) => Take(i, v, tags));
        _listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Take(i, v, tags));
        _listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Take(i, v, tags));
        _listener.SetMeasurementEventCallback<float>((i, v, tags, _) => Take(i, v, tags));
        _listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Take(i, v, tags));
        _listener.Start();
    }

    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public string Write()
    {
        var text = new StringBuilder(8_192);
        lock (_gate)
        {
            _listener.RecordObservableInstruments();
            foreach (var group in _series.GroupBy(s => MetricName.Of(s.Key.Instrument)).OrderBy(g => g.Key, StringComparer.Ordinal))
                WriteGroup(text, group.Key, [.. group]);
        }
        WriteProcess(text);
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument, MetricName.Labels(tags));
        if (!_series.TryGetValue(key, out var series))
        {
            if (_series.Count >= MaxSeries)
            {
                Interlocked.Increment(ref _refused);
                return;
            }
            series = _series.GetOrAdd(key, static k => new(MetricName.KindOf(k.Instrument), MetricName.StatesTheWhole(k.Instrument)));
        }
        series.Take(value);
    }

    private static void WriteGroup(StringBuilder text, string name, List<KeyValuePair<(Instrument Instrument, string Labels), Series>> group)
    {
        var (instrument, kind) = (group[0].Key.Instrument, group[0].Value.Kind);
        Heading(text, name, instrument.Description ?? instrument.Name, kind);
        foreach (var ((_, labels), series) in group.OrderBy(s => s.Key.Labels, StringComparer.Ordinal))
            series.Write(text, name, labels);
    }

    private void WriteProcess(StringBuilder text)
    {
        using var process = Process.GetCurrentProcess();
        Single(text, "process_cpu_seconds_total", "CPU time of the process in seconds.", MetricKind.Counter, process.TotalProcessorTime.TotalSeconds);
        Single(text, "process_resident_memory_bytes", "Resident memory in bytes.", MetricKind.Gauge, process.WorkingSet64);
        Single(text, "process_threads", "Threads of the process.", MetricKind.Gauge, process.Threads.Count);
        Single(text, "dotnet_gc_heap_bytes", "Bytes in the managed heap.", MetricKind.Gauge, GC.GetTotalMemory(false));
        Single(text, "dotnet_gc_allocated_bytes_total", "Bytes allocated since the start.", MetricKind.Counter, GC.GetTotalAllocatedBytes());
        Single(text, "dotnet_gc_pause_seconds_total", "Time that collections stopped the process.", MetricKind.Counter, GC.GetTotalPauseDuration().TotalSeconds);
        Single(text, "millwright_metrics_refused_total", "Measurements beyond the limit of series.", MetricKind.Counter, Interlocked.Read(ref _refused));
    }

    private static void Single(StringBuilder text, string name, string help, MetricKind kind, double value)
    {
        Heading(text, name, help, kind);
        text.Append(name).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static void Heading(StringBuilder text, string name, string help, MetricKind kind) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).ReplaceLineEndings("\\n")).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(kind.ToString().ToLowerInvariant()).Append('\n');
}
