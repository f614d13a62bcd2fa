namespace Millwright.Control.Audit;

/// <summary>How much the trail keeps.</summary>
public sealed record AuditTrailOptions
{
    /// <summary>A file is closed and the next begun beyond this many bytes.</summary>
    public long MaxFileBytes { get; init; } = 8 << 20;

    /// <summary>All files together; when it is reached nothing is recorded, and what must be recorded does not happen. Nothing is ever deleted.</summary>
    public long BudgetBytes { get; init; } = 1L << 30;
}
