using System.CommandLine;
using System.Text.Json.Nodes;
using Millwright.Model;

namespace Millwright.Host.Cli;

/// <summary><c>millwright query</c>: history as rows, CSV or JSON, of tags or by SQL.</summary>
internal static class QueryVerb
{
    public static Command Create(CommandLine line)
    {
        var tags = new Argument<string[]>("TAG") { Description = "Paths below the plant, or one SELECT.", Arity = ArgumentArity.ZeroOrMore };
        var from = new Option<string>("--from") { Description = "The beginning: ISO 8601, or now-15min, now-1h, now-7d.", DefaultValueFactory = _ => "now-15min", HelpName = "TIME" };
        var to = new Option<string>("--to") { Description = "The end, not included.", DefaultValueFactory = _ => "now", HelpName = "TIME" };
        var points = new Option<int>("--points") { Description = "The most rows for each tag; more samples become minimum, mean and maximum of a part.", DefaultValueFactory = _ => 100 };
        var limit = new Option<int>("--limit") { Description = "The most rows of a SELECT that are shown.", DefaultValueFactory = _ => 1_000 };
        var tables = new Option<bool>("--tables") { Description = "List the tables and columns that a SELECT can ask." };
        var csv = new Option<bool>("--csv") { Description = "Write CSV." };
        var plant = CliOptions.Plant();
        var json = CliOptions.Json();
        points.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 100_000)
                result.AddError("--points is outside 1 to 100000");
        });
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--limit is less than 1");
        });
        var verb = new Command("query", "Reads the history of tags, or answers SQL over it.") { tags, from, to, points, limit, tables, csv, plant, json };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(csv) && result.GetValue(json))
                result.AddError("--csv and --json exclude each other");
            if ((result.GetValue(tags) ?? []).Length == 0 && !result.GetValue(tables))
                result.AddError("name a tag, write a SELECT, or ask for --tables");
        });
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = new InstanceClient(InstanceFile.Find(PlantFolder.Find(parsed.GetValue(plant))));
            if (parsed.GetValue(tables))
            {
                await SqlQuery.ListAsync(client, line.Console, parsed.GetValue(json), cancellation);
                return CommandLine.Done;
            }
            if (SqlQuery.IsStatement(parsed.GetValue(tags)!))
            {
                await SqlQuery.RunAsync(
                    client, line.Console, parsed.GetValue(tags)![0], parsed.GetValue(limit), parsed.GetValue(csv), parsed.GetValue(json), cancellation);
                return CommandLine.Done;
            }
            var query = $"history?{InstanceClient.TagsQuery(parsed.GetValue(tags)!)}&from={Uri.EscapeDataString(parsed.GetValue(from)!)}"
                + $"&to={Uri.EscapeDataString(parsed.GetValue(to)!)}&points={parsed.GetValue(points)}";
            if (parsed.GetValue(csv))
                await client.CopyCsvAsync(query, line.Console.Out, cancellation);
            else if (await client.GetAsync(query, cancellation) is var answer && parsed.GetValue(json))
                line.Console.WriteJson(answer);
            else
                Write(line.Console, answer);
            return CommandLine.Done;
        });
        return verb;
    }

    private static void Write(CliConsole console, JsonNode answer)
    {
        var rows = answer["series"]!.AsArray().SelectMany(s => Rows(s!)).ToList();
        console.WriteTable(["TIME", "TAG", "VALUE", "MIN", "MAX", "COUNT", "QUALITY"], rows);
    }

    private static IEnumerable<string[]> Rows(JsonNode series)
    {
        var times = series["t"]!.AsArray();
        for (var i = 0; i < times.Count; i++)
        {
            yield return
            [
                Timestamp.FromUnixMilliseconds((double)times[i]!).ToString(), series["tag"]!.ToString(), Cell("v", i), Cell("min", i), Cell("max", i),
                Cell("n", i), Cell("q", i) switch { "0" => "good", "1" => "uncertain", "2" => "bad", var other => other },
            ];
        }

        string Cell(string column, int index) =>
            series[column] is JsonArray cells && index < cells.Count ? cells[index]?.ToString() ?? "-" : "-";
    }
}
