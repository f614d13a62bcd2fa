namespace Millwright.Benchmarks.Bridge;

/// <summary>How old values were when they came, in milliseconds. From any thread.</summary>
internal sealed class Latencies
{
    private readonly Lock _gate = new();
    private readonly List<double> _milliseconds = new(500_000);
    private bool _isOn;

    /// <summary>Takes those that come from now on.</summary>
    public void Begin()
    {
        lock (_gate)
            _isOn = true;
    }

    public void Add(uint stamp)
    {
        var age = Stamp.MillisecondsSince(stamp);
        lock (_gate)
        {
            if (_isOn)
                _milliseconds.Add(age);
        }
    }

    /// <summary>What came until now.</summary>
    public LatencyResult Result()
    {
        lock (_gate)
        {
            _isOn = false;
            _milliseconds.Sort();
            return new(_milliseconds.Count, At(0.5), At(0.99));
        }
    }

    private double At(double share) => _milliseconds.Count == 0 ? double.NaN : _milliseconds[(int)Math.Min(_milliseconds.Count - 1, share * _milliseconds.Count)];
}

/// <summary>What a subscriber saw.</summary>
/// <param name="Count">Values.</param>
/// <param name="P50">Half of them were younger, in milliseconds.</param>
/// <param name="P99">99 of 100 were younger.</param>
internal readonly record struct LatencyResult(int Count, double P50, double P99);
