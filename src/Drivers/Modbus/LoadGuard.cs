namespace Millwright.Drivers.Modbus;

/// <summary>
/// Protects a device from its poller: learns how long a cycle takes when the device is well, and stretches the interval when a cycle
/// would keep the device busy beyond its share, or when it has become much slower than it was.
/// </summary>
/// <remarks>Pure: fed with what was observed, asked for the factor.</remarks>
internal sealed class LoadGuard(double maxLoad)
{
    /// <summary>The most an interval is stretched.</summary>
    public const double MaxStretch = 16;

    /// <summary>How much slower than learned a device may become before it is taken to suffer.</summary>
    private const double SufferingFactor = 5;

    /// <summary>A shorter cycle, or one that takes less than this share of its interval, is no burden, whatever was learned.</summary>
    private static readonly TimeSpan Negligible = TimeSpan.FromMilliseconds(20);

    private const double NegligibleShare = 0.1;

    private double _learned = double.NaN;
    private double _relief = 1;
    private double _owed;

    /// <summary>The factor for the interval now, 1 to <see cref="MaxStretch"/>.</summary>
    public double Stretch { get; private set; } = 1;

    /// <summary>Takes note of a whole cycle.</summary>
    /// <param name="busy">From its first request to its last answer.</param>
    /// <param name="interval">As configured.</param>
    /// <returns>True when the factor changed by a quarter or more.</returns>
    public bool Observe(TimeSpan busy, TimeSpan interval)
    {
        var took = Math.Max(busy.TotalSeconds, 1e-6);
        var suffers = busy > Negligible && busy > NegligibleShare * interval && took > SufferingFactor * _learned;
        _relief = suffers ? Math.Min(_relief * 1.5, MaxStretch) : Math.Max(1, _relief * 0.8);
        // A slow cycle teaches only slowly, so that a device in trouble is not taken for the normal case.
        _learned = double.IsNaN(_learned) ? took : _learned + (took - _learned) * (took > _learned ? 0.01 : 0.2);
        var share = took / (interval.TotalSeconds * maxLoad);
        var before = Stretch;
        Stretch = Math.Clamp(Math.Max(share, _relief), 1, MaxStretch);
        return Math.Abs(Stretch - before) >= 0.25 * before;
    }

    /// <summary>How many readings that were asked for one turn of the schedule leaves out, by stretching and by being late.</summary>
    /// <param name="passed">Places of the stretched schedule that passed unused.</param>
    /// <returns>Whole readings; what is left of one counts with the next turn.</returns>
    public int LeftOut(int passed)
    {
        _owed += ((passed + 1) * Stretch) - 1;
        var whole = (int)Math.Min(_owed, int.MaxValue);
        _owed -= whole;
        return whole;
    }
}
