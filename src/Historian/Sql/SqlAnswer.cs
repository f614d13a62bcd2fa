using Millwright.Historian.Sql.Native;
using Millwright.Model;

namespace Millwright.Historian.Sql;

/// <summary>A column of an answer.</summary>
/// <param name="Name">As the statement names it; not always unique.</param>
/// <param name="Type">boolean, integer, number, text, date or time.</param>
public sealed record SqlAnswerColumn(string Name, string Type);

/// <summary>Rows of an answer: whole rows one after another.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Values">Row by row, a value for each column; none for NULL, times and dates as ISO 8601 text.</param>
public sealed record SqlRows(int Rows, IReadOnlyList<TagValue> Values);

/// <summary>The rows of a statement as they come. Dispose it, read to its end or not.</summary>
public sealed class SqlAnswer : IAsyncDisposable
{
    private readonly SqlRun _run;
    private readonly DuckResult _result;
    private readonly int _maxRows;
    private long _given;

    internal SqlAnswer(SqlRun run, DuckResult result, IReadOnlyList<string> names, int maxRows)
    {
        (_run, _result, _maxRows) = (run, result, maxRows);
        Columns = [.. result.Columns.Select((c, i) => new SqlAnswerColumn(names[i], WordOf(c.Type)))];
    }

    public IReadOnlyList<SqlAnswerColumn> Columns { get; }

    /// <summary>True once rows beyond the most that were wanted have been left out.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>The next rows, null at the end.</summary>
    /// <exception cref="SqlException">It fails on the way.</exception>
    /// <exception cref="OperationCanceledException">The caller wants no answer any more.</exception>
    public async Task<SqlRows?> ReadAsync() => IsTruncated ? null : await Task.Run(Read).ConfigureAwait(false);

    public async ValueTask DisposeAsync() => await Task.Run(() =>
    {
        _result.Dispose();
        _run.Dispose();
    }).ConfigureAwait(false);

    private SqlRows? Read()
    {
        try
        {
            if (!_result.Fetch())
                return null;
        }
        catch (DuckException e)
        {
            throw _run.Explain(e.Message);
        }
        var rows = (int)Math.Min(_result.Rows, _maxRows - _given);
        IsTruncated = rows < _result.Rows;
        _given += rows;
        var values = new TagValue[_result.Rows * Columns.Count];
        for (var column = 0; column < Columns.Count; column++)
            _result.Read(column, values, column, Columns.Count);
        return new(rows, values);
    }

    private static string WordOf(DuckType type) => type switch
    {
        DuckType.Boolean => "boolean",
        DuckType.Float or DuckType.Double => "number",
        DuckType.Varchar => "text",
        DuckType.Date => "date",
        DuckType.Timestamp or DuckType.TimestampTz or DuckType.TimestampMs or DuckType.TimestampSeconds or DuckType.TimestampNs => "time",
        _ => "integer",
    };
}
