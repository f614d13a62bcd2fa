using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A <see cref="DataChangeNotification"/> read value by value from its body; a value that is a number or a time allocates nothing.</summary>
public ref struct DataChangeView
{
    /// <summary>The least a changed value takes: handle and empty data value.</summary>
    private const int LeastItemBytes = 5;

    private UaReader _reader;
    private int _left;

    /// <param name="body">A reader that stands at the structure's beginning.</param>
    public DataChangeView(UaReader body)
    {
        _reader = body;
        Count = _left = _reader.ReadArrayLength(LeastItemBytes);
    }

    public int Count { get; }

    public MonitoredItemNotification Current { get; private set; }

    public readonly DataChangeView GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        _left--;
        Current = new MonitoredItemNotification(_reader.ReadUInt32(), _reader.ReadDataValue());
        return true;
    }
}
