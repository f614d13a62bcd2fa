using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Simulators.OpcUa;

/// <summary>The newest values of a variable, one a second, as a small controller keeps them. Any thread.</summary>
internal sealed class MemoryHistory(int capacity = 3_600)
{
    private readonly Lock _lock = new();
    private readonly Queue<DataValue> _values = new();
    private UaDateTime _last;

    /// <summary>Notes a value when a second has passed since the one before.</summary>
    public void Note(in DataValue value)
    {
        lock (_lock)
        {
            if (value.SourceTimestamp.Ticks - _last.Ticks < TimeSpan.TicksPerSecond)
                return;
            _last = value.SourceTimestamp;
            if (_values.Count == capacity)
                _values.Dequeue();
            _values.Enqueue(value);
        }
    }

    /// <summary>The newest values, the oldest of them first.</summary>
    public double[] Newest(int count)
    {
        lock (_lock)
            return [.. _values.Skip(Math.Max(0, _values.Count - count)).Select(static v => v.Value.TryGetNumber(out var number) ? number : double.NaN)];
    }

    /// <summary>A page of stored values (OPC 10000-11, 6.4.3).</summary>
    public HistoryPage Read(RawHistoryRequest request)
    {
        var wanted = request.Continuation as ArraySegment<DataValue>? ?? Select(request);
        if (wanted.Count == 0)
            return new HistoryPage(StatusCodes.GoodNoData, [], null);
        var page = Math.Min(wanted.Count, Math.Max(1, request.MaxValues));
        return new HistoryPage(StatusCodes.Good, wanted[..page], IsOpenEnded(request) || page == wanted.Count ? null : (object)wanted[page..]);
    }

    // With one end only the client asks for so many values, not for all of them in pages.
    private static bool IsOpenEnded(RawHistoryRequest request) => !request.Start.HasValue || !request.End.HasValue;

    private ArraySegment<DataValue> Select(RawHistoryRequest request)
    {
        DataValue[] values;
        lock (_lock)
            values = [.. _values];
        var isBackward = !request.Start.HasValue || (request.End.HasValue && request.End < request.Start);
        var from = request.Start.HasValue ? request.Start : request.End;
        var to = request.Start.HasValue ? request.End : default;
        if (isBackward)
            Array.Reverse(values);
        var first = Array.FindIndex(values, v => Reached(v, from));
        if (first < 0)
            first = values.Length;
        var end = to.HasValue ? Array.FindIndex(values, first, v => Reached(v, to)) : values.Length;
        if (end < 0)
            end = values.Length;
        if (!request.ReturnBounds)
            return new ArraySegment<DataValue>(values, first, end - first);
        var selected = new List<DataValue>();
        if (first == values.Length || values[first].SourceTimestamp != from)
            selected.Add(first > 0 ? values[first - 1] : Missing(from));
        selected.AddRange(values.AsSpan(first, end - first));
        if (to.HasValue)
            selected.Add(end < values.Length ? values[end] : Missing(to));
        return selected.ToArray();

        bool Reached(DataValue value, UaDateTime time) => isBackward ? value.SourceTimestamp <= time : value.SourceTimestamp >= time;
    }

    private static DataValue Missing(UaDateTime time) => new(default, StatusCodes.BadBoundNotFound, time, time);
}
