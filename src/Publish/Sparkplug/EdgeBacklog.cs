using Millwright.Flow.Log;
using Millwright.Model;

namespace Millwright.Publish.Sparkplug;

/// <summary>
/// What has to be sent: first what the sessions before sent without being answered for, then what the log has. The cursor moves with what is
/// confirmed. Used by one thread.
/// </summary>
internal sealed class EdgeBacklog(ILogCursor cursor)
{
    /// <summary>Samples that may be sent and not confirmed before nothing more is read.</summary>
    public const int MaxUnconfirmed = 50_000;

    private readonly Queue<(LogPosition Position, Sample Sample, bool IsLast)> _unconfirmed = new();
    private readonly Queue<(LogPosition Position, Sample Sample, bool IsLast)> _again = new();
    private SampleBatch? _batch;
    private LogPosition _position = cursor.Acknowledged;
    private int _at;

    /// <summary>Samples given so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Samples of them that are confirmed.</summary>
    public long ConfirmedThrough { get; private set; }

    /// <summary>The next sample to send.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="isAgain">It was sent before, perhaps to nobody.</param>
    public bool TryNext(out Sample sample, out bool isAgain)
    {
        (sample, isAgain) = (default, false);
        if (_unconfirmed.Count >= MaxUnconfirmed)
            return false;
        if (_again.TryDequeue(out var again))
        {
            (sample, isAgain) = (again.Sample, true);
            return Give(again);
        }
        while (_batch is null || _at == _batch.Count)
        {
            _batch?.Dispose();
            _batch = null;
            if (!cursor.TryRead(out var entry))
                return false;
            (_batch, _position, _at) = (entry.Batch, entry.Position, 0);
        }
        sample = _batch[_at++];
        return Give((_position, sample, _at == _batch.Count));
    }

    /// <summary>All up to a count of <see cref="Sent"/> has arrived.</summary>
    public void Confirmed(long through)
    {
        LogPosition? whole = null;
        for (; ConfirmedThrough < through; ConfirmedThrough++)
        {
            var (position, _, isLast) = _unconfirmed.Dequeue();
            if (isLast)
                whole = position;
        }
        if (whole is { } reached && reached > cursor.Acknowledged)
            cursor.Acknowledge(reached);
    }

    /// <summary>The session is over: what is not confirmed is sent again.</summary>
    public void BeginAgain()
    {
        foreach (var waiting in _again)
            _unconfirmed.Enqueue(waiting);
        _again.Clear();
        while (_unconfirmed.TryDequeue(out var unconfirmed))
            _again.Enqueue(unconfirmed);
        ConfirmedThrough = Sent;
    }

    public void Drop() => _batch?.Dispose();

    private bool Give((LogPosition, Sample, bool) sample)
    {
        _unconfirmed.Enqueue(sample);
        Sent++;
        return true;
    }
}
