using Millwright.Drivers.Output;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>
/// Where events of a server become events of the plant. It outlives the source, and a message is acknowledged to the server only when its
/// events were taken. What comes between the beginning and the end of a refresh is what stands.
/// </summary>
internal sealed class EventFeed(string connection, OpcUaEventOptions options, OpcUaClient client, TagFeed tags, TimeProvider clock) : INotificationSink
{
    private readonly Lock _gate = new();
    private readonly List<(uint Item, IReadOnlyList<Variant> Fields)> _received = [];
    private readonly HashSet<uint> _live = [];
    private readonly HashSet<uint> _refreshed = [];
    private readonly IReadOnlyList<string> _further = options.Fields ?? [];
    private readonly EventPlaces _places = new(client, tags);
    private readonly HashSet<ConditionKey> _shown = [];
    private List<Event>? _standing;
    private SerializedOutput? _output;
    private TaskCompletionSource _attached = NewSignal();
    private TaskCompletionSource _wanted = NewSignal();
    private DateTimeOffset? _gapSince;
    private bool _mustRefresh = true;
    private bool _beginsAnew;

    /// <summary>The last time that the server was known to be heard, null before the first.</summary>
    public DateTimeOffset? HeardAt { get; set; }

    /// <summary>Events that came.</summary>
    public long Received { get; private set; }

    /// <summary>Completes when there is something to ask of the server.</summary>
    public Task Wanted
    {
        get
        {
            lock (_gate)
                return _wanted.Task;
        }
    }

    /// <summary>What has to be asked of the server since it was asked last: the standing conditions, and the events since a time.</summary>
    public (bool Refresh, DateTimeOffset? Since) TakeWishes()
    {
        lock (_gate)
        {
            var wishes = (_mustRefresh, _gapSince);
            // What an earlier refresh told before a break is no longer all that stands.
            _beginsAnew |= _mustRefresh;
            (_mustRefresh, _gapSince) = (false, null);
            if (_wanted.Task.IsCompleted)
                _wanted = NewSignal();
            return wishes;
        }
    }

    /// <summary>Asks for the standing conditions, and for what happened since a time.</summary>
    public void Want(bool refresh, DateTimeOffset? since = null)
    {
        lock (_gate)
        {
            _mustRefresh |= refresh;
            if (_gapSince is null || since < _gapSince)
                _gapSince = since ?? _gapSince;
            _wanted.TrySetResult();
        }
    }

    /// <summary>The server started anew.</summary>
    public void Forget() => _places.Forget();

    /// <summary>From here on events go to this output.</summary>
    public void Attach(SerializedOutput output)
    {
        lock (_gate)
        {
            _output = output;
            _attached.TrySetResult();
        }
    }

    /// <summary>No event goes to the output any more once this completes.</summary>
    public async Task DetachAsync()
    {
        SerializedOutput? output;
        lock (_gate)
        {
            output = _output;
            _output = null;
            if (_attached.Task.IsCompleted)
                _attached = NewSignal();
        }
        if (output is null)
            return;
        await output.EnterAsync(CancellationToken.None);
        output.Leave();
    }

    public void OnValue(uint handle, in DataValue value)
    {
        // Its items watch events alone.
    }

    public void OnEvent(uint handle, IReadOnlyList<Variant> fields)
    {
        lock (_gate)
            _received.Add((handle, fields));
    }

    public async ValueTask OnBatchEndAsync(CancellationToken cancellation)
    {
        (uint Item, IReadOnlyList<Variant> Fields)[] received;
        lock (_gate)
            received = [.. _received];
        if (received.Length > 0)
        {
            var output = await EnterAsync(cancellation);
            try
            {
                await HandOnAsync(output.Inner, received, cancellation);
            }
            finally
            {
                output.Leave();
            }
        }
        // Taken: a message that comes again after a break must not find these a second time.
        lock (_gate)
            _received.RemoveRange(0, received.Length);
        Received += received.Length;
    }

