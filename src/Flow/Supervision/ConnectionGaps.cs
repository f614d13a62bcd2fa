using Millwright.Flow.Ledger;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Supervision;

/// <summary>The gaps that a connection has open, with the scheduled readings that are missed in them.</summary>
internal sealed class ConnectionGaps(LossLedger ledger, ConnectionAccount account, TimeProvider clock)
{
    /// <summary>Tags that fail alone beyond this number share one gap.</summary>
    public const int MaxTagGaps = 100;

    /// <summary>Missed readings of one cause that lie closer together than this are one gap.</summary>
    public static TimeSpan JoinWithin => TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<TagHandle, long> _tagGaps = [];
    private readonly Dictionary<GapCause, (long Id, long Last)> _missGaps = [];
    private long _whole;
    private long _wholeSince;

    /// <summary>The whole connection delivers nothing from now on.</summary>
    public void Open(GapCause cause, string detail)
    {
        lock (_gate)
        {
            CloseTags();
            if (_whole != 0)
                return;
            _whole = ledger.Gaps.Open(account.Connection, null, Timestamp.Now(clock), cause, detail);
            _wholeSince = clock.GetTimestamp();
        }
    }

    /// <summary>The connection delivers: what the schedule called for meanwhile was missed.</summary>
    public void Close(IReadOnlyList<TimeSpan> intervals)
    {
        ledger.CloseRestartGap(account.Connection);
        lock (_gate)
        {
            if (_whole == 0)
                return;
            var elapsed = clock.GetElapsedTime(_wholeSince);
            var missed = intervals.Sum(i => elapsed.Ticks / i.Ticks);
            account.Missed(missed);
            ledger.Gaps.Count(_whole, missed);
            ledger.Gaps.Close(_whole, Timestamp.Now(clock));
            _whole = 0;
        }
    }

    public void TagFails(TagHandle tag, TagPath path, string detail)
    {
        lock (_gate)
        {
            if (_tagGaps.Count < MaxTagGaps && !_tagGaps.ContainsKey(tag))
                _tagGaps[tag] = ledger.Gaps.Open(account.Connection, path, Timestamp.Now(clock), GapCause.BadQuality, detail);
        }
    }

    public void TagRecovers(TagHandle tag)
    {
        lock (_gate)
        {
            if (_tagGaps.Remove(tag, out var gap))
                ledger.Gaps.Close(gap, Timestamp.Now(clock));
        }
    }

    public void Missed(ReadOnlySpan<TagHandle> tags, int missedPerTag, GapCause cause)
    {
        if (missedPerTag <= 0 || tags.IsEmpty)
            return;
        lock (_gate)
        {
            account.Missed((long)tags.Length * missedPerTag);
            var rest = 0L;
            foreach (var tag in tags)
            {
                if (_tagGaps.TryGetValue(tag, out var gap))
                    ledger.Gaps.Count(gap, missedPerTag);
                else
                    rest += missedPerTag;
            }
            if (rest == 0)
                return;
            if (!_missGaps.TryGetValue(cause, out var joined))
                joined.Id = ledger.Gaps.Open(account.Connection, null, Timestamp.Now(clock), cause, "scheduled readings did not come to be");
            ledger.Gaps.Count(joined.Id, rest);
            _missGaps[cause] = (joined.Id, clock.GetTimestamp());
        }
    }

    /// <summary>Closes what nothing was added to for a while; called every second.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            foreach (var (cause, gap) in _missGaps.Where(g => clock.GetElapsedTime(g.Value.Last) >= JoinWithin).ToList())
            {
                ledger.Gaps.Close(gap.Id, Timestamp.Now(clock));
                _missGaps.Remove(cause);
            }
        }
    }

    private void CloseTags()
    {
        foreach (var gap in _tagGaps.Values)
            ledger.Gaps.Close(gap, Timestamp.Now(clock));
        _tagGaps.Clear();
    }
}
