using System.CommandLine;
using System.Runtime.CompilerServices;
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

    private const int ProgressEvery = 100;

    private static readonly string[] Headings = ["NODE", "NAME", "KIND", "ADDRESS", "TYPE", "VALUE"];

    public static Command Create(CommandLine line)
    {
        var target = new Argument<string>("TARGET") { Description = "A connection of the running plant, or an address such as modbus-tcp://10.0.3.17:502 or opc.tcp://10.0.3.20:4840." };
        var below = new Argument<string?>("NODE") { Description = "Begin below this node.", Arity = ArgumentArity.ZeroOrOne };
        var node = new Option<string?>("--node") { Description = "Begin below this node.", HelpName = "NODE" };
        var depth = new Option<int>("--depth") { Description = "How many levels down.", DefaultValueFactory = _ => 3 };
        var yaml = new Option<bool>("--yaml") { Description = "Write what was found as a part of plant.yaml that runs as it stands below a line 'plant: enterprise/site'." };
        var plant = CliOptions.Plant();
        var json = CliOptions.Json();
        var verb = new Command("browse", "Lists what a device offers.") { target, below, node, depth, yaml, plant, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var name = parsed.GetValue(target)!;
            var items = new JsonArray();
            var start = parsed.GetValue(node) ?? parsed.GetValue(below);
            var fragment = new PlantFragment(name, null);
            if (DirectSource.IsAddress(name))
            {
                var direct = DirectSource.Open(line.Loader.Drivers, name);
                fragment = new(PlantFragment.Machine, [new("driver", direct.Driver.Name), .. direct.Driver.KeysOfConnection(direct.Options)]);
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
                WriteFragment(line.Console, name, fragment, items);
            else
                Write(line.Console, items, parsed.GetValue(json));
            return CommandLine.Done;
        });
        return verb;
    }

    private static async Task WalkAsync(
        CommandLine line, Func<string?, CancellationToken, IAsyncEnumerable<JsonObject>> browse, string? node, int depth, JsonArray items,
        CancellationToken cancellation)
    {
        var start = line.Clock.GetTimestamp();
        var open = new Queue<(string? Node, int Depth)>([(node, 1)]);
        // Servers show one node in several folders, and circles; a method is another command at each of its objects.
        var known = new HashSet<(string Node, string? Command)>();
        var isCut = false;
        while (!isCut && open.TryDequeue(out var next))
        {
            await foreach (var item in browse(next.Node, cancellation))
            {
                if (!known.Add((item["node"]!.ToString(), item["commandYaml"]?.ToString())))
                    continue;
                isCut = items.Count == MaxItems;
                if (isCut)
                    break;
                items.Add(item);
                if ((bool?)item["hasChildren"] == true && next.Depth < depth)
                    open.Enqueue((item["node"]!.ToString(), next.Depth + 1));
                if (items.Count % ProgressEvery == 0)
                    ShowProgress();
            }
            ShowProgress();
        }
        line.Console.WriteProgress("");
        if (isCut)
            line.Console.WriteWarning($"the list ends at {MaxItems} items; name a part with --node");

        void ShowProgress()
        {
            var seconds = line.Clock.GetElapsedTime(start).TotalSeconds;
            line.Console.WriteProgress($"{items.Count} found, {items.Count / Math.Max(seconds, 0.001):0} a second");
        }
    }

    private static async IAsyncEnumerable<JsonObject> BrowseAsync(ISource source, string? node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in source.BrowseAsync(node, cancellation))
        {
            yield return new()
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
            };
        }
    }

    private static async IAsyncEnumerable<JsonObject> BrowseAsync(
        InstanceClient client, string connection, string? node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var body = new JsonObject();
        if (node is not null)
            body["node"] = node;
        while (true)
        {
            var answer = await client.PostAsync($"connections/{Uri.EscapeDataString(connection)}/browse", body, connection, cancellation);
            foreach (var item in answer["items"]!.AsArray())
                yield return item!.DeepClone().AsObject();
            if (answer["next"] is not { } next)
                yield break;
            body["after"] = next.DeepClone();
        }
    }

    private static void WriteFragment(CliConsole console, string target, PlantFragment fragment, JsonArray items)
    {
        List<string> Written(string key) => [.. items.Select(i => i![key]?.ToString()).OfType<string>()];
        var (tags, commands) = (Written("yaml"), Written("commandYaml"));
        if (tags.Count + commands.Count == 0)
            throw new CliFailure(target, "nothing that was found can be a tag", "look deeper with --depth, or at a part with --node");
        foreach (var text in fragment.Lines(tags, commands))
            console.Out.WriteLine(text);
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
