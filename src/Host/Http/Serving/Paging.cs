using System.Globalization;

namespace Millwright.Host.Http.Serving;

/// <summary>A page of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">What to send as <c>after</c> for the next page, null at the end.</param>
/// <param name="Total">All that match, where it is known.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null, int? Total = null);

/// <summary>Limits of pages.</summary>
internal static class Paging
{
    public const int MaxLimit = 10_000;

    /// <summary>The limit asked for within 1 and <see cref="MaxLimit"/>.</summary>
    public static int Limit(int? asked, int otherwise, int max = MaxLimit) => Math.Clamp(asked ?? otherwise, 1, max);

    /// <summary>Cuts a page out of a list whose order does not change, by position.</summary>
    public static Page<T> Cut<T>(IReadOnlyList<T> all, int limit, string? after)
    {
        var start = int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? Math.Min(position, all.Count) : 0;
        var items = all.Skip(start).Take(limit).ToList();
        var end = start + items.Count;
        return new(items, end < all.Count ? end.ToString(CultureInfo.InvariantCulture) : null, all.Count);
    }
}
