using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Some of the values asked for.</summary>
/// <param name="Status">Good, GoodNoData, or why there is nothing.</param>
/// <param name="Values">In the order asked for.</param>
/// <param name="Continuation">What to go on with; null when this was all.</param>
public sealed record HistoryPage(StatusCode Status, IReadOnlyList<DataValue> Values, object? Continuation)
{
    public static HistoryPage Failed(StatusCode status) => new(status, [], null);
}
