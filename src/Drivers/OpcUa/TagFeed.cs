using System.Threading.Channels;
using Millwright.Drivers.Output;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Structures;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>
/// Where values of a server become samples. It outlives the source: over a break it keeps what the client brings until there is an output
/// again, and a message is acknowledged to the server only when its samples were taken. Of one tag samples go on in the order of their
/// source times; what comes behind newer ones goes to the log alone.
/// </summary>
internal sealed class TagFeed : INotificationSink
{
    private readonly Lock _gate = new();
    private readonly List<(FeedItem Item, int Life, DataValue Value)> _received = [];
    private readonly SampleSorter _sorter = new();
    private readonly Channel<FeedSignal> _signals = Channel.CreateUnbounded<FeedSignal>(new UnboundedChannelOptions { SingleReader = true });
    private FeedItem?[] _items = [];
    private IReadOnlyList<FeedItem> _all = [];
    private HandleIndex<FeedItem> _byHandle = new([], i => i.Handle);
    private SerializedOutput? _output;
    private int _moreAreLive;
    private TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Decodes structures; null until a type of the server is known.</summary>
    public StructureCodec? Structures
    {
        set => _sorter.Structures = value;
    }

    /// <summary>What may be missing. A gap is opened in the moment in which it is told, before anything behind it can come.</summary>
    public OpenGaps Gaps { get; } = new();

    public ChannelReader<FeedSignal> Signals => _signals.Reader;

    /// <summary>All items, in the order of their numbers.</summary>
    public IReadOnlyList<FeedItem> Items => Volatile.Read(ref _all);

    /// <summary>Makes the items those of the tags; one whose tag is the same stays.</summary>
    /// <returns>The numbers of items that left.</returns>
    public IReadOnlyList<uint> SetTags(IReadOnlyList<SourceTag> tags, OpcUaConnectionOptions connection)
    {
        lock (_gate)
        {
            var known = _items.OfType<FeedItem>().ToDictionary(i => i.Handle);
            var next = _items.ToList();
            foreach (var tag in tags)
            {
                if (known.TryGetValue(tag.Handle, out var item) && IsSame(item, tag))
                    known.Remove(tag.Handle);
                else
                    next.Add(new FeedItem((uint)next.Count, tag, connection));
            }
            foreach (var left in known.Values)
                next[(int)left.Number] = null;
            _items = [.. next];
            Volatile.Write(ref _byHandle, new(_items.OfType<FeedItem>(), i => i.Handle));
            Volatile.Write(ref _all, [.. _items.OfType<FeedItem>()]);
            return [.. known.Values.Where(i => i.IsWatched).Select(i => i.Number)];
        }
    }

    public FeedItem? Find(TagHandle tag) => Volatile.Read(ref _byHandle).TryGet(tag, out var item) ? item : null;

    public FeedItem? Find(uint number)
    {
        var items = _items;
        return number < (uint)items.Length ? items[number] : null;
    }

    /// <summary>From here on samples go to this output.</summary>
    public void Attach(SerializedOutput output)
    {
        lock (_gate)
        {
            _output = output;
            _attached.TrySetResult();
        }
    }

