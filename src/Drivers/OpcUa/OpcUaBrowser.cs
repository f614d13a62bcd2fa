using System.Runtime.CompilerServices;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>
/// Lists what a server offers, page by page: objects, variables with type, value, unit, range and states, methods. Nodes are named with
/// their namespace by URI, so that what is copied from here stays right.
/// </summary>
internal sealed class OpcUaBrowser(OpcUaClient client)
{
    private const int PageNodes = 100;
    private static readonly NodeId PropertyType = new(68);

    private readonly VariableDetails _details = new(client);

    /// <exception cref="SourceException">The text names no node.</exception>
    /// <exception cref="UaException">The server does not list the node, or the connection was lost.</exception>
    public async IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var start = await StartAsync(node, cancellation);
        var page = new List<ReferenceDescription>(PageNodes);
        var seen = new HashSet<NodeId>();
        await foreach (var reference in client.BrowseAsync(start, cancellation: cancellation))
        {
            if (reference.NodeId.ServerIndex != 0 || !client.Namespaces.TryResolve(reference.NodeId, out var id) || !seen.Add(id))
                continue;
            page.Add(reference with { NodeId = id });
            if (page.Count < PageNodes)
                continue;
            foreach (var item in await DescribeAsync(start, page, cancellation))
                yield return item;
            page.Clear();
        }
        foreach (var item in await DescribeAsync(start, page, cancellation))
            yield return item;
    }

    private async ValueTask<NodeId> StartAsync(string? node, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(node) || node.Trim() == "/")
            return WellKnownNodes.ObjectsFolder;
        if (!NodeAddress.TryParse(node, out var address, out var problem))
            throw new SourceException(new(SourceFaultKind.Configuration, problem!, "write for example ns=2;s=Machine or a path such as /2:Machine"));
        if (address!.Id is { } id)
            return client.Namespaces.TryResolve(id, out var known) ? known : throw Unknown(node);
        if (address.Path!.Resolve(client.Namespaces.IndexOf) is not { } path)
            throw Unknown(node);
        var result = (await client.TranslateAsync([new BrowsePath(WellKnownNodes.ObjectsFolder, path)], cancellation))[0];
        return !result.StatusCode.IsBad && result.Targets.Count > 0 && client.Namespaces.TryResolve(result.Targets[0].TargetId, out var found) ? found : throw Unknown(node);
    }

    private static SourceException Unknown(string node) =>
        new(new(SourceFaultKind.Configuration, $"the server has no node '{node}'", "browse from the top, without a node"));

    private async ValueTask<IReadOnlyList<BrowseItem>> DescribeAsync(NodeId owner, List<ReferenceDescription> page, CancellationToken cancellation)
    {
        var variables = page.Where(r => r.NodeClass == NodeClass.Variable).Select(r => r.NodeId.Id).ToList();
        var details = await _details.ReadAsync(variables, cancellation);
        var items = new List<BrowseItem>(page.Count);
        foreach (var reference in page)
        {
            var named = client.Namespaces.Name(reference.NodeId.Id).ToString();
            var name = reference.DisplayName.Text is { Length: > 0 } shown ? shown : reference.BrowseName.Name ?? named;
            if (!details.TryGetValue(reference.NodeId.Id, out var detail))
            {
                var kind = reference.NodeClass == NodeClass.Object && reference.TypeDefinition.Id == new NodeId(61) ? "folder" : KindOf(reference.NodeClass);
                items.Add(new(named, name, kind, null, null, TagValue.None, reference.NodeClass is not (NodeClass.Method or NodeClass.Variable))
                {
                    CommandKeys = reference.NodeClass == NodeClass.Method ? await CommandKeysAsync(owner, named, reference.NodeId.Id, cancellation) : [],
                });
                continue;
            }
            ValueMapping.TryMap(detail.Value, detail.Kind, null, out var value);
            var isProperty = reference.TypeDefinition.Id == PropertyType;
            items.Add(new(named, name, isProperty ? "property" : "variable", named, detail.Kind, value, detail.HasChildren) { TagKeys = KeysOf(named, detail) });
        }
        return items;
    }

    /// <summary>What to write to call a method: itself, the object it was found at, and its arguments with their kinds.</summary>
    private async ValueTask<IReadOnlyList<TagKey>> CommandKeysAsync(NodeId owner, string named, NodeId method, CancellationToken cancellation)
    {
        List<TagKey> keys = [new("method", named), new("object", client.Namespaces.Name(owner).ToString())];
        var arguments = new Dictionary<string, string>();
        foreach (var argument in await MethodCaller.DeclaredAsync(client, method, cancellation))
        {
            var type = await MethodCaller.BuiltInOfAsync(client, argument.DataType, cancellation);
            arguments[argument.Name ?? $"argument{arguments.Count + 1}"] = ValueMapping.KindOf(type, argument.ValueRank >= 1).Word();
        }
        if (arguments.Count > 0)
            keys.Add(new("arguments", arguments));
        return keys;
    }

    private static string KindOf(NodeClass kind) => kind switch
    {
        NodeClass.Object => "object",
        NodeClass.Variable => "variable",
        NodeClass.Method => "method",
        NodeClass.View => "view",
        _ => "type",
    };

    private static List<TagKey> KeysOf(string node, VariableDetail detail)
    {
        List<TagKey> keys = [new("node", node), new("as", detail.Kind.Word())];
        if (detail.Unit is { } unit)
            keys.Add(new("unit", unit));
        if (detail.Range is { } range && detail.Kind.IsNumeric())
            keys.Add(new("range", FormattableString.Invariant($"{range.Low}..{range.High}")));
        if (detail.States.Count > 0 && detail.Kind.IsInteger())
            keys.Add(new("states", detail.States));
        return keys;
    }
}
