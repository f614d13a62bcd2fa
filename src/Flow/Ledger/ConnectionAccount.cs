using Millwright.Flow.Log;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Ledger;

/// <summary>One connection's sums. They balance at every moment: each method moves samples from one heap to another under one lock.</summary>
public sealed class ConnectionAccount
{
    private readonly Lock _gate = new();
    private readonly GapBook _gaps;
    private readonly Queue<(LogPosition Position, int Count)> _appended = new();
    private readonly Dictionary<GapCause, long> _lossGaps = [];
    private long _sampled;
    private long _made;
    private long _suppressed;
    private long _rejected;
    private long _logged;
    private long _lost;
    private long _pending;
    private long _missed;
    private LogPosition? _appendingAfter;

    internal ConnectionAccount(ConnectionLedger sums, GapBook gaps)
    {
        Connection = sums.Connection;
        _gaps = gaps;
        (_sampled, _made, _suppressed, _rejected) = (sums.Sampled, sums.Made, sums.Suppressed, sums.Rejected);
        (_logged, _lost, _missed) = (sums.Logged, sums.Lost, sums.Missed);
    }

    public string Connection { get; }

    public ConnectionLedger Sums
    {
        get
        {
            lock (_gate)
                return SumsNow();
        }
    }

    /// <summary>The source, or supervision in its place, delivered samples; they are pending now.</summary>
    internal void Sampled(int count, bool made = false)
    {
        lock (_gate)
        {
            _sampled += count;
            _pending += count;
            if (made)
                _made += count;
        }
    }

    internal void Sorted(int suppressed, int rejected)
    {
        lock (_gate)
        {
            _suppressed += suppressed;
            _rejected += rejected;
            _pending -= suppressed + rejected;
        }
    }

    /// <summary>A batch goes to the log; it will lie after what is committed now. One batch at a time.</summary>
    internal void Appending(LogPosition committed)
    {
        lock (_gate)
            _appendingAfter = committed;
    }

    internal void Appended(LogPosition position, int count)
    {
        lock (_gate)
        {
            _appended.Enqueue((position, count));
            _appendingAfter = null;
        }
    }

    /// <summary>Samples that will never be in the log; they lie in a gap that stays open until something is committed again.</summary>
    internal void Lost(int count, GapCause cause, Timestamp at, string detail)
    {
        lock (_gate)
        {
            _appendingAfter = null;
            Lose(count, cause, at, detail);
        }
    }

    /// <summary>A batch of this connection is on the medium, and so are, or have failed, all before it.</summary>
    internal void Settle(LogPosition committed, Timestamp at)
    {
        lock (_gate)
        {
            var count = 0;
            while (_appended.TryPeek(out var first) && first.Position <= committed)
                count += _appended.Dequeue().Count;
            if (count == 0)
                return;
            _logged += count;
            _pending -= count;
            foreach (var gap in _lossGaps.Values)
                _gaps.Close(gap, at);
            _lossGaps.Clear();
        }
    }

    /// <summary>A batch that was appended could not be committed.</summary>
    internal void Failed(LogPosition position, GapCause cause, Timestamp at, string detail)
    {
        lock (_gate)
        {
            var waiting = _appended.Count;
            for (var i = 0; i < waiting; i++)
            {
                var entry = _appended.Dequeue();
                if (entry.Position == position)
                    Lose(entry.Count, cause, at, detail);
                else
                    _appended.Enqueue(entry);
            }
        }
    }

    /// <summary>Readings that the schedule called for and that never came to be.</summary>
    internal void Missed(long count)
    {
        lock (_gate)
            _missed += count;
    }

    /// <summary>The sums, and the position up to which the log's batches of this connection are in them.</summary>
    /// <param name="committed">What was committed before the call.</param>
    internal (ConnectionLedger Sums, LogPosition Through) Mark(LogPosition committed)
    {
        lock (_gate)
        {
            var through = _appended.TryPeek(out var first) ? first.Position.Value - 1 : (_appendingAfter ?? committed).Value;
            // Never beyond what is committed: after a crash the log gives the positions of what it lost again.
            return (SumsNow(), new(Math.Min(through, committed.Value)));
        }
    }

    private ConnectionLedger SumsNow() =>
        new(Connection, _sampled, _suppressed, _rejected, _logged, _lost, _pending, _missed) { Made = _made };

    private void Lose(int count, GapCause cause, Timestamp at, string detail)
    {
        _lost += count;
        _pending -= count;
        if (!_lossGaps.TryGetValue(cause, out var gap))
            _lossGaps.Add(cause, gap = _gaps.Open(Connection, null, at, cause, detail));
        _gaps.Count(gap, count);
    }
}
