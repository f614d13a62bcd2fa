namespace Millwright.Flow.Supervision;

/// <summary>The rate of a counter over the last seconds, by monotonic time.</summary>
internal sealed class RateMeter(TimeProvider clock)
{
    private const int Window = 5;

    private readonly Lock _gate = new();
    private readonly Queue<(long At, long Count)> _points = new();

    public double PerSecond { get; private set; }

    public void Add(long count)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            // A counter that fell belongs to a new source.
            if (_points.Count > 0 && count < _points.Last().Count)
                _points.Clear();
            _points.Enqueue((now, count));
            if (_points.Count > Window + 1)
                _points.Dequeue();
            var first = _points.Peek();
            var seconds = clock.GetElapsedTime(first.At, now).TotalSeconds;
            PerSecond = seconds > 0 ? (count - first.Count) / seconds : 0;
        }
    }
}
