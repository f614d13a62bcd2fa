using Millwright.Flow.Files;
using Millwright.Mqtt.Storage;
using Millwright.Publish.Mqtt.Storage;

namespace Millwright.Product.Tests.Publish.Mqtt;

/// <summary>A store from its opening to its end, with the model beside it and what the model was at each position.</summary>
internal sealed class StoreLife : ICommitListener, IDisposable
{
    /// <summary>Small enough that files follow each other and are tidied up in a test.</summary>
    public static readonly DurableStoreOptions Small = new() { SegmentBytes = 1_024, CleanFromBytes = 3_072, MaxPendingBytes = 2_048 };

    private const string Folder = "/data/mqtt";

    private readonly object _gate = new();
    private readonly DurableStore _store;
    private readonly Dictionary<long, string> _texts = [];
    private long _told;
    private long _last;
    private Exception? _failure;

    /// <exception cref="IOException">The store cannot be opened.</exception>
    public StoreLife(IFileStore files)
    {
        _store = new(files, Folder, Small);
        try
        {
            Model = new(_store.Restore());
        }
        catch
        {
            _store.Dispose();
            throw;
        }
        _texts[0] = Model.Text;
        _store.Start(this);
    }

    public StoreModel Model { get; }

    public DurableStore Store => _store;

    /// <summary>What the store must hold when it is opened again: the state at one of these positions.</summary>
    public IReadOnlyList<string> Possible
    {
        get
        {
            lock (_gate)
                return [.. Enumerable.Range((int)_told, (int)(_last - _told) + 1).Select(p => _texts[p])];
        }
    }

    public bool HasFailed
    {
        get
        {
            lock (_gate)
                return _failure is not null;
        }
    }

    /// <summary>One turn of the broker.</summary>
    public void Turn(Random random)
    {
        var position = Model.Turn(_store, random);
        var text = Model.Text;
        lock (_gate)
            _texts[_last = position] = text;
        _store.Commit();
    }

    /// <summary>Waits until all turns are durable.</summary>
    /// <returns>False when the store failed instead.</returns>
    public bool Wait()
    {
        lock (_gate)
        {
            while (_told < _last && _failure is null)
                Assert.True(Monitor.Wait(_gate, TimeSpan.FromSeconds(30)), $"nothing was committed after {_told} of {_last}");
            return _failure is null;
        }
    }

    public void Committed(long position)
    {
        lock (_gate)
        {
            _told = Math.Max(_told, position);
            Monitor.PulseAll(_gate);
        }
    }

    public void Failed(Exception cause)
    {
        lock (_gate)
        {
            _failure = cause;
            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose() => _store.Dispose();
}
