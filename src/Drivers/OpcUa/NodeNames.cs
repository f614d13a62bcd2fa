using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>Finds the nodes of items and names them by namespace URI, so that they stay right when a server orders its namespaces anew.</summary>
internal static class NodeNames
{
    /// <summary>Names what is not named yet; what could not be found keeps no name.</summary>
    /// <returns>The items that could not be found, with the reason.</returns>
    /// <exception cref="UaException">The connection was lost on the way.</exception>
    public static async ValueTask<IReadOnlyList<(FeedItem Item, StatusCode Status)>> FindAsync(
        OpcUaClient client, IEnumerable<FeedItem> items, CancellationToken cancellation)
    {
        var missing = new List<(FeedItem, StatusCode)>();
        var (asked, paths) = (new List<FeedItem>(), new List<BrowsePath>());
        var namespaces = client.Namespaces;
        foreach (var item in items.Where(i => i.Named is null))
        {
            var address = item.Address;
            if (address.Id is { } id)
                Name(namespaces, item, id, missing);
            else if (address.Path!.Resolve(namespaces.IndexOf) is not { } path)
                missing.Add((item, StatusCodes.BadNoMatch));
            else
            {
                asked.Add(item);
                paths.Add(new(WellKnownNodes.ObjectsFolder, path));
            }
        }
        var results = await client.TranslateAsync(paths, cancellation);
        for (var i = 0; i < asked.Count; i++)
        {
            var result = results[i];
            var target = result.StatusCode.IsBad ? null : result.Targets.Where(t => t.RemainingPathIndex == uint.MaxValue).Select(t => (ExpandedNodeId?)t.TargetId).FirstOrDefault();
            if (target is { } found && namespaces.TryResolve(found, out var local))
                asked[i].Named = namespaces.Name(local);
            else
                missing.Add((asked[i], StatusCodes.BadNoMatch));
        }
        return missing;
    }

    /// <summary>The node's id at the server that is connected now; the null id where it has no such namespace.</summary>
    public static NodeId IdOf(NamespaceTable namespaces, FeedItem item) =>
        item.Named is { } named && namespaces.TryResolve(named, out var id) ? id : NodeId.Null;

    private static void Name(NamespaceTable namespaces, FeedItem item, ExpandedNodeId id, List<(FeedItem, StatusCode)> missing)
    {
        var named = id.NamespaceUri is null ? namespaces.Name(id.Id) : id;
        if (named.NamespaceUri is null && named.Id.NamespaceIndex != 0)
            missing.Add((item, StatusCodes.BadNodeIdUnknown));
        else if (!namespaces.TryResolve(named, out _))
            missing.Add((item, StatusCodes.BadNodeIdUnknown));
        else
            item.Named = named;
    }
}
