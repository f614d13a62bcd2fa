using Millwright.Model;

namespace Millwright.Flow.Bus;

/// <summary>A set of tags, one bit each, that any thread may add to and take from; pages never move.</summary>
internal sealed class TagSet
{
    private const int PageBits = 12;
    private const int WordsPerPage = (1 << PageBits) / 64;
    private const int MaxPages = 1024;

    private readonly ulong[]?[] _pages = new ulong[]?[MaxPages];
    private int _next;

    public bool Contains(TagHandle tag) =>
        _pages[tag.Index >> PageBits] is { } page && (page[WordOf(tag)] & BitOf(tag)) != 0;

    /// <summary>Adds a tag; false when it was there already.</summary>
    public bool Add(TagHandle tag)
    {
        ref var page = ref _pages[tag.Index >> PageBits];
        if (Volatile.Read(ref page) is null)
            Interlocked.CompareExchange(ref page, new ulong[WordsPerPage], null);
        ref var word = ref page![WordOf(tag)];
        var bit = BitOf(tag);
        // Most often it is there already; looking first spares the locked instruction.
        return (Volatile.Read(ref word) & bit) == 0 && (Interlocked.Or(ref word, bit) & bit) == 0;
    }

    /// <summary>Takes members out, going on where the last call ended so that none waits for ever.</summary>
    /// <param name="taken">Where they go; as many as fit.</param>
    /// <returns>How many.</returns>
    public int Take(Span<TagHandle> taken)
    {
        var count = 0;
        for (var i = 0; i < MaxPages && count < taken.Length; i++)
        {
            var number = (_next + i) % MaxPages;
            if (_pages[number] is not { } page)
                continue;
            count += TakeFrom(page, number, taken[count..]);
            if (count == taken.Length)
                _next = number;
        }
        return count;
    }

    private static int TakeFrom(ulong[] page, int number, Span<TagHandle> taken)
    {
        var count = 0;
        for (var w = 0; w < page.Length && count < taken.Length; w++)
        {
            var bits = Volatile.Read(ref page[w]);
            while (bits != 0 && count < taken.Length)
            {
                var bit = bits & (~bits + 1);
                bits ^= bit;
                Interlocked.And(ref page[w], ~bit);
                taken[count++] = new((number << PageBits) + w * 64 + System.Numerics.BitOperations.TrailingZeroCount(bit));
            }
        }
        return count;
    }

    private static int WordOf(TagHandle tag) => (tag.Index & ((1 << PageBits) - 1)) >> 6;

    private static ulong BitOf(TagHandle tag) => 1UL << (tag.Index & 63);
}
