using Millwright.Flow.Ledger;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>What became of a connection's samples: sampled = suppressed + rejected + logged + lost + pending.</summary>
internal sealed record LedgerRow(
    string Connection, long Sampled, long Suppressed, long Rejected, long Logged, long Lost, long Pending, long Missed)
{
    public static LedgerRow Of(ConnectionLedger row) =>
        new(row.Connection, row.Sampled, row.Suppressed, row.Rejected, row.Logged, row.Lost, row.Pending, row.Missed);
}

/// <summary>What became of logged samples at a sink.</summary>
internal sealed record SinkRow(string Sink, long Offered, long Stored, long Acknowledged, long Behind, long Lost);

/// <summary>A period in which samples are missing.</summary>
internal sealed record GapAnswer(
    long Id, string Connection, string? Tag, Timestamp From, Timestamp To, string Cause, long? Count, string Detail)
{
    public static GapAnswer Of(Gap gap, IPlantView plant) => new(
        gap.Id, gap.Connection, gap.Tag is { } tag ? plant.Relative(tag) : null, gap.From, gap.To, Causes.Word(gap.Cause),
        gap.Count < 0 ? null : gap.Count, gap.Detail);
}

/// <summary>
/// The ledger, with whether its sums are right. Of events, suppressed are those that were known already, rejected those that were more than a
/// connection may say.
/// </summary>
internal sealed record LedgerAnswer(
    IReadOnlyList<LedgerRow> Connections, IReadOnlyList<SinkRow> Sinks, IReadOnlyList<GapAnswer> Gaps, bool Balanced,
    IReadOnlyList<string> Differences, Timestamp CheckedAt, IReadOnlyList<LedgerRow> Events);

internal static class LedgerResource
{
    private const int MaxGaps = 1_000;

    public static LedgerAnswer Get(IPlantView plant)
    {
        var ledger = plant.Ledger;
        var differences = Differences(ledger).ToList();
        return new(
            [.. ledger.Connections.Select(LedgerRow.Of)],
            [.. ledger.Sinks.Select(s => new SinkRow(s.Sink, s.Offered, s.Stored, s.Acknowledged, s.Behind, s.Lost))],
            [.. ledger.Gaps.OrderByDescending(g => g.Id).Take(MaxGaps).Select(g => GapAnswer.Of(g, plant))],
            differences.Count == 0, differences, ledger.At, [.. ledger.Events.Select(LedgerRow.Of)]);
    }

    private static IEnumerable<string> Differences(LedgerSnapshot ledger)
    {
        foreach (var c in ledger.Connections.Where(c => !c.IsBalanced))
            yield return $"{c.Connection}: {c.Sampled} sampled, but {c.Suppressed + c.Rejected + c.Logged + c.Lost + c.Pending} accounted for";
        foreach (var e in ledger.Events.Where(e => !e.IsBalanced))
            yield return $"{e.Connection}: {e.Sampled} events, but {e.Suppressed + e.Rejected + e.Logged + e.Lost + e.Pending} accounted for";
        foreach (var s in ledger.Sinks.Where(s => s.Offered != s.Stored + s.Lost + s.Behind))
            yield return $"{s.Sink}: {s.Offered} offered, but {s.Stored + s.Lost + s.Behind} accounted for";
    }
}
