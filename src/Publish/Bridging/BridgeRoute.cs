using Millwright.Model;

namespace Millwright.Publish.Bridging;

/// <summary>What a route's newest sample came to.</summary>
/// <param name="Sample">The sample.</param>
/// <param name="Value">Its value as the destination shall have it.</param>
/// <param name="Verdict">What is to be done.</param>
/// <param name="Wait">With <see cref="BridgeVerdict.Hold"/>: until it is to be judged again.</param>
/// <param name="IsFirst">With a value that is not good enough: the one before was.</param>
internal readonly record struct BridgeJudgement(Sample Sample, TagValue Value, BridgeVerdict Verdict, TimeSpan Wait, bool IsFirst);

/// <summary>One tag to one other, one write at a time. Its state is guarded by itself.</summary>
internal sealed class BridgeRoute(TagPath from, TagPath to, bool isWayBack, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private Sample? _waiting;
    private Sample? _latest;
    private Sample? _destination;
    private TagValue _seen;
    private Timestamp _echo;
    private Timestamp _writtenAt;
    private long _writtenSince;
    private (long Since, TimeSpan Long) _pause;
    private bool _isRetry;
    private bool _isQueued;
    private bool _wasRefused;
    private volatile string? _problem;

    public TagPath From => from;

    public TagPath To => to;

    /// <summary>What stands in the way, null when nothing does.</summary>
    public string? Problem => _problem;

    /// <summary>The route the other way, where there is one.</summary>
    public BridgeRoute? Back { get; set; }

    /// <summary>Takes the newest sample of the source.</summary>
    /// <returns>Whether the route is to be queued, and whether a value that waited was overtaken.</returns>
    public (bool Queue, bool Overtook) Offer(in Sample sample)
    {
        lock (_gate)
        {
            // The same value again overtakes nothing.
            var overtook = _waiting is { } before && before.Value != sample.Value;
            _waiting = _latest = sample;
            return (Queue(), overtook);
        }
    }

    /// <summary>Takes the newest sample of the destination. What was under way before the last write ended is older than that.</summary>
    /// <returns>Whether the route is to be queued: with both ways it begins anew when the other side is back, which may have lost its value.</returns>
    public bool See(in Sample sample)
    {
        lock (_gate)
        {
            if (!_writtenAt.IsNone && sample.SourceTime <= _writtenAt && clock.GetElapsedTime(_writtenSince) <= BridgeRule.EchoWithin)
                return false;
            var isBack = _destination is { Quality.IsGood: false } && sample.Quality.IsGood;
            _destination = sample;
            if (!isBack || Back is null || isWayBack)
                return false;
            _seen = TagValue.None;
            _waiting ??= _latest;
            return Queue();
        }
    }

    /// <summary>Judges what waits; false when nothing does, and the route is no longer queued.</summary>
    public bool TryJudge(BridgeOptions options, ValueRange? range, TimeSpan interval, out BridgeJudgement judgement)
    {
        lock (_gate)
        {
            judgement = default;
            if (_waiting is not { } sample)
                return _isQueued = false;
            var value = BridgeRule.Scaled(sample.Value, options, isWayBack);
            var there = _destination is { Quality.IsGood: true } known ? known.Value : TagValue.None;
            var wait = WaitFor(interval);
            var verdict = BridgeRule.Judge(sample, value, new(_seen, isWayBack, _isRetry, _echo, wait), there, range, options, Timestamp.Now(clock));
            var isRefused = verdict is BridgeVerdict.NotGood or BridgeVerdict.TooOld;
            // Said and counted once, however often it comes.
            judgement = new(sample, value, verdict, wait, isRefused && !_wasRefused);
            if (verdict == BridgeVerdict.Hold)
                return true;
            _waiting = null;
            _wasRefused = isRefused;
            if (!isRefused)
                Remember(sample);
            else if (isWayBack)
            {
                // What it shows when it is back may be what it begins with, and no news.
                _seen = TagValue.None;
            }
            return true;
        }
    }

    /// <summary>A write begins: what the destination shows meanwhile is not its own.</summary>
    public void Writing() => Back?.Expect(new(long.MaxValue));

    /// <summary>The device has it: what the destination shows next is its echo.</summary>
    public void Written(in TagValue value)
    {
        lock (_gate)
        {
            (_writtenAt, _writtenSince, _problem) = (Timestamp.Now(clock), clock.GetTimestamp(), null);
            if (_destination is { } there)
                _destination = there with { Value = value };
        }
        Back?.Expect(Timestamp.Now(clock));
    }

    /// <summary>The write was refused.</summary>
    /// <param name="problem">Why, for people; null for what is none yet.</param>
    /// <param name="again">After what time the source's newest value is to be tried again; null for not before there is another one.</param>
    /// <param name="isCertain">Nothing was written.</param>
    public void Refused(string? problem, TimeSpan? again, bool isCertain)
    {
        lock (_gate)
        {
            _problem = problem ?? _problem;
            if (again is { } pause)
            {
                (_isRetry, _pause) = (true, (clock.GetTimestamp(), pause));
                _waiting ??= _latest;
            }
        }
        Back?.Expect(isCertain ? default : Timestamp.Now(clock));
    }

    private void Remember(in Sample sample)
    {
        _isRetry = false;
        _pause = default;
        if (_echo.IsNone || sample.SourceTime > _echo)
            (_seen, _echo) = (sample.Value, default);
    }

    private TimeSpan WaitFor(TimeSpan interval)
    {
        var wait = _writtenAt.IsNone ? TimeSpan.Zero : interval - clock.GetElapsedTime(_writtenSince);
        var pause = _pause.Long == TimeSpan.Zero ? TimeSpan.Zero : _pause.Long - clock.GetElapsedTime(_pause.Since);
        return wait > pause ? wait : pause;
    }

    private bool Queue()
    {
        var queue = !_isQueued && _waiting is not null;
        _isQueued |= queue;
        return queue;
    }

    private void Expect(Timestamp echo)
    {
        lock (_gate)
            _echo = echo;
    }
}
