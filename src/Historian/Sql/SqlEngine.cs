using Millwright.Historian.Sql.Native;
using Millwright.Historian.Sql.Tables;

namespace Millwright.Historian.Sql;

/// <summary>A table that can be asked, for people and editors.</summary>
public sealed record SqlTableInfo(string Name, string Description, IReadOnlyList<SqlColumn> Columns);

/// <summary>Answers SQL over the store with DuckDB: read only, within limits, without a way to files or network.</summary>
/// <remarks>
/// Every statement has a database of its own in memory, which ends with it. What it asks of tag and time is pushed down into the store
/// before the first sample is read (docs/decisions/0007-sql-reads-the-optimized-plan.md).
/// </remarks>
public sealed class SqlEngine : IDisposable
{
    /// <summary>The most characters of a statement.</summary>
    public const int MaxStatement = 100_000;

    /// <summary>The library beside the program, where the configuration names none.</summary>
    public const string LibraryName = "libduckdb.so";

    private readonly Lock _gate = new();
    private readonly IReadOnlyList<SqlTable> _tables;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _slots;
    private DuckLibrary? _library;

    /// <param name="options">The limits, which have been validated.</param>
    /// <param name="store">Where samples are.</param>
    /// <param name="catalog">What else can be asked.</param>
    /// <param name="clock">For the time-out.</param>
    public SqlEngine(SqlOptions options, IHistoryStore store, ISqlCatalog catalog, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Options, _clock) = (options, clock);
        _tables = CatalogTables.All(store, catalog);
        _slots = new(options.Concurrent);
    }

    public SqlOptions Options { get; }

    /// <summary>What can be asked.</summary>
    public IReadOnlyList<SqlTableInfo> Tables => [.. _tables.Select(t => new SqlTableInfo(t.Name, t.Description, t.Columns))];

    /// <summary>Why there is no SQL, null when there is.</summary>
    public SqlException? Missing
    {
        get
        {
            try
            {
                Load();
                return null;
            }
            catch (SqlException missing)
            {
                return missing;
            }
        }
    }

    /// <summary>Begins a statement; its rows come as they are read.</summary>
    /// <param name="sql">One SELECT or EXPLAIN.</param>
    /// <param name="maxRows">The most rows of the answer, at most those of the options; what is beyond is left out and said.</param>
    /// <param name="cancellation">Stops it, until the answer is disposed of.</param>
    /// <exception cref="SqlException">It cannot be answered.</exception>
    public async Task<SqlAnswer> RunAsync(string sql, int maxRows, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sql);
        if (sql.Length > MaxStatement || sql.Contains('\0', StringComparison.Ordinal))
            throw new SqlException(SqlFault.Statement, $"the statement has more than {MaxStatement} characters, or a zero among them", "send a shorter one");
        var library = Load();
        var run = new SqlRun(Options, _clock, cancellation);
        try
        {
            await run.EnterAsync(_slots).ConfigureAwait(false);
            return await Task.Run(() => run.Start(library, _tables, sql, Math.Min(maxRows, Options.MaxRows)), CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>A session that may read and write the files of one folder; its statements are the program's own.</summary>
    /// <exception cref="SqlException">The library is missing.</exception>
    /// <exception cref="DuckException">It cannot be opened.</exception>
    internal SqlSession Open(int threads, string folder, CancellationToken cancellation) =>
        new(Load(), _tables, new() { MemoryBytes = Options.MemoryBytes, Threads = threads }, folder, cancellation);

    public void Dispose() => _slots.Dispose();

    private DuckLibrary Load()
    {
        var path = Options.Library ?? Path.Combine(AppContext.BaseDirectory, LibraryName);
        lock (_gate)
        {
            if (_library is not null)
                return _library;
            var remedy = "get it with: npm install @duckdb/node-bindings-linux-x64@1.5.6-r.1, and write sql: { library: .../libduckdb.so } into plant.yaml; "
                + "in a checkout ./run does both";
            if (!File.Exists(path))
                throw new SqlException(SqlFault.NoLibrary, $"SQL needs DuckDB's library, and there is no {path}", remedy);
            try
            {
                return _library = new(path);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                throw new SqlException(SqlFault.NoLibrary, $"{path} is no DuckDB 1.5 for this machine: {e.Message.ReplaceLineEndings(" ")}", remedy);
            }
        }
    }
}
