namespace Millwright.Drivers.OpcUa;

/// <summary>A stretch of a tag's time in which values are missing.</summary>
/// <param name="Item">Whose values.</param>
/// <param name="FromTicks">.NET ticks of the last value before it.</param>
/// <param name="UntilTicks">.NET ticks of the first value behind it; <see cref="long.MaxValue"/> for the newest there is when values come again.</param>
/// <param name="Refusals">How often the server's history could not be had, for another reason than a broken connection.</param>
internal readonly record struct SampleGap(FeedItem Item, long FromTicks, long UntilTicks = long.MaxValue, int Refusals = 0);
