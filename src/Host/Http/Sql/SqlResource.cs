using System.Text.Json;
using Millwright.Historian.Sql;
using Millwright.Historian.Sql.Tables;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;

namespace Millwright.Host.Http.Sql;

/// <summary>SQL over HTTP: the rows pass through as they are read.</summary>
internal static class SqlResource
{
    /// <summary>What can be asked.</summary>
    public static SqlAbout About(IPlantView plant)
    {
        var (engine, missing) = (plant.Sql, plant.Sql.Missing);
        return new(
            missing is null, missing?.Problem, missing?.Remedy, engine.Options.Timeout.TotalSeconds, engine.Options.MaxRows, engine.Options.MemoryBytes,
            [.. engine.Tables.Select(t => new SqlAboutTable(t.Name, t.Description, [.. t.Columns.Select(c => new SqlAboutColumn(c.Name, WordOf(c.Type), c.Description))]))]);
    }

    /// <summary>Answers a statement: as JSON, or as CSV where that is accepted.</summary>
    public static async Task<IResult> Run(HttpContext context, IPlantView plant, TimeProvider clock, SqlBody body)
    {
        if (string.IsNullOrWhiteSpace(body.Sql))
            return Problems.BadRequest("there is no statement", "send {\"sql\": \"SELECT ...\"}");
        if (body.Limit is < 1)
            return Problems.BadRequest($"the limit {body.Limit} allows no row", "send 1 or more, or no limit");
        try
        {
            var started = clock.GetTimestamp();
            await using var answer = await plant.Sql.RunAsync(body.Sql, body.Limit ?? int.MaxValue, context.RequestAborted);
            // The first rows before the answer begins: what fails, mostly fails here and is answered by a status.
            var first = await answer.ReadAsync();
            if (context.Request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase))
                await WriteCsvAsync(context, answer, first, isLimited: body.Limit is not null);
            else
                await WriteJsonAsync(context, answer, first, () => clock.GetElapsedTime(started));
            return Results.Empty;
        }
        catch (SqlException e)
        {
            return Refused(e);
        }
    }

    private static async Task WriteJsonAsync(HttpContext context, SqlAnswer answer, SqlRows? first, Func<TimeSpan> elapsed)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("columns");
        foreach (var column in answer.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("type", column.Type);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("rows");
        var count = 0L;
        SqlException? problem = null;
        for (var rows = first; rows is not null; problem = await NextAsync(answer, r => rows = r))
        {
            count += rows.Rows;
            WriteRows(json, rows, answer.Columns.Count);
            await json.FlushAsync(context.RequestAborted);
        }
        json.WriteEndArray();
        json.WriteNumber("rowCount", count);
        json.WriteBoolean("truncated", answer.IsTruncated);
        json.WriteNumber("elapsedMs", Math.Round(elapsed().TotalMilliseconds, 1));
        if (problem is not null)
        {
            // The status has been sent: who reads the rows finds here that they are not all.
            json.WriteStartObject("problem");
            json.WriteString("code", CodeOf(problem.Fault));
            json.WriteString("detail", problem.Problem);
            json.WriteString("remedy", problem.Remedy);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>The next rows; none at the end, and none with the reason where it has failed.</summary>
    private static async Task<SqlException?> NextAsync(SqlAnswer answer, Action<SqlRows?> take)
    {
        try
        {
            take(await answer.ReadAsync());
            return null;
        }
        catch (SqlException e)
        {
            take(null);
            return e;
        }
    }

    private static void WriteRows(Utf8JsonWriter json, SqlRows rows, int columns)
    {
        for (var row = 0; row < rows.Rows; row++)
        {
            json.WriteStartArray();
            for (var column = 0; column < columns; column++)
                TagValueJson.Write(json, rows.Values[(row * columns) + column]);
            json.WriteEndArray();
        }
    }

    private static async Task WriteCsvAsync(HttpContext context, SqlAnswer answer, SqlRows? first, bool isLimited)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        var csv = new Csv(context.Response.BodyWriter);
        csv.Line([.. answer.Columns.Select(c => c.Name)]);
        var cells = new string[answer.Columns.Count];
        SqlException? problem = null;
        for (var rows = first; rows is not null; problem = await NextAsync(answer, r => rows = r))
        {
            for (var row = 0; row < rows.Rows; row++)
            {
                for (var column = 0; column < cells.Length; column++)
                    cells[column] = rows.Values[(row * cells.Length) + column].ToString();
                csv.Line(cells);
            }
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        // CSV has no place for words at its end: an answer that is not whole must not look as if it were.
        if (problem is not null || (answer.IsTruncated && !isLimited))
            context.Abort();
    }

    internal static IResult Refused(SqlException e) => Problems.Of(
        e.Fault switch
        {
            SqlFault.NoLibrary or SqlFault.Busy => 503,
            SqlFault.Statement => 400,
            _ => 422,
        },
        CodeOf(e.Fault), e.Problem, e.Remedy);

    private static string CodeOf(SqlFault fault) => fault switch
    {
        SqlFault.NoLibrary => "sql-no-library",
        SqlFault.Busy => "sql-busy",
        SqlFault.Timeout => "sql-timeout",
        SqlFault.Memory => "sql-memory",
        _ => "sql-statement",
    };

    private static string WordOf(SqlType type) => type switch
    {
        SqlType.Flag => "boolean",
        _ => type.ToString().ToLowerInvariant(),
    };
}
