using Millwright.Historian.Sql;

namespace Millwright.Host.Http.Sql;

/// <summary>A statement to be answered.</summary>
/// <param name="Sql">One SELECT or EXPLAIN.</param>
/// <param name="Limit">The most rows, null for as many as the node allows.</param>
internal sealed record SqlBody(string? Sql, int? Limit);

/// <summary>What can be asked by SQL, and within which limits.</summary>
/// <remarks>It is not available where the library is missing; problem and remedy say so.</remarks>
internal sealed record SqlAbout(bool Available, string? Problem, string? Remedy, double TimeoutSeconds, int MaxRows, long MemoryBytes, IReadOnlyList<SqlAboutTable> Tables);

/// <summary>A table.</summary>
internal sealed record SqlAboutTable(string Name, string Description, IReadOnlyList<SqlAboutColumn> Columns);

/// <summary>A column; the type as <see cref="SqlAnswerColumn"/> has it.</summary>
internal sealed record SqlAboutColumn(string Name, string Type, string Description);