    /// <summary>No sample goes to the output any more once this completes.</summary>
    public async Task DetachAsync()
    {
        SerializedOutput? output;
        lock (_gate)
        {
            output = _output;
            _output = null;
            if (_attached.Task.IsCompleted)
                _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        if (output is null)
            return;
        await output.EnterAsync(CancellationToken.None);
        output.Leave();
    }

    /// <summary>The signal was taken: the next item that becomes live is news again.</summary>
    public void TookMoreAreLive() => Volatile.Write(ref _moreAreLive, 0);

    public void Signal(in FeedSignal signal) => _signals.Writer.TryWrite(signal);

    public void OnValue(uint handle, in DataValue value)
    {
        if (Find(handle) is not { } item)
            return;
        lock (_gate)
            _received.Add((item, item.Life, value));
    }

    public async ValueTask OnBatchEndAsync(CancellationToken cancellation)
    {
        var output = await EnterAsync(cancellation);
        try
        {
            await HandOnReceivedAsync(output, cancellation);
        }
        finally
        {
            output.Leave();
        }
    }

    public void OnItemStatus(uint handle, StatusCode status)
    {
        if (Find(handle) is not { } item)
            return;
        lock (_gate)
        {
            // Made for the first time, its first value may already be on its way; made anew, one has to come again.
            item.HasReported &= !status.IsBad && !item.IsLive;
            item.IsLive = !status.IsBad;
        }
        // A hundred thousand items that become live are one piece of news.
        if (status.IsBad)
            Signal(new(FeedSignalKind.Refused, handle, status));
        else if (Interlocked.Exchange(ref _moreAreLive, 1) == 0)
            Signal(new(FeedSignalKind.MoreAreLive));
    }

    public void OnGap(in NotificationGap gap)
    {
        lock (_gate)
        {
            foreach (var handle in gap.Handles)
            {
                if (Find(handle) is not { } item)
                    continue;
                if (item.KnownTicks > 0)
                    Gaps.Add(new(item, item.KnownTicks));
                if (!gap.IsMadeAnew)
                    continue;
                item.Life++;
                (item.IsLive, item.HasReported) = (false, false);
            }
        }
        Signal(new(FeedSignalKind.Gap, Gap: gap));
    }

    /// <summary>Hands on values that were read, by the one whose turn it is on the output.</summary>
    /// <param name="output">The output.</param>
    /// <param name="items">Whose values.</param>
    /// <param name="values">What was read of each.</param>
    /// <param name="floorTicks">A value that has stood for longer gets this time: it was confirmed then, after it had been unknown. 0 keeps all times.</param>
    /// <param name="origin">How they came.</param>
    /// <param name="cancellation">Gives up waiting for the output.</param>
    public async ValueTask HandOnAsync(
        ISourceOutput output, IReadOnlyList<FeedItem> items, ReadOnlyMemory<DataValue> values, long floorTicks, ValueOrigin origin, CancellationToken cancellation)
    {
        for (var i = 0; i < items.Count; i++)
        {
            _sorter.Add(items[i], values.Span[i], floorTicks, origin);
            if (items[i].BroughtTicks == 0)
                items[i].BroughtTicks = items[i].NewestTicks;
        }
        await PublishAsync(output, cancellation);
    }

    private static bool IsSame(FeedItem one, SourceTag other)
    {
        var (a, b) = (one.Options, (OpcUaTagOptions)other.Options);
        return one.Interval == other.Interval && a.Node == b.Node && a.As == b.As && a.Sampling == b.Sampling && a.Queue == b.Queue
            && a.SourceDeadband == b.SourceDeadband && a.Elements == b.Elements;
    }

    private async ValueTask HandOnReceivedAsync(SerializedOutput output, CancellationToken cancellation)
    {
        lock (_gate)
        {
            foreach (var (item, life, value) in _received)
            {
                // The first value of an item that was read already says the same again.
                _sorter.Add(item, value, 0, item.HasReported || life != item.Life ? ValueOrigin.News : ValueOrigin.Again);
                if (value.SourceTimestamp.HasValue)
                    item.BroughtTicks = Math.Max(item.BroughtTicks, value.SourceTimestamp.DotNetTicks);
                item.HasReported |= life == item.Life;
            }
            _received.Clear();
        }
        await PublishAsync(output.Inner, cancellation);
    }

    private async ValueTask PublishAsync(ISourceOutput output, CancellationToken cancellation)
    {
        _sorter.ReportTo(output);
        foreach (var gap in _sorter.TakeGaps())
            Signal(new(FeedSignalKind.Overflow, gap.Item.Number, FromTicks: gap.FromTicks, UntilTicks: gap.UntilTicks));
        foreach (var item in _sorter.TakeMatched())
            Signal(new(FeedSignalKind.Confirm, item.Number));
        foreach (var batch in _sorter.Past.Take())
            await output.FillAsync(batch, cancellation);
        foreach (var batch in _sorter.Live.Take())
            await output.PublishAsync(batch, cancellation);
        _sorter.Past.Reset();
        _sorter.Live.Reset();
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
