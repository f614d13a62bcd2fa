using System.Diagnostics.CodeAnalysis;
using Millwright.Model;

namespace Millwright.Flow.Tags;

/// <summary>Finds what belongs to a tag among what a connection has: a sorted array, a third of what a dictionary takes. It never changes.</summary>
/// <typeparam name="T">What belongs to a tag.</typeparam>
public sealed class HandleIndex<T>
    where T : notnull
{
    private readonly T[] _sorted;
    private readonly Func<T, TagHandle> _handle;

    /// <summary>An index of some items.</summary>
    /// <param name="items">One for each tag, in any order.</param>
    /// <param name="handle">Whose an item is.</param>
    /// <exception cref="ArgumentException">Two items belong to one tag.</exception>
    public HandleIndex(IEnumerable<T> items, Func<T, TagHandle> handle)
    {
        _handle = handle;
        _sorted = [.. items];
        Array.Sort(_sorted, (a, b) => handle(a).Index.CompareTo(handle(b).Index));
        for (var i = 1; i < _sorted.Length; i++)
        {
            if (handle(_sorted[i]) == handle(_sorted[i - 1]))
                throw new ArgumentException($"two items belong to the tag with the handle {handle(_sorted[i]).Index}", nameof(items));
        }
    }

    /// <summary>All items in the order of their handles.</summary>
    public IReadOnlyList<T> Items => _sorted;

    public bool TryGet(TagHandle tag, [NotNullWhen(true)] out T? item)
    {
        var low = 0;
        var high = _sorted.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var there = _handle(_sorted[middle]).Index;
            if (there == tag.Index)
            {
                item = _sorted[middle];
                return true;
            }
            if (there < tag.Index)
                low = middle + 1;
            else
                high = middle - 1;
        }
        item = default;
        return false;
    }
}
