using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A <see cref="BrowseResponse"/> or <see cref="BrowseNextResponse"/> read reference by reference from its body, with no allocation.</summary>
public ref struct BrowseResponseView
{
    /// <summary>The least a result takes: status and two lengths.</summary>
    private const int LeastResultBytes = 12;

    /// <summary>The least a reference takes: three two-byte ids, direction, namespace index, null string, empty text, class.</summary>
    private const int LeastReferenceBytes = 18;

    private UaReader _reader;
    private int _resultsLeft;
    private int _referencesLeft;

    /// <param name="body">A reader that stands behind the response header.</param>
    public BrowseResponseView(UaReader body)
    {
        _reader = body;
        ResultCount = _resultsLeft = _reader.ReadArrayLength(LeastResultBytes);
    }

    public int ResultCount { get; }

    /// <summary>The outcome for the node that <see cref="NextResult"/> came to.</summary>
    public StatusCode Status { get; private set; }

    /// <summary>Empty when the node has no more references than these.</summary>
    public ReadOnlySpan<byte> ContinuationPoint { get; private set; }

    public int ReferenceCount { get; private set; }

    /// <summary>The reference that <see cref="NextReference"/> came to.</summary>
    public ReferenceView Reference { get; private set; }

    /// <summary>Goes to the next node browsed, passing over references not yet read.</summary>
    public bool NextResult()
    {
        while (NextReference())
        {
        }
        if (_resultsLeft == 0)
            return false;
        _resultsLeft--;
        Status = _reader.ReadStatusCode();
        ContinuationPoint = _reader.ReadByteStringSpan(out _);
        ReferenceCount = _referencesLeft = _reader.ReadArrayLength(LeastReferenceBytes);
        return true;
    }

    public bool NextReference()
    {
        if (_referencesLeft == 0)
            return false;
        _referencesLeft--;
        Reference = new ReferenceView(ref _reader);
        return true;
    }
}
