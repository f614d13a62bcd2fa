using Millwright.Historian.Sql;
using Millwright.Historian.Sql.Native;
using Millwright.Model;

namespace Millwright.Historian.Parquet;

/// <summary>The rows of a Parquet file, whatever program wrote it, read by DuckDB chunk by chunk.</summary>
internal sealed class ParquetRecords : IFileRecords
{
    public const int MaxColumns = 4_096;

    private readonly SqlSession _session;
    private readonly CancellationTokenRegistration _stop;
    private readonly DuckStatement _statement;
    private readonly DuckResult _result;
    private TagValue[] _cells = [];
    private int _row = -1;

    /// <param name="engine">Whose library reads it.</param>
    /// <param name="path">The file; nothing outside its folder is read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="HistoryFileException">It is no Parquet file, or has too many columns.</exception>
    /// <exception cref="SqlException">The library is missing.</exception>
    public ParquetRecords(SqlEngine engine, string path, CancellationToken cancellation)
    {
        var source = $"read_parquet({SqlSession.Literal(path)})";
        SqlSession? session = null;
        DuckStatement? statement = null;
        try
        {
            // One thread: rows come in the order of the file.
            session = engine.Open(threads: 1, Path.GetDirectoryName(Path.GetFullPath(path))!, cancellation);
            using (var all = DuckStatement.Prepare(session.Database, $"SELECT * FROM {source}"))
            {
                if (all.Columns.Count > MaxColumns)
                    throw new HistoryFileException($"the file has {all.Columns.Count} columns", $"split it into files of {MaxColumns} at most");
                Columns = [.. all.Columns.Select(c => new FileColumn(c.Name, UnitOf(c.Type)))];
                statement = DuckStatement.Prepare(session.Database, $"SELECT {string.Join(", ", all.Columns.Select(c => Readable(c.Name, c.Type)))} FROM {source}");
            }
            (_session, _statement, _result) = (session, statement, statement.Run());
            _stop = cancellation.Register(session.Interrupt);
        }
        catch (Exception e)
        {
            statement?.Dispose();
            session?.Dispose();
            if (e is DuckException)
                throw new HistoryFileException($"the file is no Parquet that can be read: {e.Message.ReplaceLineEndings(" ")}", "see that it is whole, or convert it to CSV", e);
            throw;
        }
    }

    public IReadOnlyList<FileColumn> Columns { get; } = [];

    public long Row { get; private set; }

    public string? Problem => null;

    public TagValue this[int column] => _cells[(_row * Columns.Count) + column];

    public bool Next()
    {
        if (++_row >= _result.Rows)
        {
            if (!Fetch())
                return false;
            _row = 0;
        }
        Row++;
        return true;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _result.Dispose();
        _statement.Dispose();
        _session.Dispose();
    }

    private bool Fetch()
    {
        try
        {
            if (!_result.Fetch())
                return false;
        }
        catch (DuckException e)
        {
            throw new HistoryFileException($"the file cannot be read behind row {Row}: {e.Message.ReplaceLineEndings(" ")}", "it is damaged: take a whole one", e);
        }
        if (_cells.Length < _result.Rows * Columns.Count)
            _cells = new TagValue[_result.Rows * Columns.Count];
        for (var column = 0; column < Columns.Count; column++)
            _result.Read(column, _cells, column, Columns.Count);
        return true;
    }

    private static FileTimeUnit? UnitOf(DuckType type) => type switch
    {
        DuckType.TimestampNs => FileTimeUnit.Nanoseconds,
        DuckType.Timestamp or DuckType.TimestampTz or DuckType.TimestampMs or DuckType.TimestampSeconds or DuckType.Date => FileTimeUnit.Microseconds,
        _ => null,
    };

    /// <summary>Times as whole numbers, and what has no type here as a number or a text.</summary>
    private static string Readable(string name, DuckType type)
    {
        var column = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return type switch
        {
            DuckType.TimestampNs => $"epoch_ns({column})",
            DuckType.TimestampTz or DuckType.Timestamp or DuckType.TimestampMs or DuckType.TimestampSeconds or DuckType.Date => $"epoch_us({column})",
            DuckType.Decimal => $"{column}::DOUBLE",
            DuckType.Boolean or DuckType.TinyInt or DuckType.UTinyInt or DuckType.SmallInt or DuckType.USmallInt or DuckType.Integer or DuckType.UInteger
                or DuckType.BigInt or DuckType.UBigInt or DuckType.Float or DuckType.Double or DuckType.HugeInt or DuckType.Varchar => column,
            _ => $"{column}::VARCHAR",
        };
    }
}
