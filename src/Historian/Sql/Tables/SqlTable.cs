using Millwright.Historian.Sql.Pushdown;

namespace Millwright.Historian.Sql.Tables;

/// <summary>Something that can be asked by SQL.</summary>
internal abstract class SqlTable(string name, string description, IReadOnlyList<SqlColumn> columns)
{
    public string Name => name;

    public string Description => description;

    public IReadOnlyList<SqlColumn> Columns => columns;

    /// <summary>Begins to read what may fit the filter; rows beyond it are allowed, they are filtered again.</summary>
    public abstract ITableScan Scan(ScanFilter filter, CancellationToken cancellation);
}

/// <summary>One reading of a table by one or more threads.</summary>
internal interface ITableScan
{
    /// <summary>The most threads that have something to do.</summary>
    int MaxThreads { get; }

    /// <summary>One thread's part; what it reads no other reads.</summary>
    IChunkSource Open();
}

/// <summary>Gives rows, a chunk at a time. Belongs to one thread at a time.</summary>
internal interface IChunkSource : IDisposable
{
    /// <summary>Writes the next rows.</summary>
    /// <returns>Their number, 0 at the end.</returns>
    int Fill(ChunkWriter chunk);
}