    public void OnItemStatus(uint handle, StatusCode status)
    {
        lock (_gate)
        {
            if (status.IsBad)
                _live.Remove(handle);
            else
                _live.Add(handle);
        }
        if (!status.IsBad)
            Want(refresh: true);
    }

    public void OnGap(in NotificationGap gap) => Want(refresh: true, gap.Since);

    /// <summary>Events of the server's history as events of the past.</summary>
    public async ValueTask<IReadOnlyList<Event>> MapAsync(IEnumerable<IReadOnlyList<Variant>> events, CancellationToken cancellation)
    {
        var mapped = new List<Event>();
        foreach (var fields in events)
        {
            if (await MapAsync(fields, cancellation) is { } happened)
                mapped.Add(happened);
        }
        return mapped;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask HandOnAsync(ISourceOutput output, (uint Item, IReadOnlyList<Variant> Fields)[] received, CancellationToken cancellation)
    {
        var live = new List<Event>();
        foreach (var (item, fields) in received)
        {
            var type = EventMapping.TypeOf(fields) ?? NodeId.Null;
            if (type == EventFields.RefreshStartType)
            {
                // Each watched object has a beginning and an end of its own; all together are what stands.
                if (_standing is null || _beginsAnew)
                {
                    _standing = [];
                    _refreshed.Clear();
                    _beginsAnew = false;
                }
            }
            else if (type == EventFields.RefreshEndType)
            {
                await TellLiveAsync();
                if (_standing is { } standing && IsWhole(item))
                {
                    await output.EventsAsync([.. standing.DistinctBy(e => e.Id)], EventDelivery.Standing, cancellation);
                    _standing = null;
                }
            }
            else if (type == EventFields.RefreshRequiredType)
            {
                Want(refresh: true);
            }
            else if (await MapAsync(fields, cancellation) is { } happened)
            {
                (_standing is not null && happened.Condition is { IsRetained: true } ? _standing : live).Add(happened);
            }
        }
        await TellLiveAsync();

        async ValueTask TellLiveAsync()
        {
            if (live.Count > 0)
                await output.EventsAsync([.. live.DistinctBy(e => e.Id)], EventDelivery.Live, cancellation);
            live.Clear();
        }
    }

    /// <summary>True when this item was the last that had to tell what stands.</summary>
    private bool IsWhole(uint item)
    {
        lock (_gate)
        {
            _refreshed.Add(item);
            return _live.IsSubsetOf(_refreshed);
        }
    }

    /// <summary>Null for what is not asked for.</summary>
    private async ValueTask<Event?> MapAsync(IReadOnlyList<Variant> fields, CancellationToken cancellation)
    {
        var happened = EventMapping.Map(fields, _further, connection, client.Namespaces, Timestamp.Now(clock));
        // The end of a condition is told however low its severity is by then.
        var isEnd = happened.Condition is { IsRetained: false } state && _shown.Remove(ConditionKey.Of(happened, state));
        if (happened.Severity < options.MinSeverity && !isEnd)
            return null;
        if (happened.Condition is { IsRetained: true } standing)
            _shown.Add(ConditionKey.Of(happened, standing));
        return happened with
        {
            Type = await _places.TypeNameAsync(EventMapping.TypeOf(fields), happened.Type, cancellation),
            Source = await _places.PlaceOfAsync(EventMapping.SourceOf(fields), cancellation),
        };
    }

    /// <summary>Waits for an output and for the turn on it.</summary>
    private async ValueTask<SerializedOutput> EnterAsync(CancellationToken cancellation)
    {
        while (true)
        {
            SerializedOutput? output;
            Task attached;
            lock (_gate)
                (output, attached) = (_output, _attached.Task);
            if (output is null)
            {
                await attached.WaitAsync(cancellation);
                continue;
            }
            await output.EnterAsync(cancellation);
            lock (_gate)
            {
                if (_output == output)
                    return output;
            }
            output.Leave();
        }
    }
}
