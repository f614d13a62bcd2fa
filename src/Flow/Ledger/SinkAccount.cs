using Millwright.Flow.Log;
using Millwright.Model;

namespace Millwright.Flow.Ledger;

/// <summary>One sink's sums. A batch that is given again after a restart is counted once.</summary>
public sealed class SinkAccount
{
    private readonly Lock _gate = new();
    private readonly Queue<(LogPosition Position, int Count)> _unacknowledged = new();
    private readonly Func<long> _totalLogged;
    private readonly long _loggedAtBegin;
    private LogPosition _storedThrough;
    private LogPosition _acknowledgedThrough;
    private long _stored;
    private long _acknowledged;
    private long _lost;

    internal SinkAccount(SinkMark begin, Func<long> totalLogged, bool isOfEvents = false)
    {
        IsOfEvents = isOfEvents;
        Sink = begin.Sink;
        _totalLogged = totalLogged;
        _loggedAtBegin = begin.LoggedAtBegin;
        _acknowledgedThrough = _storedThrough = new(begin.AcknowledgedThrough);
        _stored = _acknowledged = begin.Acknowledged;
        _lost = begin.Lost;
    }

    public string Sink { get; }

    /// <summary>True when it takes events and no samples.</summary>
    public bool IsOfEvents { get; }

    public SinkLedger Sums
    {
        get
        {
            // The total is read first: what is stored afterwards was logged before, so behind may be too high for a moment, never below zero.
            var stored = 0L;
            var (acknowledged, lost) = (0L, 0L);
            lock (_gate)
                (stored, acknowledged, lost) = (_stored, _acknowledged, _lost);
            var offered = Math.Max(_totalLogged() - _loggedAtBegin, stored + lost);
            return new(Sink, offered, stored, acknowledged, offered - stored - lost, lost);
        }
    }

    /// <summary>The sink took what it takes of a batch of the log.</summary>
    public void Took(LogPosition position, SampleBatch batch) => Took(position, IsOfEvents ? batch.Events.Count : batch.Count);

    /// <summary>The sink took a batch of the log.</summary>
    public void Took(LogPosition position, int samples)
    {
        lock (_gate)
        {
            if (position <= _storedThrough)
                return;
            _storedThrough = position;
            _stored += samples;
            _unacknowledged.Enqueue((position, samples));
        }
    }

    /// <summary>All up to a position is durable in the sink.</summary>
    public void Acknowledged(LogPosition position)
    {
        lock (_gate)
        {
            while (_unacknowledged.TryPeek(out var first) && first.Position <= position)
                _acknowledged += _unacknowledged.Dequeue().Count;
            if (position > _acknowledgedThrough)
                _acknowledgedThrough = position;
        }
    }

    /// <summary>Samples of the log that the sink will never have: dropped by the overflow policy or damaged.</summary>
    public void Lost(long samples)
    {
        lock (_gate)
            _lost += samples;
    }

    internal SinkMark Mark()
    {
        lock (_gate)
            return new(Sink, _loggedAtBegin, _acknowledgedThrough.Value, _acknowledged, _lost);
    }
}

/// <summary>What is stored of a sink's account: only what is durable in the sink, the rest it takes again.</summary>
internal sealed record SinkMark(string Sink, long LoggedAtBegin, long AcknowledgedThrough, long Acknowledged, long Lost);
