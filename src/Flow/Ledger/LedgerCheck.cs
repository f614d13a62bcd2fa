namespace Millwright.Flow.Ledger;

/// <summary>Proves the sums of a ledger; what <c>millwright verify</c> prints.</summary>
public static class LedgerCheck
{
    /// <summary>Every difference, in words; empty when all sums are right.</summary>
    public static IEnumerable<string> Differences(LedgerSnapshot ledger)
    {
        foreach (var c in ledger.Connections)
        {
            var accounted = c.Suppressed + c.Rejected + c.Logged + c.Lost + c.Pending;
            if (c.Sampled != accounted)
            {
                yield return $"{c.Connection}: {c.Sampled} sampled, but suppressed {c.Suppressed} + rejected {c.Rejected} + logged {c.Logged}"
                    + $" + lost {c.Lost} + pending {c.Pending} = {accounted}: {c.Sampled - accounted} are unaccounted for";
            }
            if (new[] { c.Sampled, c.Suppressed, c.Rejected, c.Logged, c.Lost, c.Pending, c.Missed, c.Made }.Any(n => n < 0))
                yield return $"{c.Connection}: a count is below zero";
            var gaps = ledger.Gaps.Where(g => g.Connection == c.Connection).ToList();
            var lost = c.Lost + (ledger.Events.FirstOrDefault(e => e.Connection == c.Connection)?.Lost ?? 0);
            if (lost + c.Missed > 0 && gaps.Count == 0)
                yield return $"{c.Connection}: {lost} lost and {c.Missed} missed, but no gap says when and why";
            else if (gaps.All(g => g.Count >= 0) && gaps.Sum(g => g.Count) < lost + c.Missed)
                yield return $"{c.Connection}: {lost} lost and {c.Missed} missed, but its gaps account for {gaps.Sum(g => g.Count)} only";
        }
        foreach (var e in ledger.Events.Where(e => !e.IsBalanced))
        {
            var accounted = e.Suppressed + e.Rejected + e.Logged + e.Lost + e.Pending;
            yield return $"{e.Connection}: {e.Sampled} events came, but {accounted} are accounted for";
        }
        foreach (var s in ledger.Sinks.Where(s => !s.IsBalanced))
        {
            yield return $"{s.Sink}: {s.Offered} offered, but stored {s.Stored} + lost {s.Lost} + behind {s.Behind} = {s.Stored + s.Lost + s.Behind}"
                + $" (acknowledged {s.Acknowledged})";
        }
        foreach (var gap in ledger.Gaps.Where(g => !g.To.IsNone && g.To < g.From))
            yield return $"gap {gap.Id} of '{gap.Connection}' ends at {gap.To}, before it begins at {gap.From}";
    }
}
