using System.Runtime.InteropServices;
using System.Runtime.CompilerServices;
using Millwright.Drivers.Output;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>One OPC UA connection: a session with a server, or with one of a redundant set.</summary>
internal sealed class OpcUaSource : ISource, ISourceWriter, ISourceCaller, IWatchingSource, IResumableSource
{
    private static readonly NodeId[] Identification = [new(2263), new(2261), new(2264)];

    private readonly OpcUaConnectionOptions _options;
    private readonly OpcUaConnector _connector;
    private readonly TimeProvider _clock;
    private IReadOnlyList<SourceTag> _tags;
    private readonly Lock _gate = new();
    private readonly LeftTimes? _left;
    private OpcUaLink? _link;
    private bool _isOfUse = true;
    private string? _identity;

    public OpcUaSource(SourceSetup setup, Lock pkiGate)
    {
        _tags = setup.Tags;
        _options = (OpcUaConnectionOptions)setup.Options;
        _clock = setup.Clock;
        _link = setup.Left as OpcUaLink;
        _left = setup.Left as LeftTimes;
        _connector = _link?.Connector ?? new OpcUaConnector(setup.Name, _options, pkiGate, _clock);
    }

    public SourceDiagnostics Diagnostics
    {
        get
        {
            if (_link is not { } link)
                return SourceDiagnostics.Empty;
            var statistics = link.Client.Statistics;
            var items = link.Feed.Items;
            return new SourceDiagnostics
            {
                Identity = _identity,
                Counters = new Dictionary<string, long>
                {
                    ["watchedTags"] = items.Count(i => i.IsLive),
                    ["polledTags"] = items.Count(i => i.IsPolled),
                    ["notifications"] = statistics.Notifications,
                    ["queueOverflows"] = statistics.QueueOverflows,
                    ["lostMessages"] = statistics.LostMessages,
                    ["republished"] = statistics.Republished,
                    ["sessions"] = statistics.Sessions,
                    ["reactivations"] = statistics.Reactivations,
                    ["transfers"] = statistics.Transfers,
                    ["recreations"] = statistics.Recreations,
                    ["connectionLosses"] = statistics.ConnectionLosses,
                    ["itemRetries"] = statistics.ItemRetries,
                    ["itemsRepaired"] = statistics.ItemsRepaired,
                    ["events"] = link.Events?.Received ?? 0,
                },
                Plan = Plan(items),
            };
        }
    }

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        try
        {
            var isNew = _link is null;
            lock (_gate)
                _link ??= new OpcUaLink(_connector, _clock);
            SetTags(_tags);
            // The items have what is needed of them.
            _tags = [];
            if (isNew && _left is not null)
                _link.Resume(_left);
            await _link.WhenConnectedAsync(cancellation);
            await IdentifyAsync(_link.Client, cancellation);
        }
        catch (SourceException e) when (e.Fault.Kind is not (SourceFaultKind.Unreachable or SourceFaultKind.TimedOut))
        {
            // The server answers and says no: asking it again is left to the supervisor, which takes its time.
            _isOfUse = false;
            throw;
        }
    }

    public async Task RunAsync(ISourceOutput output, CancellationToken cancellation)
    {
        var link = Link();
        var client = link.Client;
        output.Note($"session at {client.EndpointUrl} with {client.Policy?.Name} {client.Mode}{(_identity is null ? "" : $"; the server says it is {_identity}")}");
        // Not disposed: the client may still wait for the turn, finds out that the output has gone, and gives the turn back.
        var shared = new SerializedOutput(output);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var tags = new FeedKeeper(link, _options, _connector, shared, _clock).RunAsync(stop.Token);
        var events = ListenAsync(link, shared, stop);
        try
        {
            await tags;
        }
        finally
        {
            await stop.CancelAsync();
            await events;
        }
    }

    /// <summary>Listens to events beside the tags; when it fails, the source does.</summary>
    private async Task ListenAsync(OpcUaLink link, SerializedOutput output, CancellationTokenSource stop)
    {
        if (link.Events is not { } feed)
            return;
        try
        {
            await new EventKeeper(link, feed, _options, output, _clock).RunAsync(stop.Token);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    public async ValueTask<SampleBatch> ReadAsync(IReadOnlyList<TagHandle> tags, CancellationToken cancellation)
    {
        var link = Link();
        var asked = tags.Select(t => link.Feed.Find(t) ?? throw NotRead()).ToList();
        var values = new DataValue[asked.Count];
        try
        {
            await NodeNames.FindAsync(link.Client, asked, cancellation);
            var namespaces = link.Client.Namespaces;
            await link.Client.ReadAsync(
                [.. asked.Select(i => new ReadValueId(NodeNames.IdOf(namespaces, i), AttributeId.Value, i.Elements, default))], values, cancellation: cancellation);
        }
        catch (UaException e)
        {
            throw new SourceException(_connector.FaultOf(e), e);
        }
        var batch = SampleBatch.Rent(Math.Max(1, asked.Count));
        for (var i = 0; i < asked.Count; i++)
        {
            var quality = new Quality(values[i].Status.Value);
            var mapped = TagValue.None;
            if (!quality.IsBad && !ValueMapping.TryMap(values[i].Value, asked[i].Kind, null, out mapped))
                quality = Quality.BadTypeMismatch;
            batch.Add(asked[i].Handle, Timestamp.Now(_clock), mapped, quality);
        }
        return batch;
    }

    public ValueTask WriteAsync(TagHandle tag, TagValue value, CancellationToken cancellation)
    {
        var link = Link();
        var item = link.Feed.Find(tag) ?? throw NotRead();
        return NodeWriter.WriteAsync(link.Client, item, value, cancellation);
    }

    public ValueTask<IReadOnlyList<TagValue>> CallAsync(CommandAddress address, IReadOnlyList<TagValue> arguments, CancellationToken cancellation) =>
        MethodCaller.CallAsync(Link().Client, address, arguments, cancellation);

    public ValueTask ActAsync(Event last, ConditionAction action, string comment, CancellationToken cancellation) =>
        ConditionCaller.ActAsync(Link().Client, last, action, comment, cancellation);

    public TimeSpan? CertainFor(TagHandle tag)
    {
        if (_link is not { Client.State: ClientState.Connected } link || link.Feed.Find(tag) is not { HasFailed: false } item)
            return null;
        if (item.IsPolled)
            return item.Interval;
        // The server gives a sign of life at each of these intervals; a second one is missed before the client gives it up.
        return item is { IsLive: true, HasReported: true } ? _options.KeepAlive * 2 : null;
    }

    public async IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var client = Link().Client;
        var items = new OpcUaBrowser(client).BrowseAsync(node, cancellation).GetAsyncEnumerator(cancellation);
        await using (items)
        {
            while (await NextAsync(items))
                yield return items.Current;
        }
    }

    public bool TryUpdate(IReadOnlyList<SourceTag> tags)
    {
        if (_link is null)
            return false;
        SetTags(tags);
        _link.Feed.Signal(new(FeedSignalKind.TagsChanged));
        return true;
    }

    public IAsyncDisposable? Leave()
    {
        lock (_gate)
        {
            // A link that could not be made leaves what was left to this source; one that is given up, what it has had.
            if (!_isOfUse || _link is null)
                return _link?.Leave() ?? _left;
            var link = _link;
            _link = null;
            return link;
        }
    }

    public async ValueTask DisposeAsync()
    {
        OpcUaLink? link;
        lock (_gate)
            (link, _link) = (_link, null);
        if (link is not null)
            await link.DisposeAsync();
    }

    private void SetTags(IReadOnlyList<SourceTag> tags)
    {
        var link = Link();
        var left = link.Feed.SetTags(tags, _options);
        foreach (var subscription in link.Subscriptions)
            subscription.Remove(left);
    }

    private OpcUaLink Link() => _link
        ?? throw new SourceException(new(SourceFaultKind.Unreachable, $"{_connector.Address}: not connected", "wait until the connection is back"));

    private SourceException NotRead() =>
        new(new(SourceFaultKind.Configuration, $"{_connector.Address}: the tag is not read from this connection", "reload the configuration"));

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<BrowseItem> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (UaException e)
        {
            throw new SourceException(_connector.FaultOf(e), e);
        }
    }

    private async ValueTask IdentifyAsync(OpcUaClient client, CancellationToken cancellation)
    {
        var values = new DataValue[Identification.Length];
        try
        {
            await client.ReadAsync([.. Identification.Select(n => new ReadValueId(n, AttributeId.Value, null, default))], values, cancellation: cancellation);
        }
        catch (UaException e)
        {
            throw new SourceException(_connector.FaultOf(e), e);
        }
        var words = values.Select(v => v.Value is { Type: BuiltInType.String, IsScalar: true } text ? text.AsString() : null).Where(t => !string.IsNullOrWhiteSpace(t));
        _identity = string.Join(' ', words) is { Length: > 0 } identity ? identity : null;
    }

    private static IReadOnlyList<PlannedRead> Plan(IReadOnlyList<FeedItem> items)
    {
        // Counted, not grouped: this is asked for every second, and a group of all tags is large garbage.
        var counts = new Dictionary<(bool IsPolled, TimeSpan Interval), int>();
        foreach (var item in items)
            CollectionsMarshal.GetValueRefOrAddDefault(counts, (item.IsPolled, item.Interval), out _)++;
        return [.. counts.OrderBy(c => c.Key.Interval).Select(c => new PlannedRead("", c.Key.IsPolled ? "read" : "subscription", 0, c.Value, c.Key.Interval, double.NaN, []))];
    }
}
