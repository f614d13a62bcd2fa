using System.Runtime.CompilerServices;
using Millwright.Model;

namespace Millwright.Flow.Tags;

/// <summary>
/// A table with one entry for every tag handle that grows without moving an entry: so a reader or writer of one entry needs no lock
/// against the growth of the table.
/// </summary>
internal sealed class TagPages<T> where T : struct
{
    /// <summary>The most tags of one process.</summary>
    public const int MaxTags = PageSize * MaxPages;

    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;
    private const int MaxPages = 4096;

    private readonly T[]?[] _pages = new T[]?[MaxPages];

    /// <summary>The entry of a tag, made when it is not there yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="MaxTags"/> tags.</exception>
    public ref T At(TagHandle tag)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)tag.Index, (uint)MaxTags);
        ref var page = ref _pages[tag.Index >> PageBits];
        if (Volatile.Read(ref page) is null)
            Interlocked.CompareExchange(ref page, new T[PageSize], null);
        return ref page![tag.Index & (PageSize - 1)];
    }

    /// <summary>The entry of a tag, a null reference where there was never one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Find(TagHandle tag)
    {
        var number = (uint)tag.Index >> PageBits;
        if (number >= MaxPages || _pages[number] is not { } page)
            return ref Unsafe.NullRef<T>();
        return ref page[tag.Index & (PageSize - 1)];
    }
}
