using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A <see cref="WriteRequest"/> read item by item from its body; numbers allocate nothing.</summary>
public ref struct WriteRequestView
{
    /// <summary>The least a value to write takes: two-byte id, attribute, null string, empty data value.</summary>
    private const int LeastItemBytes = 11;

    private UaReader _reader;
    private int _left;

    /// <param name="body">A reader that stands behind the request header.</param>
    public WriteRequestView(UaReader body)
    {
        _reader = body;
        Count = _left = _reader.ReadArrayLength(LeastItemBytes);
    }

    public int Count { get; }

    public WriteValueView Current { get; private set; }

    public readonly WriteRequestView GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        _left--;
        Current = new WriteValueView(ref _reader);
        return true;
    }
}
