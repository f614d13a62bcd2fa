using System.CommandLine;
using System.Text.Json.Nodes;
using Millwright.Flow.Sources;
using Millwright.Host.Configuration.Yaml;
using Millwright.Model;

namespace Millwright.Host.Cli;

/// <summary><c>millwright browse</c>: what a device offers, by the name of a connection or by a bare address.</summary>
internal static class BrowseVerb
{
    /// <summary>The most items listed; a device with more is asked for a node of it.</summary>
    public const int MaxItems = 10_000;

    private static readonly string[] Headings = ["NODE", "NAME", "KIND", "ADDRESS", "TYPE", "VALUE"];

    public static Command Create(CommandLine line)
    {
        var target = new Argument<string>("TARGET") { Description = "A connection of the running plant, or an address such as modbus-tcp://10.0.3.17:502 or opc.tcp://10.0.3.20:4840." };
        var below = new Argument<string?>("NODE") { Description = "Begin below this node.", Arity = ArgumentArity.ZeroOrOne };
        var node = new Option<string?>("--node") { Description = "Begin below this node.", HelpName = "NODE" };
        var depth = new Option<int>("--depth") { Description = "How many levels down.", DefaultValueFactory = _ => 3 };
        var yaml = new Option<bool>("--yaml") { Description = "Write what was found as tags, ready to paste into the configuration." };
        var plant = CliOptions.Plant();
        var json = CliOptions.Json();
        var verb = new Command("browse", "Lists what a device offers.") { target, below, node, depth, yaml, plant, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var name = parsed.GetValue(target)!;
            var items = new JsonArray();
            var start = parsed.GetValue(node) ?? parsed.GetValue(below);
            if (DirectSource.IsAddress(name))
            {
                var direct = DirectSource.Open(line.Loader.Drivers, name);
                await direct.UseAsync<bool>([], line.Clock, async source =>
                {
                    await WalkAsync(line, (n, c) => BrowseAsync(source, n, c), start, parsed.GetValue(depth), items, cancellation);
                    return true;
                }, cancellation);
            }
            else
            {
                using var client = new InstanceClient(InstanceFile.Find(PlantFolder.Find(parsed.GetValue(plant))));
                await WalkAsync(line, (n, c) => BrowseAsync(client, name, n, c), start, parsed.GetValue(depth), items, cancellation);
            }
            if (parsed.GetValue(yaml))
                WriteTags(line.Console, items);
            else
                Write(line.Console, items, parsed.GetValue(json));
            return CommandLine.Done;
        });
        return verb;
    }

    private static async Task WalkAsync(
        CommandLine line, Func<string?, CancellationToken, Task<List<JsonObject>>> browse, string? node, int depth, JsonArray items,
        CancellationToken cancellation)
    {
        var start = line.Clock.GetTimestamp();
        var open = new Queue<(string? Node, int Depth)>([(node, 1)]);
        while (open.TryDequeue(out var next) && items.Count < MaxItems)
        {
            foreach (var item in await browse(next.Node, cancellation))
            {
                items.Add(item);
                if ((bool?)item["hasChildren"] == true && next.Depth < depth)
                    open.Enqueue((item["node"]!.ToString(), next.Depth + 1));
            }
            var seconds = line.Clock.GetElapsedTime(start).TotalSeconds;
            line.Console.WriteProgress($"{items.Count} found, {items.Count / Math.Max(seconds, 0.001):0} a second");
        }
        line.Console.WriteProgress("");
        if (items.Count >= MaxItems)
            line.Console.WriteWarning($"the list ends at {MaxItems} items; name a part with --node");
    }

    private static async Task<List<JsonObject>> BrowseAsync(ISource source, string? node, CancellationToken cancellation)
    {
        var items = new List<JsonObject>();
        await foreach (var item in source.BrowseAsync(node, cancellation))
        {
            items.Add(new()
            {
                ["node"] = item.Node,
                ["name"] = item.Name,
                ["kind"] = item.Kind,
                ["address"] = item.Address,
                ["type"] = item.ValueKind?.Word(),
                ["value"] = item.Value.IsNone ? null : item.Value.ToString(),
                ["hasChildren"] = item.HasChildren,
                ["yaml"] = TagYaml.Line(item),
                ["commandYaml"] = TagYaml.CommandLine(item),
            });
        }
        return items;
    }

    private static async Task<List<JsonObject>> BrowseAsync(
        InstanceClient client, string connection, string? node, CancellationToken cancellation)
    {
        var body = new JsonObject();
        if (node is not null)
            body["node"] = node;
        var answer = await client.PostAsync($"connections/{Uri.EscapeDataString(connection)}/browse", body, connection, cancellation);
        return [.. answer["items"]!.AsArray().Select(i => i!.DeepClone().AsObject())];
    }

    private static void WriteTags(CliConsole console, JsonArray items)
    {
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        WriteLines(console, items, "tags", "yaml", names);
        if (items.Any(i => i!["commandYaml"] is not null))
            WriteLines(console, items, "commands", "commandYaml", names);
    }

    private static void WriteLines(CliConsole console, JsonArray items, string heading, string key, Dictionary<string, int> names)
    {
        console.Out.WriteLine($"{heading}:");
        foreach (var item in items)
        {
            if (item![key]?.ToString() is not { } tag)
                continue;
            var name = tag[..tag.IndexOf(':', StringComparison.Ordinal)];
            names[name] = names.GetValueOrDefault(name) + 1;
            console.Out.WriteLine($"  {(names[name] == 1 ? tag : TagYaml.Rename(tag, names[name]))}");
        }
    }

    private static void Write(CliConsole console, JsonArray items, bool asJson)
    {
        if (asJson)
            console.WriteJson(new JsonObject { ["items"] = items });
        else
            console.WriteTable(Headings, [.. items.Select(i => Row(i!))]);
    }

    private static string[] Row(JsonNode item) =>
    [
        item["node"]!.ToString(), item["name"]!.ToString(), item["kind"]!.ToString(), item["address"]?.ToString() ?? "-",
        item["type"]?.ToString() ?? "-", (item["text"] ?? item["value"])?.ToString() ?? "-",
    ];
}
