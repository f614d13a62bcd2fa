using Millwright.Fakes;
using Millwright.Historian;
using Millwright.Model;

namespace Millwright.Conformance.History;

public sealed class EmbeddedStoreTests : HistoryStoreConformance, IDisposable
{
    private readonly MemoryFileStore _files = new();
    private readonly MemoryLog _log = new();
    private readonly ManualClock _clock = new();
    private HistoryStore _store;

    public EmbeddedStoreTests() => _store = Open();

    protected override IHistoryStore Store => _store;

    public void Dispose() => _store.Dispose();

    protected override Task WriteAsync(TagId tag, IReadOnlyList<StoredSample> samples)
    {
        _log.Append([.. samples.Select(s => (tag, s))]);
        _store.TakeAvailable();
        return Task.CompletedTask;
    }

    protected override Task SettleAsync()
    {
        Assert.True(_store.TryFlush());
        Assert.True(_store.TryRunUpkeep());
        return Task.CompletedTask;
    }

    protected override Task ReopenAsync()
    {
        _store.Dispose();
        _store = Open();
        _store.TakeAvailable();
        return Task.CompletedTask;
    }

    private HistoryStore Open() => HistoryStore.Open(new() { KeepFor = TimeSpan.Zero }, "/data/historian", _files, _log.OpenCursor(), _log.Tags, _clock);
}
