using Millwright.Modbus.Registers;

namespace Millwright.Simulators.Registers;

/// <summary>The memory a master sees: four areas, each with holes where the machine has nothing.</summary>
internal sealed class RegisterImage
{
    private readonly ushort[][] _values = new ushort[4][];
    private readonly bool[][] _exists = new bool[4][];

    private readonly int _keepFrom;
    private readonly int[] _edges = new int[4];

    /// <summary>Lays the areas out, all registers 0.</summary>
    /// <param name="points">What exists.</param>
    /// <param name="placed">Where a point stands in this program version.</param>
    /// <param name="keepFrom">Points from here on are there as soon as the controller runs.</param>
    public RegisterImage(IReadOnlyList<RegisterPoint> points, Func<RegisterPoint, int> placed, int keepFrom)
    {
        _keepFrom = keepFrom;
        for (var area = 0; area < _values.Length; area++)
        {
            var size = 0;
            foreach (var point in points)
            {
                if ((int)point.Area == area)
                    size = Math.Max(size, placed(point) + point.Length);
            }
            _values[area] = new ushort[size];
            _exists[area] = new bool[size];
            _edges[area] = Math.Min(size, Edge([.. points.Where(p => (int)p.Area == area && p.Address < keepFrom).OrderBy(placed)], placed));
        }
        foreach (var point in points)
            _exists[(int)point.Area].AsSpan(placed(point), point.Length).Fill(true);
    }

    /// <summary>The registers of a place, to be written by the machine.</summary>
    public Span<ushort> At(ModbusArea area, int address, int length) => _values[(int)area].AsSpan(address, length);

    /// <summary>Whether every address of the range exists.</summary>
    public bool Has(ModbusArea area, int address, int count)
    {
        var exists = _exists[(int)area];
        return address + count <= exists.Length && !exists.AsSpan(address, count).Contains(false);
    }

    /// <summary>What a master reads; call <see cref="Has"/> before.</summary>
    public ReadOnlySpan<ushort> Read(ModbusArea area, int address, int count) => _values[(int)area].AsSpan(address, count);

    /// <summary>
    /// Clears what a booting controller has not filled yet: everything, or the upper half of each area's points below
    /// <see cref="_keepFrom"/>. The edge is put through the middle of a wide value where one stands there.
    /// </summary>
    public void Forget(bool everything)
    {
        for (var area = 0; area < _values.Length; area++)
        {
            if (everything)
            {
                _values[area].AsSpan().Clear();
                continue;
            }
            var end = Math.Min(_keepFrom, _values[area].Length);
            _values[area].AsSpan(_edges[area], end - _edges[area]).Clear();
        }
    }

    /// <summary>The address from which on a half-filled memory is empty: the second register of the middle value that takes several.</summary>
    private static int Edge(RegisterPoint[] points, Func<RegisterPoint, int> placed)
    {
        if (points.Length == 0)
            return 0;
        for (var i = points.Length / 2; i < points.Length; i++)
        {
            if (points[i].Length > 1)
                return placed(points[i]) + 1;
        }
        return placed(points[points.Length / 2]);
    }
}
