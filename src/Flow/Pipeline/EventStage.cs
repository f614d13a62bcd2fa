using Millwright.Flow.Events;
using Millwright.Flow.Ledger;
using Millwright.Flow.Log;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Pipeline;

/// <summary>The way of one connection's events: limit, conditions, bus, log; each step counted as samples are.</summary>
/// <remarks>In the account, what was known already counts as suppressed, what the limit drops as rejected.</remarks>
internal sealed class EventStage(string name, EventParts parts) : IDisposable
{
    private const int EventsPerRecord = 256;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConnectionAccount _account = parts.Ledger.Events(name);
    private readonly EventLimiter _limiter = new(parts.Clock);

    /// <summary>How many events may pass a second in the long run.</summary>
    public int PerSecond { get; set; } = 100;

    /// <summary>Takes events. Completes when the log has taken them.</summary>
    /// <returns>How many were dropped because the connection says too much.</returns>
    public async ValueTask<int> AcceptAsync(IReadOnlyList<Event> events, EventDelivery delivery, CancellationToken cancellation)
    {
        Event[] fitting = [.. events.Select(e => EventLimits.Fit(e with { Connection = name, IsPast = delivery == EventDelivery.Past }))];
        _account.Sampled(fitting.Length);
        if (!await EnterAsync(fitting.Length, cancellation).ConfigureAwait(false))
            return 0;
        try
        {
            if (delivery == EventDelivery.Past)
            {
                await PassOnAsync(fitting, isLive: false, cancellation).ConfigureAwait(false);
                return 0;
            }
            IReadOnlyList<Event> news = delivery == EventDelivery.Standing ? News(fitting) : fitting;
            var passed = _limiter.Pass(news, PerSecond, out var dropped);
            _account.Sorted(0, dropped);
            await PassOnAsync(passed, isLive: true, cancellation).ConfigureAwait(false);
            return dropped;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Lets through what was held back, as far as there is room; called every second.</summary>
    public async ValueTask TickAsync(CancellationToken cancellation)
    {
        if (_limiter.Held == 0)
            return;
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await PassOnAsync(_limiter.Pass([], PerSecond, out _), isLive: true, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async ValueTask<bool> EnterAsync(int count, CancellationToken cancellation)
    {
        try
        {
            await _gate.WaitAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            Lost(count, "the connection was stopped before its last events were taken");
            return false;
        }
    }

    /// <summary>What is new among the standing conditions, and an end for each that was known and has gone.</summary>
    private List<Event> News(Event[] standing)
    {
        List<Event> news = [.. standing.Where(e => !parts.Conditions.Knows(e))];
        _account.Sorted(standing.Length - news.Count, 0);
        var told = standing.Where(e => e.Condition is not null).Select(e => ConditionKey.Of(e, e.Condition!)).ToHashSet();
        var gone = parts.Conditions.Of(name).Where(e => !told.Contains(ConditionKey.Of(e, e.Condition!))).Select(Ended).ToList();
        _account.Sampled(gone.Count, made: true);
        news.AddRange(gone);
        return news;
    }

    /// <summary>The end of a condition that nobody saw.</summary>
    private Event Ended(Event last)
    {
        var now = Timestamp.Now(parts.Clock);
        return last with
        {
            Id = EventId.New(parts.Clock),
            Time = now,
            ReceiveTime = now,
            Message = "it had ended when the connection came back",
            Quality = Quality.UncertainLastUsableValue,
            SourceEvent = "",
            Condition = last.Condition! with { Flags = last.Condition.Flags & ~(ConditionFlags.Active | ConditionFlags.Retain) },
        };
    }

    private async ValueTask PassOnAsync(IReadOnlyList<Event> events, bool isLive, CancellationToken cancellation)
    {
        if (events.Count == 0)
            return;
        if (isLive)
        {
            foreach (var happened in events)
                parts.Conditions.Take(happened);
            parts.Bus.Publish(events);
        }
        var left = events.Count;
        try
        {
            foreach (var piece in events.Chunk(EventsPerRecord))
            {
                using var batch = SampleBatch.OfEvents(piece);
                _account.Appending(parts.Log.Committed);
                var position = await parts.Log.AppendAsync(batch, cancellation).ConfigureAwait(false);
                _account.Appended(position, piece.Length);
                left -= piece.Length;
                await parts.Commits.FollowAsync(_account, position).ConfigureAwait(false);
            }
        }
        catch (LogUnavailableException e)
        {
            _account.Lost(left, e.Cause, Timestamp.Now(parts.Clock), e.Problem);
            left = 0;
        }
        finally
        {
            if (left > 0)
                Lost(left, "the connection was stopped before the log took its last events");
        }
    }

    private void Lost(int count, string detail) => _account.Lost(count, GapCause.Restart, Timestamp.Now(parts.Clock), detail);
}
