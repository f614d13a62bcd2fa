using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Mqtt.Server;

/// <summary>The retained messages by the levels of their topics.</summary>
internal sealed class RetainedTree
{
    private readonly Node _root = new(null, []);

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public StoredMessage? Find(ReadOnlySpan<byte> topic)
    {
        var node = _root;
        for (var last = false; !last && node is not null;)
            node = node.Child(TopicNames.TakeLevel(topic, out topic, out last));
        return node?.Message;
    }

    /// <summary>Keeps a message in place of the one its topic had.</summary>
    public void Set(StoredMessage message)
    {
        ReadOnlySpan<byte> topic = message.Topic;
        var node = _root;
        for (var last = false; !last;)
        {
            var level = TopicNames.TakeLevel(topic, out topic, out last);
            var child = node.Child(level);
            if (child is null)
                (node.Children ??= new(ByteKeyComparer.Instance)).Add(level.ToArray(), child = new Node(node, level.ToArray()));
            node = child;
        }
        Account(node.Message, -1);
        node.Message = message;
        Account(message, 1);
    }

    /// <summary>Forgets the message of a topic; false when there was none.</summary>
    public bool Remove(ReadOnlySpan<byte> topic)
    {
        var node = _root;
        for (var last = false; !last && node is not null;)
            node = node.Child(TopicNames.TakeLevel(topic, out topic, out last));
        if (node?.Message is null)
            return false;
        Account(node.Message, -1);
        node.Message = null;
        while (node.Parent is { } parent && node.Message is null && node.Children is null or { Count: 0 })
        {
            parent.Children!.Remove(node.Level);
            node = parent;
        }
        return true;
    }

    /// <summary>Those whose topics a filter matches, up to a number.</summary>
    public void Match(ReadOnlySpan<byte> filter, List<StoredMessage> found, int most = int.MaxValue) => Match(_root, filter, isFirst: true, found, most);

    private static void Match(Node node, ReadOnlySpan<byte> filter, bool isFirst, List<StoredMessage> found, int most)
    {
        var level = TopicNames.TakeLevel(filter, out var rest, out var last);
        if (level is [(byte)'#'])
        {
            if (node.Message is not null && found.Count < most)
                found.Add(node.Message);
            TakeBelow(node, isFirst, found, most);
        }
        else if (level is [(byte)'+'])
        {
            foreach (var child in node.Children?.Values ?? Enumerable.Empty<Node>())
            {
                if (!isFirst || !child.IsDollar)
                    Step(child, rest, last, found, most);
            }
        }
        else if (node.Child(level) is { } child)
        {
            Step(child, rest, last, found, most);
        }
    }

    private static void Step(Node child, ReadOnlySpan<byte> rest, bool last, List<StoredMessage> found, int most)
    {
        if (!last)
            Match(child, rest, isFirst: false, found, most);
        else if (child.Message is not null && found.Count < most)
            found.Add(child.Message);
    }

    private static void TakeBelow(Node node, bool isFirst, List<StoredMessage> found, int most)
    {
        foreach (var child in node.Children?.Values ?? Enumerable.Empty<Node>())
        {
            if (found.Count >= most)
                return;
            if (isFirst && child.IsDollar)
                continue;
            if (child.Message is not null)
                found.Add(child.Message);
            TakeBelow(child, isFirst: false, found, most);
        }
    }

    private void Account(StoredMessage? message, int sign)
    {
        if (message is null)
            return;
        Count += sign;
        Bytes += sign * message.Bytes;
    }

    private sealed class Node(Node? parent, byte[] level)
    {
        public Node? Parent { get; } = parent;

        public byte[] Level { get; } = level;

        public bool IsDollar => Level is [(byte)'$', ..];

        public Dictionary<byte[], Node>? Children { get; set; }

        public StoredMessage? Message { get; set; }

        public Node? Child(ReadOnlySpan<byte> level)
        {
            if (Children is null)
                return null;
            return Children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(level, out var child) ? child : null;
        }
    }
}
