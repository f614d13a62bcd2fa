using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;

namespace Millwright.Modbus.Planning;

/// <summary>
/// Turns items into few requests for one unit, and learns from refusals: a refused block is halved, at its widest gap if it has one,
/// until the hole or the one bad item is found. Holes are remembered over changes of the items; a bad item is read alone on a slow
/// schedule, and the others flow. Pure: no I/O, and time is an argument. Not safe for two threads at once.
/// </summary>
public sealed class ReadPlanner(PlannerOptions options)
{
    private readonly Dictionary<int, IsolatedItem> _isolated = [];
    private readonly HashSet<ReadHole> _holes = [];
    private readonly HashSet<ReadHole> _search = [];
    private readonly List<ReadBlock> _blocks = [];
    private ReadItem[] _items = [];

    /// <summary>The requests of one cycle, by area and address. The list is rebuilt when something was learned; take it anew for each cycle.</summary>
    public IReadOnlyList<ReadBlock> Blocks { get; private set; } = [];

    /// <summary>Items that are refused by themselves.</summary>
    public IReadOnlyCollection<IsolatedItem> Isolated => _isolated.Values;

    /// <summary>What was learned, to be kept over restarts; see <see cref="Remember"/>.</summary>
    public IReadOnlyCollection<ReadHole> Holes => _holes;

    /// <summary>Sets what is to be read. Holes stay known; an item that is isolated stays so if its place is the same.</summary>
    /// <exception cref="ArgumentException">An item is empty, leaves the address space, or is wider than a request.</exception>
    public void SetItems(IEnumerable<ReadItem> items)
    {
        _items = [.. items];
        foreach (var item in _items)
        {
            if (item.Length == 0 || item.End > 65_536 || item.Length > MaxSpan(item.Area))
                throw new ArgumentException($"item {item.Id}: {item.Length} from {item.Area} {item.Address} does not fit a request of {MaxSpan(item.Area)}", nameof(items));
        }
        Array.Sort(_items, static (a, b) => (a.Area, a.Address, a.Length).CompareTo((b.Area, b.Address, b.Length)));
        var places = _items.ToDictionary(static item => item.Id);
        foreach (var (id, isolated) in _isolated)
        {
            if (!places.TryGetValue(id, out var item) || item != isolated.Item)
                _isolated.Remove(id);
        }
        Plan();
    }

    /// <summary>Takes up holes learned before.</summary>
    public void Remember(IEnumerable<ReadHole> holes)
    {
        _holes.UnionWith(holes);
        Plan();
    }

    /// <summary>Forgets holes and bad items: the device was exchanged or its program changed.</summary>
    public void Forget()
    {
        _holes.Clear();
        _search.Clear();
        _isolated.Clear();
        Plan();
    }

    /// <summary>
    /// Learns that the device refused a block. Unless it was a single item, the halves stand in <see cref="Blocks"/> and can be read at once.
    /// </summary>
    /// <param name="block">A block of <see cref="Blocks"/>; one that has been replaced meanwhile is ignored.</param>
    /// <param name="exception">What the device said.</param>
    /// <param name="now">Any monotonic clock.</param>
    /// <returns>Whether the plan changed.</returns>
    public bool Rejected(ReadBlock block, ModbusExceptionCode exception, TimeSpan now)
    {
        var at = _blocks.IndexOf(block);
        if (at < 0 || !options.IsAboutAddress(exception))
            return false;
        if (!TrySplit(block, out var left, out var right))
        {
            foreach (var item in block.Items)
                Isolate(item, exception, now);
            TakeBackCutsNear(block);
            Plan();
            return true;
        }
        _blocks.RemoveAt(at);
        _blocks.InsertRange(at, [left, right]);
        Blocks = [.. _blocks];
        return true;
    }

    /// <summary>Isolated items whose time has come, each to be read alone.</summary>
    public IEnumerable<ReadItem> DueForRetry(TimeSpan now)
    {
        foreach (var isolated in _isolated.Values)
        {
            if (isolated.RetryAt <= now)
                yield return isolated.Item;
        }
    }

    /// <summary>An isolated item was read: it joins the others again.</summary>
    public void Recovered(ReadItem item)
    {
        if (_isolated.Remove(item.Id))
            Plan();
    }

    /// <summary>An isolated item was refused again, or its device did not answer.</summary>
    public void StillBad(ReadItem item, ModbusExceptionCode exception, TimeSpan now)
    {
        if (_isolated.ContainsKey(item.Id))
            Isolate(item, exception, now);
    }

