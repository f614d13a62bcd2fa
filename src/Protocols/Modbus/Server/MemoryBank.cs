namespace Millwright.Modbus.Server;

/// <summary>One area of a <see cref="ModbusMemory"/>: values and which of them exist. Not safe by itself.</summary>
internal sealed class MemoryBank
{
    private const int Size = 65_536;

    // Sorted, neither overlapping nor touching.
    private readonly List<(int Start, int End)> _ranges = [];
    private ushort[] _values = [];

    public ushort[] Values => _values.Length > 0 ? _values : _values = new ushort[Size];

    public void Define(int address, int count)
    {
        Check(address, count);
        var (start, end) = (address, address + count);
        for (var i = _ranges.Count - 1; i >= 0; i--)
        {
            if (_ranges[i].End < start || _ranges[i].Start > end)
                continue;
            start = Math.Min(start, _ranges[i].Start);
            end = Math.Max(end, _ranges[i].End);
            _ranges.RemoveAt(i);
        }
        _ranges.Add((start, end));
        _ranges.Sort();
    }

    public void Undefine(int address, int count)
    {
        Check(address, count);
        var end = address + count;
        for (var i = _ranges.Count - 1; i >= 0; i--)
        {
            var range = _ranges[i];
            if (range.End <= address || range.Start >= end)
                continue;
            _ranges.RemoveAt(i);
            if (range.Start < address)
                _ranges.Add((range.Start, address));
            if (range.End > end)
                _ranges.Add((end, range.End));
        }
        _ranges.Sort();
    }

    public bool IsDefined(int address, int count)
    {
        foreach (var (start, end) in _ranges)
        {
            if (address >= start && address + count <= end)
                return true;
        }
        return false;
    }

    public void Clear() => _values.AsSpan().Clear();

    private static void Check(int address, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address + count, Size, nameof(count));
    }
}
