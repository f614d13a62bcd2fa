using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A <see cref="ReadRequest"/> read item by item from its body, with no allocation.</summary>
public ref struct ReadRequestView
{
    /// <summary>The least a node to read takes: two-byte id, attribute, two null strings, namespace index.</summary>
    private const int LeastItemBytes = 16;

    private UaReader _reader;
    private int _left;

    /// <param name="body">A reader that stands behind the request header.</param>
    public ReadRequestView(UaReader body)
    {
        _reader = body;
        MaxAgeMs = _reader.ReadDouble();
        TimestampsToReturn = _reader.ReadEnum<TimestampsToReturn>();
        Count = _left = _reader.ReadArrayLength(LeastItemBytes);
    }

    public double MaxAgeMs { get; }

    public TimestampsToReturn TimestampsToReturn { get; }

    public int Count { get; }

    public ReadValueIdView Current { get; private set; }

    public readonly ReadRequestView GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        _left--;
        Current = new ReadValueIdView(ref _reader);
        return true;
    }
}
