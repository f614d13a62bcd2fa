using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Ledger;

/// <summary>What became of a connection's samples, since its ledger began; survives restarts.</summary>
/// <remarks>Sampled = Suppressed + Rejected + Logged + Lost + Pending, always.</remarks>
/// <param name="Connection">Whose.</param>
/// <param name="Sampled">Readings the source delivered, and those that supervision made in its place (<see cref="Made"/>).</param>
/// <param name="Suppressed">Left out by deadband, as configured.</param>
/// <param name="Rejected">Refused by normalizing, such as a time out of all reason; each has a cause.</param>
/// <param name="Logged">Committed to the log.</param>
/// <param name="Lost">Could not be committed; each lies in a gap.</param>
/// <param name="Pending">On their way between the source and the commit.</param>
/// <param name="Missed">Readings the schedule called for that never came to be; each lies in a gap.</param>
public sealed record ConnectionLedger(
    string Connection, long Sampled, long Suppressed, long Rejected, long Logged, long Lost, long Pending, long Missed)
{
    /// <summary>Of <see cref="Sampled"/>, those that supervision made in the source's place: the Bad sample of each tag when its connection is lost.</summary>
    public long Made { get; init; }

    public bool IsBalanced => Sampled == Suppressed + Rejected + Logged + Lost + Pending;
}

/// <summary>What became of logged samples at one sink.</summary>
/// <remarks>Offered = Stored + Lost + Behind, always.</remarks>
/// <param name="Sink">Whose.</param>
/// <param name="Offered">Committed to the log since the sink's cursor began.</param>
/// <param name="Stored">Taken by the sink.</param>
/// <param name="Acknowledged">Of these, durable in the sink.</param>
/// <param name="Behind">Not yet read.</param>
/// <param name="Lost">Dropped by the log's overflow policy or lost to damage before the sink had them.</param>
public sealed record SinkLedger(string Sink, long Offered, long Stored, long Acknowledged, long Behind, long Lost)
{
    public bool IsBalanced => Offered == Stored + Lost + Behind && Acknowledged <= Stored && Behind >= 0;
}

/// <summary>A period in which samples are missing.</summary>
/// <param name="Id">From 1, in the order of beginning.</param>
/// <param name="Connection">Where.</param>
/// <param name="Tag">The one tag concerned, null for all of the connection.</param>
/// <param name="From">The first missing time.</param>
/// <param name="To">The end, <see cref="Timestamp.None"/> while it lasts.</param>
/// <param name="Cause">Why.</param>
/// <param name="Count">How many samples, -1 where it cannot be known.</param>
/// <param name="Detail">In words.</param>
public sealed record Gap(
    long Id, string Connection, TagPath? Tag, Timestamp From, Timestamp To, GapCause Cause, long Count, string Detail);

/// <summary>The whole ledger at one moment.</summary>
public sealed record LedgerSnapshot(
    Timestamp At, IReadOnlyList<ConnectionLedger> Connections, IReadOnlyList<SinkLedger> Sinks, IReadOnlyList<Gap> Gaps)
{
    /// <summary>
    /// The same sums for events, of the connections that have any: suppressed are those that were known already, rejected those that were
    /// more than a connection may say.
    /// </summary>
    public IReadOnlyList<ConnectionLedger> Events { get; init; } = [];
}
