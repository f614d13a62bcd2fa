using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Drivers.LineProtocol;

/// <summary>The source of what clients write: it waits, and hands on what the HTTP face brings.</summary>
/// <param name="setup">What it is to serve.</param>
/// <param name="protocol">The protocol in words.</param>
internal sealed class SeriesSource(SourceSetup setup, string protocol) : ISource, IPushSource
{
    private volatile ISourceOutput? _output;
    private volatile IReadOnlyList<SourceTag> _tags = setup.Tags;
    private CancellationToken _stop;
    private long _writes;
    private long _samples;

    public SourceDiagnostics Diagnostics => SourceDiagnostics.Empty with
    {
        Requests = Volatile.Read(ref _writes),
        Counters = new Dictionary<string, long> { ["samples"] = Volatile.Read(ref _samples) },
    };

    public ValueTask StartAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public async Task RunAsync(ISourceOutput output, CancellationToken cancellation)
    {
        _stop = cancellation;
        _output = output;
        Settle();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, setup.Clock, cancellation);
        }
        finally
        {
            _output = null;
        }
    }

    public async ValueTask<Task> PushAsync(SampleBatch batch, bool isPast, CancellationToken cancellation)
    {
        if (_output is not { } output)
        {
            batch.Dispose();
            throw NotRunning();
        }
        Interlocked.Increment(ref _writes);
        Interlocked.Add(ref _samples, batch.Count);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop, cancellation);
        return await output.StoreAsync(batch, isPast, either.Token);
    }

    public void Settle() => _output?.CycleCompleted([.. _tags.Select(t => t.Handle)]);

    public ValueTask<SampleBatch> ReadAsync(IReadOnlyList<TagHandle> tags, CancellationToken cancellation) =>
        throw new SourceException(new(SourceFaultKind.Configuration, $"{protocol} cannot be asked for a value", "wait for the client to write one"));

    public IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, CancellationToken cancellation) => AsyncEnumerable.Empty<BrowseItem>();

    public bool TryUpdate(IReadOnlyList<SourceTag> tags)
    {
        _tags = tags;
        return true;
    }

    public ValueTask DisposeAsync()
    {
        _output = null;
        return ValueTask.CompletedTask;
    }

    private SourceException NotRunning() => new(
        new(SourceFaultKind.Unreachable, $"connection {setup.Name} takes nothing now", "enable it in plant.yaml, or send again when it has been restarted"));
}
