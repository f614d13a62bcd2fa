using Millwright.Historian.Sql.Native;
using Millwright.Historian.Sql.Tables;

namespace Millwright.Historian.Sql;

/// <summary>One statement on its way: its turn, its time, its database. Belongs to one thread at a time.</summary>
internal sealed class SqlRun : IDisposable
{
    private static readonly TimeSpan InterruptEvery = TimeSpan.FromMilliseconds(100);

    private readonly SqlOptions _options;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _stop;
    private SemaphoreSlim? _slot;
    private SqlSession? _session;
    private CancellationTokenRegistration _interrupt;
    private ITimer? _again;

    public SqlRun(SqlOptions options, TimeProvider clock, CancellationToken caller)
    {
        (_options, _caller) = (options, caller);
        _timeout = new(options.Timeout, clock);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(caller, _timeout.Token);
    }

    /// <summary>Waits for its turn.</summary>
    /// <exception cref="SqlException">It did not come in time.</exception>
    public async Task EnterAsync(SemaphoreSlim slots)
    {
        try
        {
            await slots.WaitAsync(_stop.Token).ConfigureAwait(false);
            _slot = slots;
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
        {
            throw new SqlException(SqlFault.Busy, $"{_options.Concurrent} other statements ran for all of {Seconds} s", "ask again later, or raise sql.concurrent in plant.yaml");
        }
    }

    /// <summary>Begins the statement.</summary>
    /// <exception cref="SqlException">It cannot be answered.</exception>
    /// <exception cref="OperationCanceledException">The caller wants no answer any more.</exception>
    public SqlAnswer Start(DuckLibrary library, IReadOnlyList<SqlTable> tables, string sql, int maxRows)
    {
        try
        {
            var session = _session = new(library, tables, _options, null, _stop.Token);
            _interrupt = _stop.Token.Register(() => Interrupt(session));
            using var statement = Prepare(session.Database, sql);
            if (statement.Statement.Type == DuckStatementType.Select)
                session.PushDown(statement.Text);
            return new(this, statement.Statement.Run(), statement.Names, maxRows);
        }
        catch (DuckException e)
        {
            throw Explain(e.Message);
        }
    }

    /// <summary>Why it has failed, in the words of the face.</summary>
    /// <exception cref="OperationCanceledException">The caller wants no answer any more.</exception>
    public SqlException Explain(string message)
    {
        _caller.ThrowIfCancellationRequested();
        if (_timeout.IsCancellationRequested)
            return new(SqlFault.Timeout, $"the statement took longer than {Seconds} s", "ask for fewer tags or a shorter time, or raise sql.timeout in plant.yaml");
        // What breaks a stream behind its first rows, the library calls an interruption, whatever it was.
        if (message.StartsWith("INTERRUPT", StringComparison.Ordinal))
        {
            return _session?.Failure is { } failure
                ? new(SqlFault.Statement, $"the history could not be read to the end: {failure}", "see the node's log")
                : new(SqlFault.Statement, "the statement failed behind its first rows", "to see why, count them: SELECT count(COLUMNS(*)) FROM (...)");
        }
        if (message.StartsWith("Out of Memory", StringComparison.Ordinal))
        {
            return new(
                SqlFault.Memory, $"the statement needs more than {_options.MemoryBytes >> 20} MiB",
                "ask for fewer tags or a shorter time, aggregate earlier, or raise sql.memory_bytes in plant.yaml");
        }
        return message.StartsWith("Permission", StringComparison.Ordinal)
            ? new(SqlFault.Statement, message, "SQL here reads tables of the plant only, no files and no network")
            : new(SqlFault.Statement, message, "see the tables and columns that there are: millwright query --tables");
    }

    public void Dispose()
    {
        // Waits for an interrupt that is under way, so that none is begun behind it.
        _interrupt.Dispose();
        _again?.Dispose();
        _session?.Dispose();
        _stop.Dispose();
        _timeout.Dispose();
        _slot?.Release();
    }

    /// <summary>Between two statements of a session an interrupt is lost: it is repeated until the session ends.</summary>
    private void Interrupt(SqlSession session)
    {
        session.Interrupt();
        _again = TimeProvider.System.CreateTimer(static s => ((SqlSession)s!).Interrupt(), session, InterruptEvery, InterruptEvery);
    }

    private double Seconds => _options.Timeout.TotalSeconds;

    /// <summary>The statement, around it another where it has columns of types that are given as text.</summary>
    private static Prepared Prepare(DuckDatabase database, string sql)
    {
        var statement = DuckStatement.Prepare(database, sql);
        try
        {
            if (statement.Type is not (DuckStatementType.Select or DuckStatementType.Explain))
                throw new SqlException(SqlFault.Statement, "only SELECT and EXPLAIN are answered", "write SELECT, WITH ... SELECT, or EXPLAIN SELECT");
            if (statement.Parameters > 0)
                throw new SqlException(SqlFault.Statement, "the statement has placeholders", "write the values into it");
            var columns = statement.Columns;
            var names = columns.Select(c => c.Name).ToList();
            if (columns.All(c => IsRead(c.Type)))
                return new(sql, statement, names);
            var list = string.Join(", ", columns.Select((c, i) => IsRead(c.Type) ? $"c{i}" : $"CAST(c{i} AS {(c.Type == DuckType.Decimal ? "DOUBLE" : "VARCHAR")})"));
            var inner = sql.TrimEnd().TrimEnd(';');
            var outer = $"SELECT {list} FROM (\n{inner}\n) AS t({string.Join(", ", columns.Select((_, i) => $"c{i}"))})";
            var wrapped = DuckStatement.Prepare(database, outer);
            statement.Dispose();
            return new(outer, wrapped, names);
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    private static bool IsRead(DuckType type) => type is
        DuckType.Boolean or DuckType.TinyInt or DuckType.SmallInt or DuckType.Integer or DuckType.BigInt or DuckType.UTinyInt or DuckType.USmallInt
        or DuckType.UInteger or DuckType.UBigInt or DuckType.Float or DuckType.Double or DuckType.HugeInt or DuckType.Varchar or DuckType.Date
        or DuckType.Timestamp or DuckType.TimestampTz or DuckType.TimestampMs or DuckType.TimestampSeconds or DuckType.TimestampNs;

    private sealed record Prepared(string Text, DuckStatement Statement, IReadOnlyList<string> Names) : IDisposable
    {
        public void Dispose() => Statement.Dispose();
    }
}
