using System.Threading.Channels;
using Millwright.Flow.Bus;
using Millwright.Model;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Publish.Bridging;

/// <summary>
/// Carries the values of tags to other tags through the gate. It takes the newest value of each: when the other side is slow it skips values, never
/// tags. Only news are carried, and what a bridge has written itself is none, so that both ways do not chase each other.
/// </summary>
public sealed class TagBridge : IAsyncDisposable
{
    /// <summary>Writes at the same time; each tag has one at most.</summary>
    private const int Writers = 16;

    private const string Via = "bridge";

    /// <summary>After a refusal that may have passed.</summary>
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(5);

    /// <summary>After the gate said that it is too soon, or busy with the tag.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly BridgeParts _parts;
    private readonly BridgeOptions _options;
    private readonly Identity _who;
    private readonly List<BridgeRoute> _routes;
    private readonly BridgeTally _tally = new();
    private readonly Channel<BridgeRoute> _ready = Channel.CreateUnbounded<BridgeRoute>();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _ending;
    private readonly ISubscription _subscription;
    private readonly Task _running;
    private volatile Places _places;

    public TagBridge(BridgeParts parts, string name, BridgeOptions options, IReadOnlyList<BridgeLink> links)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(links);
        (_parts, _options, Name) = (parts, options, name);
        _who = new($"{Via}:{name}", options.WritesAs, Via);
        _ending = _stop.Token;
        _routes = [.. links.SelectMany(Routes)];
        Links = links.Count;
        _places = Find();
        _subscription = parts.Bus.Subscribe(_who.Name, new(Delivery.Conflating, _places.All, SampleBatch.MaxCapacity));
        BridgeLog.Started(parts.Logger, name, links.Count);
        _running = Task.WhenAll([Task.Run(FeedAsync), .. Enumerable.Range(0, Math.Min(Writers, Math.Max(1, _routes.Count))).Select(_ => Task.Run(WriteAsync))]);
    }

    public string Name { get; }

    public int Links { get; }

    /// <summary>How it is doing.</summary>
    public BridgeStatus Status
    {
        get
        {
            var troubled = _routes.Where(r => r.Problem is not null).ToList();
            var problem = troubled is [var first, ..] ? $"bridge {Name}: {first.To.Name}: {first.Problem}{(troubled.Count > 1 ? $", and {troubled.Count - 1} more" : "")}" : null;
            return new(Name, Links, problem, _tally.Forwarded, _tally.LeftOut, _tally.Overtaken, _tally.Refused);
        }
    }

    /// <summary>Looks for its tags anew after the plant changed; what is known of them stays known.</summary>
    public void Refresh()
    {
        _places = Find();
        _subscription.SetInterest(_places.All);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _subscription.Dispose();
        _stop.Dispose();
    }

    private IEnumerable<BridgeRoute> Routes(BridgeLink link)
    {
        var there = new BridgeRoute(link.From, link.To, isWayBack: false, _parts.Clock);
        var back = new BridgeRoute(link.To, link.From, isWayBack: true, _parts.Clock);
        if (_options.Direction == BridgeDirection.Both)
            (there.Back, back.Back) = (back, there);
        return _options.Direction switch
        {
            BridgeDirection.To => [there],
            BridgeDirection.From => [back],
            _ => [there, back],
        };
    }

    private Places Find()
    {
        ILookup<TagHandle, BridgeRoute> By(Func<BridgeRoute, TagPath> path) =>
            _routes.Select(r => (Found: _parts.Tags.TryFind(path(r), out var tag), Tag: tag, Route: r)).Where(f => f.Found).ToLookup(f => f.Tag, f => f.Route);
        var (sources, destinations) = (By(r => r.From), By(r => r.To));
        return new(sources, destinations, [.. sources.Select(s => s.Key), .. destinations.Select(d => d.Key)]);
    }

    private async Task FeedAsync()
    {
        try
        {
            while (true)
            {
                using var batch = await _subscription.ReadAsync(_ending).ConfigureAwait(false);
                var places = _places;
                for (var i = 0; i < batch.Count; i++)
                {
                    foreach (var route in places.Destinations[batch.Tags[i]])
                    {
                        if (route.See(batch[i]))
                            _ready.Writer.TryWrite(route);
                    }
                }
                for (var i = 0; i < batch.Count; i++)
                {
                    foreach (var route in places.Sources[batch.Tags[i]])
                    {
                        var (queue, overtook) = route.Offer(batch[i]);
                        if (overtook)
                            _tally.Overtake();
                        if (queue)
                            _ready.Writer.TryWrite(route);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The bridge ends.
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var route in _ready.Reader.ReadAllAsync(_ending).ConfigureAwait(false))
                await CarryAsync(route).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The bridge ends.
        }
    }

    private async ValueTask CarryAsync(BridgeRoute route)
    {
        var (range, interval) = BoundsOf(route);
        while (route.TryJudge(_options, range, interval, out var judged))
        {
            switch (judged.Verdict)
            {
                case BridgeVerdict.Hold:
                    // It stays queued until then.
                    _ = QueueLaterAsync(route, judged.Wait);
                    return;
                case BridgeVerdict.LeaveOut:
                    _tally.LeaveOut();
                    break;
                case BridgeVerdict.NotGood when judged.IsFirst:
                    Refuse(route, BridgeCause.NotGood, $"the value is {judged.Sample.Quality}, or of no use there");
                    break;
                case BridgeVerdict.TooOld when judged.IsFirst:
                    Refuse(route, BridgeCause.TooOld, $"the value is of {judged.Sample.SourceTime}");
                    break;
                case BridgeVerdict.Write:
                    route.Writing();
                    Conclude(route, judged.Value, await _parts.Writes.WriteAsync(route.To, judged.Value, _who, $"bridge from {route.From}", _ending).ConfigureAwait(false));
                    break;
                default:
                    break;
            }
        }
    }

    private void Conclude(BridgeRoute route, in TagValue value, in WriteAnswer answer)
    {
        if (answer.End == WriteEnd.Done)
        {
            route.Written(value);
            _tally.Forward();
        }
        else if (BridgeCauses.Of(answer.End) is { } cause)
        {
            Refuse(route, cause, answer.Problem ?? cause.ToString());
            route.Refused(answer.Problem ?? cause.ToString(), cause.IsPassing() ? RetryEvery : null, cause != BridgeCause.Unconfirmed);
        }
        else
            route.Refused(null, AskAgain, isCertain: true);
    }

    private (ValueRange? Range, TimeSpan Interval) BoundsOf(BridgeRoute route)
    {
        if (!_parts.Tags.TryFind(route.To, out var handle) || !_parts.Tags.TryGet(handle, out var tag))
            return (null, _options.AtMostEvery);
        var least = _parts.Writes.BoundsOf(handle)?.MinimumInterval ?? TimeSpan.Zero;
        return (tag.Range, least > _options.AtMostEvery ? least : _options.AtMostEvery);
    }

    private void Refuse(BridgeRoute route, BridgeCause cause, string problem)
    {
        _tally.Refuse(cause);
        BridgeLog.Refused(_parts.Logger, Name, route.From.ToString(), route.To.ToString(), problem);
    }

    private async Task QueueLaterAsync(BridgeRoute route, TimeSpan later)
    {
        await Task.Delay(later, _parts.Clock, _ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A bridge that has ended reads nothing more.
        _ready.Writer.TryWrite(route);
    }

    /// <summary>Where tags are, in one version of the plant.</summary>
    private sealed record Places(ILookup<TagHandle, BridgeRoute> Sources, ILookup<TagHandle, BridgeRoute> Destinations, HashSet<TagHandle> All);
}
