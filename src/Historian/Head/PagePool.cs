using System.Buffers.Binary;

namespace Millwright.Historian.Head;

/// <summary>
/// Small pages of a few large arrays for the open chunks: a hundred thousand chunks grow and shrink without leaving garbage behind.
/// </summary>
/// <remarks>Used under the head's lock only. The last four bytes of a page say which one follows it.</remarks>
internal sealed class PagePool
{
    /// <summary>Small, so that little of the last pages of a hundred thousand chunks stays unused.</summary>
    private const int PageSize = 48;
    private const int DataSize = PageSize - sizeof(int);
    private const int PagesPerSlab = 16384;

    private readonly List<byte[]> _slabs = [];
    private byte[] _gathered = new byte[4096];
    private int _free = -1;
    private int _fresh;

    /// <summary>Where the bytes of one sample are put together before they are appended.</summary>
    public byte[] Sample { get; } = new byte[64];

    public void Append(ref PageChain chain, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var used = chain.Length % DataSize;
            if (used == 0)
                Extend(ref chain);
            var part = bytes[..Math.Min(bytes.Length, DataSize - used)];
            part.CopyTo(Page(chain.Last)[used..]);
            chain.Length += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>All bytes of a chain in a row; valid until the next call.</summary>
    public ReadOnlySpan<byte> Gather(PageChain chain)
    {
        if (_gathered.Length < chain.Length)
            Array.Resize(ref _gathered, Math.Max(chain.Length, _gathered.Length * 2));
        var page = chain.First;
        for (var at = 0; at < chain.Length; at += DataSize)
        {
            Page(page)[..Math.Min(DataSize, chain.Length - at)].CopyTo(_gathered.AsSpan(at));
            page = Next(page);
        }
        return _gathered.AsSpan(0, chain.Length);
    }

    /// <summary>Takes the pages of a chain back.</summary>
    public void Free(ref PageChain chain)
    {
        if (chain.Length > 0)
        {
            Link(chain.Last, _free);
            _free = chain.First;
        }
        chain = default;
    }

    private void Extend(ref PageChain chain)
    {
        var page = Take();
        if (chain.Length == 0)
            chain.First = page;
        else
            Link(chain.Last, page);
        chain.Last = page;
    }

    private int Take()
    {
        if (_free >= 0)
        {
            var page = _free;
            _free = Next(page);
            return page;
        }
        if (_fresh == _slabs.Count * PagesPerSlab)
            _slabs.Add(GC.AllocateUninitializedArray<byte>(PagesPerSlab * PageSize));
        return _fresh++;
    }

    private Span<byte> Page(int page) => _slabs[page / PagesPerSlab].AsSpan(page % PagesPerSlab * PageSize, PageSize);

    private int Next(int page) => BinaryPrimitives.ReadInt32LittleEndian(Page(page)[DataSize..]);

    private void Link(int page, int next) => BinaryPrimitives.WriteInt32LittleEndian(Page(page)[DataSize..], next);
}
