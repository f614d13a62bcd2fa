namespace Millwright.OpcUa.AddressSpace;

/// <summary>UTF-8 texts packed into pages, so that a hundred thousand names cost their bytes and no object each.</summary>
internal sealed class TextStore
{
    /// <summary>Longest text; the limit of a string node id is 4,096 characters (OPC 10000-3, 8.2.4).</summary>
    public const int MaxBytes = 16_384;

    private const int PageBits = 16;
    private const int PageBytes = 1 << PageBits;

    private readonly List<byte[]> _pages = [];
    private int _used = PageBytes;

    /// <summary>Bytes held by texts that were freed; they come back only by copying the rest to a new store.</summary>
    public long Wasted { get; private set; }

    /// <summary>Bytes held by all pages.</summary>
    public long Capacity => (long)_pages.Count * PageBytes;

    /// <summary>Keeps a copy and says where.</summary>
    /// <exception cref="ArgumentException">Longer than <see cref="MaxBytes"/>.</exception>
    public int Add(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxBytes)
            throw new ArgumentException($"A name or node id of {text.Length} bytes is longer than {MaxBytes}.", nameof(text));
        if (_used + text.Length > PageBytes)
        {
            Wasted += _pages.Count == 0 ? 0 : PageBytes - _used;
            _pages.Add(GC.AllocateUninitializedArray<byte>(PageBytes));
            _used = 0;
        }
        var at = ((_pages.Count - 1) << PageBits) | _used;
        text.CopyTo(_pages[^1].AsSpan(_used));
        _used += text.Length;
        return at;
    }

    public void Free(int length) => Wasted += length;

    public ReadOnlySpan<byte> Get(int at, int length) => _pages[at >> PageBits].AsSpan(at & (PageBytes - 1), length);
}
