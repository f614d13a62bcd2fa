using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>
/// The newest value of each handle. The product sets values as they change, from any thread and as often as it likes; reads and monitored
/// items take them from here. Setting and reading allocate nothing once a handle was set.
/// </summary>
public sealed class ValueTable
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;

    private readonly Lock _growing = new();
    private volatile Slot[]?[] _pages = new Slot[]?[16];

    /// <summary>Sets a value and tells the monitored items of this handle.</summary>
    /// <param name="handle">The product's handle, 0 to 2^30 - 1; small and dense numbers cost the least memory.</param>
    /// <param name="value">With the source's time and quality. Without a server time clients are told when it was read.</param>
    public void Set(int handle, in DataValue value)
    {
        ref var slot = ref SlotOf(handle);
        var version = BeginWrite(ref slot);
        slot.Value = value;
        Volatile.Write(ref slot.Version, version + 2);
        for (var item = Volatile.Read(ref slot.First); item is not null; item = item.NextOfHandle)
            item.Changed(value);
    }

    /// <summary>The newest value; false when none was ever set.</summary>
    public bool TryGet(int handle, out DataValue value)
    {
        var page = handle >= 0 && handle >> PageBits < _pages.Length ? Volatile.Read(ref _pages[handle >> PageBits]) : null;
        if (page is null)
        {
            value = DataValue.FromStatus(StatusCodes.BadWaitingForInitialData);
            return false;
        }
        ref var slot = ref page[handle & (PageSize - 1)];
        var spin = default(SpinWait);
        while (true)
        {
            var version = Volatile.Read(ref slot.Version);
            if (version == 0)
            {
                value = DataValue.FromStatus(StatusCodes.BadWaitingForInitialData);
                return false;
            }
            if ((version & 1) == 0)
            {
                value = slot.Value;
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref slot.Version) == version)
                    return true;
            }
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    internal void Attach(int handle, MonitoredItem item)
    {
        ref var slot = ref SlotOf(handle);
        item.NextOfHandle = slot.First;
        Volatile.Write(ref slot.First, item);
    }

    // A reader that stands on the item finds its way on: the item keeps its own link.
    internal void Detach(int handle, MonitoredItem item)
    {
        ref var slot = ref SlotOf(handle);
        if (slot.First == item)
        {
            Volatile.Write(ref slot.First, item.NextOfHandle);
            return;
        }
        for (var at = slot.First; at is not null; at = at.NextOfHandle)
        {
            if (at.NextOfHandle != item)
                continue;
            at.NextOfHandle = item.NextOfHandle;
            return;
        }
    }

    // Odd versions are being written, so a slot takes one writer at a time; 0 was never written.
    private static int BeginWrite(ref Slot slot)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var version = Volatile.Read(ref slot.Version);
            if ((version & 1) == 0 && Interlocked.CompareExchange(ref slot.Version, version + 1, version) == version)
                return version;
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    private ref Slot SlotOf(int handle)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(handle);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(handle, 1 << 30);
        var number = handle >> PageBits;
        var pages = _pages;
        var page = number < pages.Length ? Volatile.Read(ref pages[number]) : null;
        page ??= AddPage(number);
        return ref page[handle & (PageSize - 1)];
    }

    private Slot[] AddPage(int number)
    {
        lock (_growing)
        {
            if (number >= _pages.Length)
            {
                var larger = new Slot[]?[Math.Max(number + 1, _pages.Length * 2)];
                _pages.CopyTo(larger, 0);
                _pages = larger;
            }
            return _pages[number] ??= new Slot[PageSize];
        }
    }

    private struct Slot
    {
        public int Version;
        public MonitoredItem? First;
        public DataValue Value;
    }
}
