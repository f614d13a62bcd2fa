using Millwright.Flow.Log;

namespace Millwright.Publish.Forwarding;

/// <summary>Messages under way, in the order of the log, and up to which position all are acknowledged. Used by one thread.</summary>
internal sealed class SendWindow
{
    /// <summary>Messages under way before nothing more is read of the log.</summary>
    public const int MaxMessages = 2_000;

    private readonly Queue<(LogPosition Position, Task Sent)> _underWay = new();
    private LogPosition _read;

    public bool IsFull => _underWay.Count >= MaxMessages;

    public int Count => _underWay.Count;

    /// <summary>A batch was looked at.</summary>
    public void Read(LogPosition position) => _read = position;

    public void Add(LogPosition position, Task sent) => _underWay.Enqueue((position, sent));

    /// <summary>The last position of which nothing is under way or waits.</summary>
    /// <param name="held">The first position of which a sample is held back; null for none.</param>
    public LogPosition Settle(LogPosition? held)
    {
        while (_underWay.TryPeek(out var first) && first.Sent.IsCompletedSuccessfully)
            _underWay.Dequeue();
        var settled = _underWay.TryPeek(out var open) ? new(open.Position.Value - 1) : _read;
        return held is { } position && position.Value - 1 < settled.Value ? new(Math.Max(0, position.Value - 1)) : settled;
    }
}