    // Cuts were made in search of this item; what they parted may be whole. A true hole among them is found again at the cost of one refusal.
    private void TakeBackCutsNear(ReadBlock block)
    {
        var reach = MaxSpan(block.Area);
        foreach (var cut in _search)
        {
            if (cut.Area == block.Area && Math.Abs(cut.Address - block.Address) <= reach)
                _holes.Remove(cut);
        }
        _search.IntersectWith(_holes);
    }

    private int MaxSpan(ModbusArea area) => IsBits(area) ? options.MaxBits : options.MaxRegisters;

    private int MaxGap(ModbusArea area) => IsBits(area) ? options.MaxBitGap : options.MaxRegisterGap;

    private static bool IsBits(ModbusArea area) => area is ModbusArea.Coil or ModbusArea.DiscreteInput;

    private void Isolate(ReadItem item, ModbusExceptionCode exception, TimeSpan now)
    {
        var failures = _isolated.TryGetValue(item.Id, out var known) ? known.Failures + 1 : 1;
        var wait = options.RetryAfter * Math.Pow(2, Math.Min(failures - 1, 20));
        _isolated[item.Id] = new IsolatedItem(item, exception, failures, now + (wait < options.MaxRetryAfter ? wait : options.MaxRetryAfter));
    }

    private void Plan()
    {
        _blocks.Clear();
        var barriers = Barriers();
        var barrier = 0;
        var block = new List<ReadItem>();
        var end = 0;
        foreach (var item in _items)
        {
            if (_isolated.ContainsKey(item.Id))
                continue;
            if (block.Count > 0 && (item.Area != block[0].Area || !Fits(item, block[0], end, barriers, ref barrier)))
                Close(block);
            end = block.Count == 0 ? item.End : Math.Max(end, item.End);
            block.Add(item);
        }
        Close(block);
        Blocks = [.. _blocks];
    }

    private bool Fits(ReadItem item, ReadItem first, int end, List<ReadHole> barriers, ref int barrier)
    {
        if (item.Address - end > MaxGap(item.Area) || Math.Max(end, item.End) - first.Address > MaxSpan(item.Area))
            return false;
        while (barrier < barriers.Count && (barriers[barrier].Area, barriers[barrier].Address + barriers[barrier].Length).CompareTo((first.Area, (int)first.Address)) < 0)
            barrier++;
        var wholeEnd = Math.Max(end, item.End);
        for (var i = barrier; i < barriers.Count && barriers[i].Area == item.Area && barriers[i].Address <= wholeEnd; i++)
        {
            // A hole inside one of the items themselves is not ours to avoid: only reaching across it is.
            if (barriers[i].IsCrossedBy(first.Address, wholeEnd) && !barriers[i].IsCrossedBy(first.Address, end) && !barriers[i].IsCrossedBy(item.Address, item.End))
                return false;
        }
        return true;
    }

    private List<ReadHole> Barriers()
    {
        var barriers = new List<ReadHole>(_holes);
        foreach (var isolated in _isolated.Values)
            barriers.Add(new ReadHole(isolated.Item.Area, isolated.Item.Address, isolated.Item.Length));
        barriers.Sort(static (a, b) => (a.Area, a.Address, a.Length).CompareTo((b.Area, b.Address, b.Length)));
        return barriers;
    }

    private void Close(List<ReadItem> block)
    {
        if (block.Count > 0)
            _blocks.Add(new ReadBlock([.. block]));
        block.Clear();
    }

    // At the widest gap, where a hole most likely is; without gaps in the middle. Items that overlap stay together.
    private bool TrySplit(ReadBlock block, out ReadBlock left, out ReadBlock right)
    {
        var items = block.Items;
        var (best, bestGap, bestOff) = (-1, -1, int.MaxValue);
        int end = items[0].End;
        for (var i = 1; i < items.Count; i++)
        {
            var gap = items[i].Address - end;
            var off = Math.Abs((items.Count / 2) - i);
            if (gap >= 0 && (gap > bestGap || (gap == bestGap && off < bestOff)))
                (best, bestGap, bestOff) = (i, gap, off);
            end = Math.Max(end, items[i].End);
        }
        (left, right) = (block, block);
        if (best < 0)
            return false;
        var hole = new ReadHole(block.Area, items[best].Address - bestGap, bestGap);
        _holes.Add(hole);
        _search.Add(hole);
        left = new ReadBlock([.. items.Take(best)]);
        right = new ReadBlock([.. items.Skip(best)]);
        return true;
    }
}
