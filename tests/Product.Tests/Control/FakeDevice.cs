using Millwright.Flow.Bus;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Product.Tests.Control;

/// <summary>A device with one register a tag, and the faults of real ones.</summary>
internal sealed class FakeDevice(TimeProvider clock) : ISource, ISourceWriter, IWatchingSource
{
    public Dictionary<TagHandle, TagValue> Registers { get; } = [];

    /// <summary>How long ago it was certain that an unchanged value still stood; null for a device that is polled.</summary>
    public TimeSpan? Certain { get; set; }

    public TimeSpan? CertainFor(TagHandle tag) => Certain;

    public Quality ReadQuality { get; set; } = Quality.Good;

    public SourceFault? ReadFault { get; set; }

    public SourceFault? WriteFault { get; set; }

    /// <summary>True for a device that says yes and does nothing.</summary>
    public bool IgnoresWrites { get; set; }

    /// <summary>Completes when the device is to answer a write; null for at once.</summary>
    public TaskCompletionSource? WriteHold { get; set; }

    public int Writes { get; private set; }

    public int InFlight { get; private set; }

    public int MostInFlight { get; private set; }

    public Action<TagHandle, TagValue>? OnWrite { get; set; }

    public SourceDiagnostics Diagnostics => SourceDiagnostics.Empty;

    public ValueTask StartAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public Task RunAsync(ISourceOutput output, CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask<SampleBatch> ReadAsync(IReadOnlyList<TagHandle> tags, CancellationToken cancellation)
    {
        if (ReadFault is { } fault)
            throw new SourceException(fault);
        var batch = SampleBatch.Rent(tags.Count);
        foreach (var tag in tags)
            batch.Add(tag, Timestamp.Now(clock), Registers.GetValueOrDefault(tag), ReadQuality);
        return ValueTask.FromResult(batch);
    }

    public async ValueTask WriteAsync(TagHandle tag, TagValue value, CancellationToken cancellation)
    {
        Writes++;
        MostInFlight = Math.Max(MostInFlight, ++InFlight);
        try
        {
            OnWrite?.Invoke(tag, value);
            if (WriteHold is { } hold)
                await hold.Task;
            if (WriteFault is { } fault)
                throw new SourceException(fault);
            if (!IgnoresWrites)
                Registers[tag] = value;
        }
        finally
        {
            InFlight--;
        }
    }

    public async IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        yield break;
    }

    public bool TryUpdate(IReadOnlyList<SourceTag> tags) => true;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Current values that a test sets.</summary>
internal sealed class FakeCurrentValues : ICurrentValues
{
    public Dictionary<TagHandle, Sample> Samples { get; } = [];

    public bool TryGet(TagHandle tag, out Sample sample)
    {
        lock (Samples)
            return Samples.TryGetValue(tag, out sample);
    }

    public bool TryGetLastUsable(TagHandle tag, out Sample sample) => TryGet(tag, out sample);

    public bool TryGetRaw(TagHandle tag, out Sample sample) => TryGet(tag, out sample);

    public void Set(in Sample sample)
    {
        lock (Samples)
            Samples[sample.Tag] = sample;
    }
}
