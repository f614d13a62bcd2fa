using Millwright.OpcUa.Client;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>What the client tells from its own threads, for the source to act on in its own time.</summary>
internal enum FeedSignalKind
{
    /// <summary>An item was refused.</summary>
    Refused,
    /// <summary>Items became live; told once until it is taken.</summary>
    MoreAreLive,
    /// <summary>An item delivers again what fits its tag.</summary>
    Confirm,
    /// <summary>The server's queue for an item overflowed; its history may have what was pushed out.</summary>
    Overflow,
    /// <summary>Messages were lost since a time.</summary>
    Gap,
    /// <summary>The server started anew, or another one took over.</summary>
    Restarted,
    /// <summary>The client connected or lost its connection.</summary>
    StateChanged,
    /// <summary>There are other tags.</summary>
    TagsChanged,
    /// <summary>Something went wrong that does not end the connection.</summary>
    Trouble,
}

/// <param name="Kind">What happened.</param>
/// <param name="Item">The item's number.</param>
/// <param name="Status">How the item is now.</param>
/// <param name="Gap">Which values the subscription did not bring.</param>
/// <param name="Text">A sentence for the log.</param>
/// <param name="FromTicks">.NET ticks of the last value before an overflow.</param>
/// <param name="UntilTicks">.NET ticks of the first value behind it.</param>
internal readonly record struct FeedSignal(
    FeedSignalKind Kind, uint Item = 0, StatusCode Status = default, NotificationGap Gap = default, string? Text = null, long FromTicks = 0, long UntilTicks = 0);
