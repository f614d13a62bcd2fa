using Millwright.Model;

namespace Millwright.Historian.Health;

/// <summary>Something wrong with the historian's files, and what became of it.</summary>
/// <param name="At">When it was found.</param>
/// <param name="File">The path of the file.</param>
/// <param name="Offset">Where in the file, -1 for the file as a whole.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Consequence">What that means for the samples, and what to do.</param>
public sealed record HistorianFinding(Timestamp At, string File, long Offset, string Problem, string Consequence);
