using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Which stored values are wanted.</summary>
/// <param name="Start">The first time; later than <paramref name="End"/> reads backwards; absent reads back from the end.</param>
/// <param name="End">The last time, not included; absent reads on from the start.</param>
/// <param name="MaxValues">The most values in this page, 1 or more.</param>
/// <param name="ReturnBounds">Whether the values next to the interval's ends are wanted too.</param>
/// <param name="Continuation">What the page before said to go on with; null for the first.</param>
public sealed record RawHistoryRequest(UaDateTime Start, UaDateTime End, int MaxValues, bool ReturnBounds, object? Continuation);
