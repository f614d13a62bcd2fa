using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Which aggregates are wanted.</summary>
/// <param name="Start">Begin of the first interval.</param>
/// <param name="End">End of the last; before the start it runs backwards.</param>
/// <param name="IntervalMs">Length of an interval in milliseconds; 0 is the whole time as one.</param>
/// <param name="Aggregate">The aggregate function's node, for instance Average, i=2342.</param>
/// <param name="MaxValues">The most intervals in this page.</param>
/// <param name="Continuation">What the page before said to go on with; null for the first.</param>
/// <param name="Configuration">How uncertain and bad values shall count; a reader that cannot do it so answers BadAggregateConfigurationRejected.</param>
public sealed record ProcessedHistoryRequest(
    UaDateTime Start, UaDateTime End, double IntervalMs, NodeId Aggregate, int MaxValues, object? Continuation, AggregateConfiguration Configuration);
