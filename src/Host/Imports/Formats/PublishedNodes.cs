using Millwright.Flow.Sources;

namespace Millwright.Host.Imports.Formats;

/// <summary>
/// <c>publishednodes.json</c> of OPC Publisher (2.x): endpoints with the nodes that are published of each. The file does not say what kind a value has,
/// so each is a float64 until somebody writes it.
/// </summary>
internal static class PublishedNodes
{
    public static void Read(ForeignValue file, ImportedPlant plant)
    {
        if (!file.Items().Any(e => e.Text("EndpointUrl") is not null))
            throw new ImportException("[0].EndpointUrl", "is missing, so this is no file of published nodes", "name the publishednodes.json of OPC Publisher");
        var connections = new Dictionary<string, string>();
        foreach (var entry in file.Items())
        {
            if (entry.Text("EndpointUrl") is not { } url)
            {
                plant.Lose(entry, "entry", "has no EndpointUrl", "name the server");
                continue;
            }
            var keys = Keys(entry, url, plant);
            var key = string.Join('\n', keys);
            if (!connections.TryGetValue(key, out var connection))
                connections.Add(key, connection = plant.Connect(NameOf(url), keys, entry.Place));
            string[] folders = [connection, .. entry.Text("DataSetWriterGroup") is { } group ? [group] : Array.Empty<string>()];
            foreach (var node in entry.List("OpcNodes"))
                Node(node, entry, folders, connection, plant);
            if (entry.Find("NodeId") is { } single && single.Text("Identifier") is { } id)
                plant.Add(folders, id, new TagKeys().Add(ImportText.From, connection).Add("node", Stable(id)).All, single.Place);
            foreach (var events in entry.List("OpcEvents"))
                plant.Lose(events, events.Text("DisplayName") ?? "events", "are events with a filter of their own", "listen with events: {} at the connection");
        }
    }

    private static IReadOnlyList<TagKey> Keys(ForeignValue entry, string url, ImportedPlant plant)
    {
        var isOpen = entry.Flag("UseSecurity") == false || entry.Text("EndpointSecurityMode") is "None";
        if (entry.Text("OpcAuthenticationMode") is { } mode && mode is not "Anonymous")
            plant.Lose(entry, url, $"signs in by {mode}; what is secret is not carried over", "add user: and password: ${env:NAME} to the connection");
        return new TagKeys().Add("driver", "opc-ua").Add("address", url).Add("security", isOpen ? "none" : null)
            .Add("mode", entry.Text("EndpointSecurityMode") switch { "Sign" => "sign", "SignAndEncrypt" => "sign-and-encrypt", _ => null })
            .AddMilliseconds("publishing", entry.Number("DataSetPublishingInterval")).All;
    }

    private static void Node(ForeignValue node, ForeignValue entry, string[] folders, string connection, ImportedPlant plant)
    {
        var id = node.Text("ExpandedNodeId") ?? node.Text("Id");
        var name = node.Text("DisplayName") ?? node.Text("DataSetFieldId") ?? id ?? "node";
        if (id is null || node.Find("EventFilter") is not null)
        {
            plant.Lose(node, name, id is null ? "has no node id" : "is a filter of events", id is null ? "write its Id" : "listen with events: {} at the connection");
            return;
        }
        var sampling = node.Number("OpcSamplingInterval") ?? entry.Number("DataSetSamplingInterval");
        var keys = new TagKeys().Add(ImportText.From, connection).Add("node", Stable(id))
            .AddMilliseconds("scan", node.Number("OpcPublishingInterval") ?? sampling).AddMilliseconds("sampling", sampling)
            .Add("queue", node.Number("QueueSize") is >= 1 and <= 100_000 ? node.Text("QueueSize") : null)
            .Add("source_deadband", node.Number("DeadbandValue") > 0 ? $"{node.Text("DeadbandValue")}{(node.Text("DeadbandType") is "Percent" ? " %" : "")}" : null);
        if (node.Number("HeartbeatInterval") > 0)
            plant.Lose(node, name, "has a heartbeat", "the server's keep alive and stale_after: watch over a value here");
        plant.Add(folders, name, keys.All, node.Place);
    }

    /// <summary>A node id as it is written here; the older form has the namespace's URI before a number sign.</summary>
    private static string Stable(string id) =>
        id.IndexOf('#', StringComparison.Ordinal) is var at and > 0 && id[..at].Contains("://", StringComparison.Ordinal) ? $"nsu={id[..at]};{id[(at + 1)..]}" : id;

    private static string NameOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address.Host : url;
}
