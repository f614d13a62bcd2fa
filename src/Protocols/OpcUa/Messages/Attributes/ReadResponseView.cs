using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>
/// The values of a <see cref="ReadResponse"/>, or of <see cref="HistoryData"/>, read one by one from its body. A value that is a number or
/// a time allocates nothing.
/// </summary>
public ref struct ReadResponseView
{
    private UaReader _reader;
    private int _left;

    /// <param name="body">A reader that stands behind the response header.</param>
    public ReadResponseView(UaReader body)
    {
        _reader = body;
        Count = _left = _reader.ReadArrayLength(1);
    }

    public int Count { get; }

    public DataValue Current { get; private set; }

    public readonly ReadResponseView GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        _left--;
        Current = _reader.ReadDataValue();
        return true;
    }
}
