namespace Millwright.OpcUa.Channel;

/// <summary>
/// Chunks of one direction are numbered one after the other; after 4,294,966,271 the number starts again below 1,024
/// (OPC 10000-6, 6.7.2.4).
/// </summary>
internal struct SequenceNumbers
{
    private const uint LastBeforeWrap = uint.MaxValue - 1024;
    private const uint WrapBelow = 1024;

    private uint _last;
    private bool _started;

    public SequenceNumbers(uint last)
    {
        _last = last;
        _started = true;
    }

    /// <summary>The number for the next chunk to send.</summary>
    public uint Next()
    {
        _last = _last >= LastBeforeWrap ? 1 : _last + 1;
        return _last;
    }

    /// <summary>Whether a received number is the one to come; the first may be any.</summary>
    public bool Accept(uint number)
    {
        var isNext = !_started || number == _last + 1 || (_last >= LastBeforeWrap && number < WrapBelow);
        _started = true;
        _last = number;
        return isNext;
    }
}
