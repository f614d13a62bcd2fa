using System.Text.Json.Nodes;

namespace Millwright.Host.Cli;

/// <summary><c>millwright query "SELECT ..."</c>: SQL as a table, CSV or JSON.</summary>
internal static class SqlQuery
{
    private static readonly string[] Beginnings = ["select", "with", "from", "explain", "describe", "summarize", "show", "pivot", "unpivot"];

    /// <summary>True for a statement; a tag's path has no blanks.</summary>
    public static bool IsStatement(IReadOnlyList<string> arguments) =>
        arguments.Count == 1 && arguments[0].Trim().Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries) is [var first, _]
        && Beginnings.Contains(first, StringComparer.OrdinalIgnoreCase);

    /// <summary>Asks the running instance and writes the answer.</summary>
    public static async Task RunAsync(InstanceClient client, CliConsole console, string sql, int limit, bool csv, bool json, CancellationToken cancellation)
    {
        if (csv)
        {
            await client.CopyCsvAsync("sql", console.Out, cancellation, new JsonObject { ["sql"] = sql });
            return;
        }
        var body = new JsonObject { ["sql"] = sql };
        if (!json)
            body["limit"] = limit;
        var answer = await client.PostAsync("sql", body, "sql", cancellation);
        if (json)
        {
            console.WriteJson(answer);
        }
        else
        {
            var columns = answer["columns"]!.AsArray().Select(c => c!["name"]!.ToString().ToUpperInvariant()).ToArray();
            console.WriteTable(columns, [.. answer["rows"]!.AsArray().Select(r => r!.AsArray().Select(c => c?.ToString() ?? "-").ToArray())]);
        }
        if (answer["problem"] is { } problem)
            throw new CliFailure("sql", $"the answer is not whole: {problem["detail"]}", $"{problem["remedy"]}");
        if ((bool?)answer["truncated"] == true)
            console.WriteWarning(json ? "there are more rows than the node gives in one answer" : $"there are more than {limit} rows; raise --limit, or write --csv for all");
    }

    /// <summary>Writes the tables and columns that can be asked.</summary>
    public static async Task ListAsync(InstanceClient client, CliConsole console, bool json, CancellationToken cancellation)
    {
        var answer = await client.GetAsync("sql", cancellation);
        if (json)
        {
            console.WriteJson(answer);
            return;
        }
        console.WriteTable(
            ["TABLE", "COLUMN", "TYPE", "WHAT IT IS"],
            [.. answer["tables"]!.AsArray().SelectMany(t => t!["columns"]!.AsArray().Select(c => new[] { $"{t["name"]}", $"{c!["name"]}", $"{c["type"]}", $"{c["description"]}" }))]);
        if ((bool?)answer["available"] == false)
            throw new CliFailure("sql", $"{answer["problem"]}", $"{answer["remedy"]}");
    }
}
