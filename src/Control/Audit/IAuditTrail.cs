using Millwright.Security.Audit;

namespace Millwright.Control.Audit;

/// <summary>The lasting record of who did what.</summary>
public interface IAuditTrail
{
    /// <summary>Records an entry; on the medium when this returns.</summary>
    /// <exception cref="AuditUnavailableException">It is not recorded.</exception>
    AuditRecord Append(AuditEntry entry);

    /// <summary>A page of records, newest first.</summary>
    /// <param name="limit">At most so many, from 1.</param>
    /// <param name="before">Records older than this id; null for the newest.</param>
    IReadOnlyList<AuditRecord> Read(int limit, long? before);

    /// <summary>How the trail stands.</summary>
    AuditStatus Status { get; }
}

/// <summary>A trail now.</summary>
/// <param name="Head">Its end; keep a copy elsewhere to prove later that nothing was cut off.</param>
/// <param name="Bytes">What it takes on disk.</param>
/// <param name="BudgetBytes">What it may take.</param>
/// <param name="Damage">What was found wrong with it, null when it is whole.</param>
/// <param name="Fault">Why nothing can be recorded now, null when it can.</param>
public sealed record AuditStatus(AuditHead Head, long Bytes, long BudgetBytes, AuditFinding? Damage, string? Fault)
{
    /// <summary>True from 80 % of the budget on: time to move old files away.</summary>
    public bool IsNearlyFull => Bytes >= BudgetBytes / 5 * 4;
}

/// <summary>The trail cannot take a record now; what depends on it must not happen.</summary>
public sealed class AuditUnavailableException : Exception
{
    public AuditUnavailableException(string problem, string remedy, Exception? inner = null)
        : base($"{problem}; {remedy}", inner) => (Problem, Remedy) = (problem, remedy);

    public string Problem { get; }

    public string Remedy { get; }
}
