using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>
/// Finds what an event is about in the plant: the tag whose node it names; else the asset of the tags that the named object has; else the
/// asset that all tags of the connection lie below. Also the words for event types. Both are asked of the server once.
/// </summary>
internal sealed class EventPlaces(OpcUaClient client, TagFeed tags)
{
    private const int MaxKnown = 10_000;

    private readonly Dictionary<NodeId, TagPath> _places = [];
    private readonly Dictionary<NodeId, string> _types = [];

    /// <summary>Forgets all: ids can mean something else after the server's restart.</summary>
    public void Forget()
    {
        _places.Clear();
        _types.Clear();
    }

    /// <summary>The place of a node in the plant; empty when there is none.</summary>
    public async ValueTask<TagPath> PlaceOfAsync(NodeId? node, CancellationToken cancellation)
    {
        if (node is not { IsNull: false } source)
            return AboveAll();
        if (_places.TryGetValue(source, out var known))
            return known;
        var place = await FindAsync(source, cancellation);
        if (_places.Count < MaxKnown)
            _places[source] = place;
        return place;
    }

    /// <summary>The browse name of an event type; its id when the server does not say.</summary>
    public async ValueTask<string> TypeNameAsync(NodeId? type, string otherwise, CancellationToken cancellation)
    {
        if (type is not { IsNull: false } node)
            return otherwise;
        if (_types.TryGetValue(node, out var known))
            return known;
        var name = otherwise;
        try
        {
            var read = await client.ReadAttributeAsync(node, AttributeId.BrowseName, cancellation);
            if (read.Value is { Type: BuiltInType.QualifiedName, IsScalar: true } qualified && qualified.AsQualifiedName().Name is { Length: > 0 } word)
                name = word;
        }
        catch (UaException)
        {
            // The id is a name too, and it is asked for again with the next event.
            return otherwise;
        }
        if (_types.Count < MaxKnown)
            _types[node] = name;
        return name;
    }

    private async ValueTask<TagPath> FindAsync(NodeId source, CancellationToken cancellation)
    {
        var named = ByNode();
        if (named.TryGetValue(Key(source), out var tag))
            return tag;
        try
        {
            await foreach (var reference in client.BrowseAsync(source, cancellation: cancellation))
            {
                if (client.Namespaces.TryResolve(reference.NodeId, out var child) && named.TryGetValue(Key(child), out var part))
                    return part.Parent;
            }
        }
        catch (UaException)
        {
            // A node that cannot be browsed, such as one that is gone: the whole connection stands for it.
            return AboveAll();
        }
        return AboveAll();
    }

    private Dictionary<string, TagPath> ByNode()
    {
        var named = new Dictionary<string, TagPath>(StringComparer.Ordinal);
        foreach (var item in tags.Items)
        {
            if (item.Named is { } node)
                named.TryAdd(node.ToString(), item.Path);
        }
        return named;
    }

    private string Key(NodeId node) => client.Namespaces.Name(node).ToString();

    private TagPath AboveAll()
    {
        var common = default(TagPath);
        foreach (var item in tags.Items)
        {
            var asset = item.Path.Parent;
            if (common.IsEmpty)
                common = asset;
            while (!common.IsEmpty && !asset.IsWithin(common))
                common = common.Parent;
            if (common.IsEmpty)
                break;
        }
        return common;
    }
}
