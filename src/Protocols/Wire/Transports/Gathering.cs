namespace Millwright.Wire.Transports;

/// <summary>
/// Tells a loop when to let events gather for a moment before it looks again: when most of them come from lines that are each heard seldom, and all
/// together come faster than a turn is worth. A thousand sensors then share a turn and what it sends. Lines that wait for an answer to each message
/// are heard often, and nothing is gathered for their sake.
/// </summary>
internal struct Gathering(long ticksPerSecond)
{
    /// <summary>How long the loop waits: less than a network's own delay.</summary>
    public const uint WaitMicroseconds = 100;

    // A turn with so many events needs no more of them.
    private const int EnoughEvents = 32;
    private const long WorthwhilePerSecond = 30_000;

    // A line that was silent for so long is heard seldom; the rate is taken over as long.
    private readonly long _period = ticksPerSecond / 1000;
    private long _since;
    private int _heard;
    private int _seldom;
    private bool _isWorthwhile;

    /// <summary>A line was heard, and before that at another time.</summary>
    public void Heard(long before, long now)
    {
        _heard++;
        if (now - before > _period)
            _seldom++;
    }

    /// <summary>Whether to wait after a turn with so many events.</summary>
    public bool IsWorthwhile(int events, long now)
    {
        var elapsed = now - _since;
        if (elapsed >= _period)
        {
            _isWorthwhile = _seldom * 4 >= _heard * 3 && _seldom * ticksPerSecond >= WorthwhilePerSecond * elapsed;
            (_heard, _seldom, _since) = (0, 0, now);
        }
        return _isWorthwhile && events < EnoughEvents;
    }
}
