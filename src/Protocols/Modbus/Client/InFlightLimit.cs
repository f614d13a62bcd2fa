namespace Millwright.Modbus.Client;

/// <summary>
/// How many requests a device can take at once. Trouble brings it down to one; after a while of peace it is tried again, and each
/// further trouble doubles that while. Pure: time comes in as an argument.
/// </summary>
internal sealed class InFlightLimit(int most, long retryAfter)
{
    private const int MaxDoublings = 6;

    private readonly int _most = most;
    private long _retryAt;
    private int _troubles;

    public int Current { get; private set; } = most;

    /// <summary>The device mixed up, dropped or hung up on several requests at once.</summary>
    /// <returns>True when the limit went down.</returns>
    public bool Trouble(long now)
    {
        if (Current == 1)
            return false;
        Current = 1;
        _retryAt = now + (retryAfter << Math.Min(_troubles, MaxDoublings));
        _troubles++;
        return true;
    }

    /// <summary>A request was answered as it should be.</summary>
    public void Peace(long now)
    {
        if (Current < _most && now >= _retryAt)
            Current = _most;
    }
}
