using System.Buffers;
using Millwright.Flow.Ledger;
using Millwright.Flow.Log;
using Millwright.Flow.Normalizing;
using Millwright.Flow.Options;
using Millwright.Flow.Sources;
using Millwright.Flow.Supervision;
using Millwright.Model;

namespace Millwright.Flow.Pipeline;

/// <summary>The way of one connection's samples: normalize, current values, bus, log; each step counted.</summary>
/// <remarks>
/// Current values and bus come before the log: when the log cannot take samples they are lost to history, counted in a gap with its
/// cause, and pages and rules still see them. When the log waits, the source waits with it; one batch a connection is under way.
/// </remarks>
internal sealed class ConnectionStage(int owner, string name, FlowParts parts) : IConnectionStage, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConnectionAccount _account = parts.Ledger.Connection(name);
    private readonly EventStage _events = new(name, parts.Events);
    private IReadOnlyList<TagSetup> _tags = [];
    private TimeSpan _maxSkew = new ConnectionOptions().MaxClockSkew;
    private bool _anyStale;
    private long _appended;
    private long _lost;
    private long _lostBefore;

    public async ValueTask ConfigureAsync(IReadOnlyList<TagSetup> tags, ConnectionOptions options, IDriver driver, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var wanted = tags.Select(t => t.Handle).ToHashSet();
            foreach (var tag in _tags.Where(t => !wanted.Contains(t.Handle)))
                parts.Plans.Remove(tag.Handle, owner);
            var plans = new Dictionary<(TagOptions, TagKind), TagPlan>();
            foreach (var tag in tags)
            {
                var key = (tag.Options, Raw: driver.KindOf(tag.DriverOptions));
                if (!plans.TryGetValue(key, out var plan))
                    plans.Add(key, plan = TagPlan.Compile(key.Options, key.Raw));
                parts.Plans.Set(tag.Handle, plan, owner);
            }
            _tags = tags;
            _maxSkew = options.MaxClockSkew;
            _events.PerSecond = options.MaxEvents;
            _anyStale = tags.Any(t => t.Options.StaleAfter is not null);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask AcceptAsync(SampleBatch raw, CancellationToken cancellation)
    {
        using (raw)
        {
            _account.Sampled(raw.Count);
            if (!await EnterAsync(raw.Count, cancellation).ConfigureAwait(false))
                return;
            try
            {
                if (raw.Count > 0)
                    await PassOnAsync(Normalize(raw), cancellation).ConfigureAwait(false);
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    public async ValueTask FillAsync(SampleBatch raw, CancellationToken cancellation)
    {
        using (raw)
        {
            _account.Sampled(raw.Count);
            if (!await EnterAsync(raw.Count, cancellation).ConfigureAwait(false))
                return;
            try
            {
                await ToLogAsync(NormalizePast(raw), cancellation).ConfigureAwait(false);
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    public async ValueTask<bool> WhenDurableAsync(CancellationToken cancellation)
    {
        var lost = Interlocked.Read(ref _lost);
        var isWhole = Interlocked.Exchange(ref _lostBefore, lost) == lost;
        try
        {
            await parts.Log.WhenCommittedAsync(new(Interlocked.Read(ref _appended)), cancellation).ConfigureAwait(false);
            return isWhole;
        }
        catch (LogUnavailableException)
        {
            // The follower of commits counts them.
            return false;
        }
    }

    public ValueTask<Task> StoreAsync(SampleBatch raw, bool isPast, CancellationToken cancellation) =>
        StoreAsync(raw, isPast ? Arrival.Past : Arrival.Live, cancellation);

    public ValueTask<Task> KeepAsync(SampleBatch values, CancellationToken cancellation) => StoreAsync(values, Arrival.Kept, cancellation);

    public async ValueTask MarkAsync(IReadOnlyCollection<(TagHandle Tag, Quality Quality)> tags, CancellationToken cancellation)
    {
        foreach (var chunk in tags.Chunk(SampleBatch.MaxCapacity))
        {
            _account.Sampled(chunk.Length, made: true);
            if (!await EnterAsync(chunk.Length, cancellation).ConfigureAwait(false))
                return;
            try
            {
                await PassOnAsync(Make(chunk), cancellation).ConfigureAwait(false);
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    public async ValueTask MarkStaleAsync(CancellationToken cancellation)
    {
        if (!_anyStale)
            return;
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (Stale() is { } batch)
            {
                _account.Sampled(batch.Count, made: true);
                await PassOnAsync(batch, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public ValueTask<int> EventsAsync(IReadOnlyList<Event> events, EventDelivery delivery, CancellationToken cancellation) =>
        _events.AcceptAsync(events, delivery, cancellation);

    public ValueTask TickEventsAsync(CancellationToken cancellation) => _events.TickAsync(cancellation);

    public void Unsynchronize(ReadOnlySpan<TagHandle> tags) => parts.Plans.Unsynchronize(tags);

    public void Synchronize(ReadOnlySpan<TagHandle> tags) => parts.Plans.Synchronize(tags, owner);

    public void Trust(ReadOnlySpan<TagHandle> tags) => parts.Plans.Trust(tags);

    public void SynchronizeWithNext(TagHandle tag) => parts.Plans.SynchronizeWithNext(tag);

    public bool IsSynchronized(TagHandle tag) => parts.Plans.IsSynchronized(tag);

    public (int Good, int Uncertain, int Bad) CountQualities(IReadOnlyList<TagSetup> tags)
    {
        var (good, uncertain, bad) = (0, 0, 0);
        foreach (var tag in tags)
        {
            if (!parts.Current.TryGet(tag.Handle, out var sample))
                continue;
            if (sample.Quality.IsGood)
                good++;
            else if (sample.Quality.IsUncertain)
                uncertain++;
            else
                bad++;
        }
        return (good, uncertain, bad);
    }

    public TagValue ToEngineering(TagHandle tag, TagValue raw, ref Quality quality)
    {
        return parts.Plans.Find(tag) is { } plan ? Normalizer.ToEngineering(plan, raw, ref quality) : TagValue.None;
    }

    public TagValue ToRaw(TagHandle tag, TagValue engineering)
    {
        return parts.Plans.Find(tag) is { } plan ? Normalizer.ToRaw(plan, engineering) : TagValue.None;
    }

    public void Dispose()
    {
        _events.Dispose();
        _gate.Dispose();
    }

    private async ValueTask<Task> StoreAsync(SampleBatch batch, Arrival arrival, CancellationToken cancellation)
    {
        using (batch)
        {
            _account.Sampled(batch.Count);
            if (!await EnterAsync(batch.Count, cancellation).ConfigureAwait(false))
                throw new OperationCanceledException(cancellation);
            try
            {
                var ready = arrival switch
                {
                    Arrival.Live => Normalize(batch),
                    Arrival.Past => NormalizePast(batch),
                    _ => batch.Retain(),
                };
                var (position, failure) = await PassOnAsync(ready, arrival == Arrival.Live, cancellation).ConfigureAwait(false);
                if (failure is not null)
                    throw new LogUnavailableException(failure.Problem, failure.Remedy, failure.Cause, failure);
                return position == LogPosition.Start ? Task.CompletedTask : parts.Log.WhenCommittedAsync(position, CancellationToken.None).AsTask();
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    /// <summary>Waits for the turn; when cancelled first, the samples are lost and counted.</summary>
    private async ValueTask<bool> EnterAsync(int count, CancellationToken cancellation)
    {
        try
        {
            await _gate.WaitAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            _account.Lost(count, GapCause.Restart, Timestamp.Now(parts.Clock), "the connection was stopped before its last samples were taken");
            return false;
        }
    }

    private SampleBatch Normalize(SampleBatch raw)
    {
        var output = SampleBatch.Rent(raw.Count);
        var keep = ArrayPool<bool>.Shared.Rent(raw.Count);
        var counts = Normalizer.Apply(parts.Plans, owner, raw, Moment.Now(parts.Clock), _maxSkew, output, keep);
        if (counts.Rejected == 0)
            parts.Current.SetRaw(raw, output);
        parts.Current.Set(output);
        if (counts.Suppressed > 0)
            output.Keep(keep);
        ArrayPool<bool>.Shared.Return(keep);
        _account.Sorted(counts.Suppressed, counts.Rejected);
        return output;
    }

    /// <summary>Each sample by itself: no state of its tag is touched. What needs that state, a count, is left out.</summary>
    private SampleBatch NormalizePast(SampleBatch raw)
    {
        var output = SampleBatch.Rent(Math.Max(1, raw.Count));
        var rejected = 0;
        for (var i = 0; i < raw.Count; i++)
        {
            var sample = raw[i];
            if (parts.Plans.Find(sample.Tag, owner) is not { } plan || (plan.Steps & PlanSteps.Counter) != 0 || !Normalizer.IsPossibleTime(sample.SourceTime))
            {
                rejected++;
                continue;
            }
            var quality = sample.Quality;
            var value = Normalizer.ToEngineering(plan, sample.Value, ref quality);
            output.Add(sample.Tag, sample.SourceTime, value, quality, sample.ServerTime);
        }
        _account.Sorted(0, rejected);
        return output;
    }

    private SampleBatch Make((TagHandle Tag, Quality Quality)[] tags)
    {
        var now = Timestamp.Now(parts.Clock);
        var batch = SampleBatch.Rent(tags.Length);
        foreach (var (tag, quality) in tags)
        {
            // Whatever comes next differs from it and is kept.
            parts.Plans.States.At(tag).Flags &= ~TagFlags.HasLast;
            batch.Add(tag, now, TagValue.None, quality);
        }
        parts.Current.Set(batch);
        return batch;
    }

    private SampleBatch? Stale()
    {
        var now = Moment.Now(parts.Clock);
        SampleBatch? batch = null;
        foreach (var tag in _tags)
        {
            var plan = parts.Plans.Find(tag.Handle);
            ref var state = ref parts.Plans.States.At(tag.Handle);
            if (plan is null or { StaleTicks: 0 } || state.Is(TagFlags.Stale) || now.Monotonic - state.LastArrival < plan.StaleTicks
                || !parts.Current.TryGet(tag.Handle, out var last) || last.Quality.IsBad)
            {
                continue;
            }
            state.Flags = (state.Flags | TagFlags.Stale) & ~TagFlags.HasLast;
            batch ??= SampleBatch.Rent(Math.Min(_tags.Count, SampleBatch.MaxCapacity));
            if (batch.IsFull)
                break;
            batch.Add(tag.Handle, now.Wall, last.Value, Quality.UncertainNoCommunicationLastUsableValue);
        }
        if (batch is not null)
            parts.Current.Set(batch);
        return batch;
    }

    /// <summary>Bus, then log. Takes the batch.</summary>
    private async ValueTask PassOnAsync(SampleBatch batch, CancellationToken cancellation) =>
        await PassOnAsync(batch, isLive: true, cancellation).ConfigureAwait(false);

    /// <summary>The log alone. Takes the batch.</summary>
    private async ValueTask ToLogAsync(SampleBatch batch, CancellationToken cancellation) =>
        await PassOnAsync(batch, isLive: false, cancellation).ConfigureAwait(false);

    /// <summary>Where the batch lies in the log; the start where nothing was left of it, or why the log did not take it, which is counted.</summary>
    private async ValueTask<(LogPosition Position, LogUnavailableException? Failure)> PassOnAsync(
        SampleBatch batch, bool isLive, CancellationToken cancellation)
    {
        using var owned = batch;
        var count = batch.Count;
        if (count == 0)
            return default;
        var taken = false;
        try
        {
            if (isLive)
                await parts.Bus.PublishAsync(batch, cancellation).ConfigureAwait(false);
            _account.Appending(parts.Log.Committed);
            var position = await parts.Log.AppendAsync(batch, cancellation).ConfigureAwait(false);
            _account.Appended(position, count);
            Interlocked.Exchange(ref _appended, position.Value);
            taken = true;
            await parts.Commits.FollowAsync(_account, position).ConfigureAwait(false);
            return (position, null);
        }
        catch (LogUnavailableException e)
        {
            _account.Lost(count, e.Cause, Timestamp.Now(parts.Clock), e.Problem);
            Interlocked.Increment(ref _lost);
            taken = true;
            return (default, e);
        }
        finally
        {
            if (!taken)
                _account.Lost(count, GapCause.Restart, Timestamp.Now(parts.Clock), "the connection was stopped before the log took its last samples");
        }
    }

    private enum Arrival
    {
        Live,

        /// <summary>Raw, and older than what is current.</summary>
        Past,

        /// <summary>As once kept, with nothing to convert.</summary>
        Kept,
    }
}
