using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Some of the values that were replaced or deleted.</summary>
/// <param name="Status">Good, GoodNoData, or why there is nothing.</param>
/// <param name="Values">In the order asked for, as they were before.</param>
/// <param name="Modifications">How each of them was changed.</param>
/// <param name="Continuation">What to go on with; null when this was all.</param>
public sealed record ModifiedHistoryPage(StatusCode Status, IReadOnlyList<DataValue> Values, IReadOnlyList<ModificationInfo> Modifications, object? Continuation)
{
    public static ModifiedHistoryPage Failed(StatusCode status) => new(status, [], [], null);
}
