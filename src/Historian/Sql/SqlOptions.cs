using System.ComponentModel;
using Millwright.Model;

namespace Millwright.Historian.Sql;

/// <summary>How SQL is answered.</summary>
public sealed class SqlOptions
{
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(1);

    [Description("The file libduckdb.so of DuckDB 1.5; without it the one beside the program. SQL is off when there is none.")]
    public string? Library { get; set; }

    [Description("The longest that a statement may take, 1 s to 1 h.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    [Description("The most memory of one statement, in bytes: 32 MiB to 64 GiB.")]
    public long MemoryBytes { get; set; } = 256L << 20;

    [Description("The most rows of one answer, 1 to 100 million.")]
    public int MaxRows { get; set; } = 1_000_000;

    [Description("The threads of one statement, 1 to 64.")]
    public int Threads { get; set; } = 2;

    [Description("Statements at one time, 1 to 64; others wait for their turn.")]
    public int Concurrent { get; set; } = 2;

    /// <summary>Everything that is wrong, empty when nothing is.</summary>
    public IReadOnlyList<OptionProblem> Validate()
    {
        var problems = new List<OptionProblem>();
        Require(Timeout >= TimeSpan.FromSeconds(1) && Timeout <= MaxTimeout, "timeout", $"{Timeout} is out of range", "use 1 s to 1 h");
        Require(MemoryBytes is >= 32L << 20 and <= 64L << 30, "memory_bytes", $"{MemoryBytes} bytes is out of range", "use 32 MiB to 64 GiB");
        Require(MaxRows is >= 1 and <= 100_000_000, "max_rows", $"{MaxRows} is out of range", "use 1 to 100000000");
        Require(Threads is >= 1 and <= 64, "threads", $"{Threads} is out of range", "use 1 to 64");
        Require(Concurrent is >= 1 and <= 64, "concurrent", $"{Concurrent} is out of range", "use 1 to 64");
        return problems;

        void Require(bool good, string key, string problem, string remedy)
        {
            if (!good)
                problems.Add(new(key, problem, remedy));
        }
    }
}
