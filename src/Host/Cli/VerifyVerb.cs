using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Millwright.Flow.Ledger;
using Millwright.Host.Configuration.Binding;

namespace Millwright.Host.Cli;

/// <summary><c>millwright verify</c>: proves that each sample is where the ledger says, of a running instance or of the files of a stopped one.</summary>
internal static class VerifyVerb
{
    public static Command Create(CommandLine line)
    {
        var folder = CliOptions.Folder();
        var json = CliOptions.Json();
        var verb = new Command("verify", "Proves that nothing was lost unseen.") { folder, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var plant = PlantFolder.Find(parsed.GetValue(folder));
            JsonNode ledger;
            if (InstanceFile.TryFind(plant) is { } instance)
            {
                using var client = new InstanceClient(instance);
                ledger = await client.GetAsync("ledger", cancellation);
            }
            else
            {
                ledger = Json(await line.Plants.VerifyAsync(plant, cancellation));
            }
            if (parsed.GetValue(json))
                line.Console.WriteJson(ledger);
            else
                Write(line.Console, ledger);
            foreach (var difference in ledger["differences"]!.AsArray())
                line.Console.WriteError($"{plant}: {difference}; keep the folder as it is and report this");
            return (bool)ledger["balanced"]! ? CommandLine.Done : CommandLine.Failed;
        });
        return verb;
    }

    private static void Write(CliConsole console, JsonNode ledger)
    {
        string[] columns = ["sampled", "suppressed", "rejected", "logged", "pending", "lost"];
        console.WriteTable(
            ["CONNECTION", .. columns.Select(c => c.ToUpperInvariant())],
            [.. ledger["connections"]!.AsArray().Select(c => new[] { c!["connection"]!.ToString() }.Concat(columns.Select(k => $"{k}={c[k] ?? 0}")).ToArray())]);
        if (ledger["events"] is JsonArray { Count: > 0 } events)
        {
            console.WriteTable(
                ["EVENTS OF", .. columns.Select(c => c.ToUpperInvariant())],
                [.. events.Select(c => new[] { c!["connection"]!.ToString() }.Concat(columns.Select(k => $"{k}={c[k] ?? 0}")).ToArray())]);
        }
        string[] sinkColumns = ["offered", "stored", "acknowledged", "behind", "lost"];
        console.WriteTable(
            ["SINK", .. sinkColumns.Select(c => c.ToUpperInvariant())],
            [.. ledger["sinks"]!.AsArray().Select(s => new[] { s!["sink"]!.ToString() }.Concat(sinkColumns.Select(k => $"{k}={s[k] ?? 0}")).ToArray())]);
        var gaps = ledger["gaps"]!.AsArray();
        console.WriteTable(
            ["GAP", "CONNECTION", "TAG", "FROM", "TO", "CAUSE", "COUNT", "DETAIL"],
            [.. gaps.Select(g => new[] { $"gap={g!["id"]}", Cell(g, "connection"), Cell(g, "tag"), Cell(g, "from"), Cell(g, "to"), Cell(g, "cause"), Cell(g, "count"), Cell(g, "detail") })]);
        if ((bool)ledger["balanced"]!)
            console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"balanced: every sample is accounted for, {gaps.Count} gaps with their causes"));
    }

    private static string Cell(JsonNode node, string key) => node[key]?.ToString() ?? "-";

    private static JsonObject Json(VerifyReport report)
    {
        var ledger = report.Ledger;
        return new()
        {
            ["connections"] = new JsonArray([.. ledger.Connections.Select(c => (JsonNode)Json(c))]),
            ["events"] = new JsonArray([.. ledger.Events.Select(c => (JsonNode)Json(c))]),
            ["sinks"] = new JsonArray([.. ledger.Sinks.Select(s => (JsonNode)Json(s))]),
            ["gaps"] = new JsonArray([.. ledger.Gaps.Select(g => (JsonNode)Json(g))]),
            ["balanced"] = report.Differences.Count == 0 && ledger.Connections.All(c => c.IsBalanced),
            ["differences"] = new JsonArray([.. report.Differences.Select(d => (JsonNode)d)]),
            ["checkedAt"] = ledger.At.ToString(),
        };
    }

    private static JsonObject Json(ConnectionLedger row) => new JsonObject
    {
        ["connection"] = row.Connection,
        ["sampled"] = row.Sampled,
        ["suppressed"] = row.Suppressed,
        ["rejected"] = row.Rejected,
        ["logged"] = row.Logged,
        ["lost"] = row.Lost,
        ["pending"] = row.Pending,
        ["missed"] = row.Missed,
    };

    private static JsonObject Json(SinkLedger row) => new JsonObject
    {
        ["sink"] = row.Sink,
        ["offered"] = row.Offered,
        ["stored"] = row.Stored,
        ["acknowledged"] = row.Acknowledged,
        ["behind"] = row.Behind,
        ["lost"] = row.Lost,
    };

    private static JsonObject Json(Gap gap) => new JsonObject
    {
        ["id"] = gap.Id,
        ["connection"] = gap.Connection,
        ["tag"] = gap.Tag?.ToString(),
        ["from"] = gap.From.ToString(),
        ["to"] = gap.To.IsNone ? null : gap.To.ToString(),
        ["cause"] = Words.Value(gap.Cause.ToString()),
        ["count"] = gap.Count < 0 ? null : gap.Count,
        ["detail"] = gap.Detail,
    };
}
