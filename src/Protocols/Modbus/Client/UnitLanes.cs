namespace Millwright.Modbus.Client;

/// <summary>The lanes of all units behind one line, and whose turn it is. Not safe by itself.</summary>
internal sealed class UnitLanes
{
    private readonly UnitLane?[] _byUnit = new UnitLane?[256];
    private readonly List<UnitLane> _all = [];
    private int _next;

    /// <summary>Lanes in the order of their first request.</summary>
    public List<UnitLane> All => _all;

    /// <summary>The lane of a unit; made at its first use.</summary>
    public UnitLane Of(byte unit)
    {
        if (_byUnit[unit] is { } known)
            return known;
        var lane = new UnitLane(unit);
        _all.Add(lane);
        return _byUnit[unit] = lane;
    }

    public bool IsSilent(byte unit) => _byUnit[unit]?.IsSilent ?? false;

    public bool AnyQueued()
    {
        foreach (var lane in _all)
        {
            if (lane.Queued > 0)
                return true;
        }
        return false;
    }

    /// <summary>Whose turn it is. A unit that did not answer last time has one request out, and none takes the last slot from the others.</summary>
    public bool TryPick(int inFlightLimit, out UnitLane picked)
    {
        var active = 0;
        foreach (var lane in _all)
        {
            if (lane.Queued + lane.InFlight > 0)
                active++;
        }
        var share = active > 1 ? Math.Max(1, inFlightLimit - 1) : inFlightLimit;
        for (var i = 0; i < _all.Count; i++)
        {
            var lane = _all[(_next + i) % _all.Count];
            if (lane.Queued == 0 || lane.InFlight >= (lane.Unanswered > 0 ? 1 : share))
                continue;
            _next = (_next + i + 1) % _all.Count;
            picked = lane;
            return true;
        }
        picked = null!;
        return false;
    }
}
