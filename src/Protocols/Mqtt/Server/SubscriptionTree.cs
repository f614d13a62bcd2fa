using System.Text;
using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Server;

/// <summary>All subscriptions by the levels of their filters: finding those of a topic costs its levels, not the number of clients.</summary>
internal sealed class SubscriptionTree
{
    private readonly Node _root = new(null, []);

    /// <summary>Changes with every subscription.</summary>
    public long Version { get; private set; }

    public int Count { get; private set; }

    /// <summary>Adds a subscription whose filter was checked.</summary>
    public void Add(Subscription subscription)
    {
        var node = NodeOf(subscription, create: true, out var group)!;
        if (group is null)
        {
            (node.Subscriptions ??= []).Add(subscription);
        }
        else
        {
            node.Groups ??= [];
            var shared = node.Groups.Find(g => g.Name == group);
            if (shared is null)
                node.Groups.Add(shared = new SharedGroup(group));
            shared.Members.Add(subscription);
        }
        Count++;
        Version++;
    }

    public void Remove(Subscription subscription)
    {
        var node = NodeOf(subscription, create: false, out var group);
        if (node is null)
            return;
        if (group is null)
        {
            node.Subscriptions!.Remove(subscription);
        }
        else
        {
            var shared = node.Groups!.Find(g => g.Name == group)!;
            shared.Members.Remove(subscription);
            if (shared.Members.Count == 0)
                node.Groups.Remove(shared);
        }
        Count--;
        Version++;
        Prune(node);
    }

    /// <summary>The options of a subscription changed in place.</summary>
    public void Touch() => Version++;

    /// <summary>Finds the route's targets again if anything changed since.</summary>
    public void Refresh(Route route)
    {
        if (route.Version == Version)
            return;
        route.Version = Version;
        route.Targets.Clear();
        route.Groups.Clear();
        var isDollar = route.Topic is [(byte)'$', ..];
        Match(_root, route.Topic, isDollar, new Found(route, []));
    }

    private static void Match(Node node, ReadOnlySpan<byte> topic, bool isDollar, Found found)
    {
        var level = TopicNames.TakeLevel(topic, out var rest, out var last);
        if (!isDollar)
        {
            found.Take(node.Child("#"u8));
            Descend(node.Child("+"u8), rest, last, found);
        }
        // A level of a name cannot be a wildcard, so this finds only what was subscribed to by name.
        Descend(node.Child(level), rest, last, found);
    }

    private static void Descend(Node? child, ReadOnlySpan<byte> rest, bool last, Found found)
    {
        if (child is null)
            return;
        if (!last)
        {
            Match(child, rest, isDollar: false, found);
            return;
        }
        found.Take(child);
        found.Take(child.Child("#"u8));
    }

    private static void Prune(Node node)
    {
        while (node.Parent is { } parent && node.IsEmpty)
        {
            parent.Children!.Remove(node.Level);
            node = parent;
        }
    }

    private Node? NodeOf(Subscription subscription, bool create, out string? group)
    {
        ReadOnlySpan<byte> filter = Encoding.UTF8.GetBytes(subscription.Filter);
        group = null;
        if (TopicFilters.TryParseShared(filter, out var name, out var shared))
        {
            group = Utf8Text.ToText(name);
            filter = shared;
        }
        var node = _root;
        for (var last = false; !last && node is not null;)
        {
            var level = TopicNames.TakeLevel(filter, out filter, out last);
            var child = node.Child(level);
            if (child is null && create)
                (node.Children ??= new(ByteKeyComparer.Instance)).Add(level.ToArray(), child = new Node(node, level.ToArray()));
            node = child;
        }
        return node;
    }

    /// <summary>Collects what matches, one target a session.</summary>
    private readonly struct Found(Route route, Dictionary<Session, Route.Target> bySession)
    {
        public void Take(Node? node)
        {
            if (node is null)
                return;
            foreach (var subscription in node.Subscriptions ?? [])
            {
                if (bySession.TryGetValue(subscription.Session, out var target))
                {
                    target.Add(subscription);
                    continue;
                }
                target = new Route.Target(subscription);
                bySession.Add(subscription.Session, target);
                route.Targets.Add(target);
            }
            route.Groups.AddRange(node.Groups ?? []);
        }
    }

    private sealed class Node(Node? parent, byte[] level)
    {
        public Node? Parent { get; } = parent;

        public byte[] Level { get; } = level;

        public Dictionary<byte[], Node>? Children { get; set; }

        public List<Subscription>? Subscriptions { get; set; }

        public List<SharedGroup>? Groups { get; set; }

        public bool IsEmpty => Children is null or { Count: 0 } && Subscriptions is null or { Count: 0 } && Groups is null or { Count: 0 };

        public Node? Child(ReadOnlySpan<byte> level)
        {
            if (Children is null)
                return null;
            return Children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(level, out var child) ? child : null;
        }
    }
}
