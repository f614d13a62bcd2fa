using Millwright.Model;

namespace Millwright.Historian.Sql.Pushdown;

/// <summary>What a query wants of the samples, as far as it is known before they are read: never less than it wants.</summary>
/// <param name="From">The beginning, included.</param>
/// <param name="To">The end, not included.</param>
/// <param name="MayBe">False for a tag that no row of the answer can be of.</param>
internal sealed record ScanFilter(Timestamp From, Timestamp To, Func<string, bool> MayBe)
{
    /// <summary>Everything.</summary>
    public static ScanFilter All { get; } = new(Timestamp.MinValue, Timestamp.MaxValue, static _ => true);

    /// <summary>Nothing: to begin a sum of parts with.</summary>
    public static ScanFilter Nothing { get; } = new(Timestamp.MaxValue, Timestamp.MinValue, static _ => false);

    /// <summary>What either wants.</summary>
    public ScanFilter Or(ScanFilter other) =>
        new(From < other.From ? From : other.From, To > other.To ? To : other.To, tag => MayBe(tag) || other.MayBe(tag));

    /// <summary>What both want.</summary>
    public ScanFilter And(ScanFilter other) =>
        new(From > other.From ? From : other.From, To < other.To ? To : other.To, tag => MayBe(tag) && other.MayBe(tag));
}
