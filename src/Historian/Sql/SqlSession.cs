using Millwright.Historian.Sql.Functions;
using Millwright.Historian.Sql.Native;
using Millwright.Historian.Sql.Pushdown;
using Millwright.Historian.Sql.Tables;

namespace Millwright.Historian.Sql;

/// <summary>A database in memory that knows the tables of the plant and, but for one folder where it is given, no file and no network.</summary>
/// <remarks>Everything but <see cref="Interrupt"/> belongs to one thread at a time.</remarks>
internal sealed class SqlSession : IDisposable
{
    private readonly IReadOnlyList<TableFunction> _functions;

    /// <param name="library">The library.</param>
    /// <param name="tables">What can be asked.</param>
    /// <param name="options">Memory and threads.</param>
    /// <param name="folder">The one folder whose files may be read and written, null for none.</param>
    /// <param name="cancellation">Stops what the tables read.</param>
    /// <exception cref="DuckException">It cannot be opened.</exception>
    public SqlSession(DuckLibrary library, IReadOnlyList<SqlTable> tables, SqlOptions options, string? folder, CancellationToken cancellation)
    {
        Database = new(library, Settings(options));
        try
        {
            // A name that nobody can know: called past its view, with names of columns of the caller's own, a plan would read as of others.
            var secret = Guid.NewGuid().ToString("N");
            _functions = [.. tables.Select(t => new TableFunction(Database, $"_{t.Name}_{secret}", t, cancellation))];
            foreach (var function in _functions)
                Database.Execute($"CREATE VIEW {function.Table.Name} AS SELECT * FROM {function.Name}()");
            Database.Execute("SET TimeZone = 'UTC'");
            // As an IN it can be read in the plan; as the join that this makes of it, it cannot.
            Database.Execute("SET disabled_optimizers = 'in_clause'");
            if (folder is not null)
                Database.Execute($"SET allowed_directories = [{Literal(folder)}]");
            Database.Execute("SET enable_external_access = false");
            Database.Execute("SET lock_configuration = true");
            // One transaction: now() is the same in the plan that is read and in the one that runs.
            Database.Execute("BEGIN TRANSACTION");
        }
        catch
        {
            Database.Dispose();
            throw;
        }
    }

    public DuckDatabase Database { get; }

    /// <summary>The words of a reading that failed, null when none did.</summary>
    public string? Failure => _functions.Select(f => f.Failure).FirstOrDefault(f => f is not null);

    /// <summary>A text as SQL writes it.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Lets the next statement read only what its conditions ask for.</summary>
    /// <param name="sql">A SELECT that has been prepared.</param>
    public void PushDown(string sql)
    {
        foreach (var function in _functions.Where(f => f.Table.Name == SampleTable.TableName))
        {
            var readings = ReadingsOf(sql, function.Name);
            function.Filter = readings.Count == 0
                ? ScanFilter.All
                : readings.Select(conditions => conditions.Aggregate(ScanFilter.All, (all, one) => all.And(FilterOf(one)))).Aggregate(ScanFilter.Nothing, (any, one) => any.Or(one));
        }
    }

    /// <summary>Stops what runs, from any thread.</summary>
    public void Interrupt() => Database.Interrupt();

    public void Dispose()
    {
        Database.Dispose();
        // The library had their addresses until here.
        GC.KeepAlive(_functions);
    }

    private IReadOnlyList<IReadOnlyList<string>> ReadingsOf(string sql, string function)
    {
        try
        {
            return PlanFilters.Find(Database.ReadText($"EXPLAIN (FORMAT json) {sql}", 1), function);
        }
        catch (DuckException)
        {
            // What can be prepared and not explained, such as DESCRIBE, is not limited; what is wrong with it, it says when it runs.
            return [];
        }
    }

    private ScanFilter FilterOf(string condition) =>
        Condition.Read(Database.ReadText($"SELECT json_serialize_sql({Literal($"SELECT 1 FROM t WHERE {condition}")})::VARCHAR", 0));

    private static IEnumerable<(string, string)> Settings(SqlOptions options) =>
    [
        ("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false"), ("allow_community_extensions", "false"),
        ("temp_directory", ""), ("memory_limit", $"{options.MemoryBytes >> 20}MiB"), ("threads", $"{options.Threads}"),
    ];
}
