using System.Diagnostics.CodeAnalysis;

namespace Millwright.Mqtt.Sparkplug;

/// <summary>
/// A topic of Sparkplug B 3.0, chapter 4: <c>spBv1.0/group/TYPE/edge[/device]</c>, <c>spBv1.0/STATE/host</c>, or 2.2's <c>STATE/host</c>.
/// </summary>
/// <param name="Type">What the message is.</param>
/// <param name="Group">The group id; empty for a host's state.</param>
/// <param name="Node">The edge node id, or the host id for a host's state.</param>
/// <param name="Device">The device id; null unless the type is of a device.</param>
public readonly record struct SparkplugTopic(SparkplugMessageType Type, string Group, string Node, string? Device)
{
    /// <summary>The namespace element of payload B.</summary>
    public const string Namespace = "spBv1.0";

    private const string State = "STATE";

    /// <summary>Reads a topic; false for any that is not of Sparkplug B.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SparkplugTopic? topic)
    {
        ArgumentNullException.ThrowIfNull(text);
        topic = null;
        // A fifth slash would be a sixth element, which no form has: it stays in the last part and makes the name invalid.
        var parts = text.Split('/', 5);
        if (parts is [State, var legacyHost] && IsName(legacyHost))
            topic = new(SparkplugMessageType.LegacyHostState, "", legacyHost, null);
        else if (parts is [Namespace, State, var host] && IsName(host))
            topic = new(SparkplugMessageType.HostState, "", host, null);
        else if (parts is [Namespace, var group, var nodeWord, var node] && IsName(group) && IsName(node) && NodeType(nodeWord) is { } nodeType)
            topic = new(nodeType, group, node, null);
        else if (parts is [Namespace, var deviceGroup, var deviceWord, var deviceNode, var device] && IsName(deviceGroup) && IsName(deviceNode)
                 && IsName(device) && DeviceType(deviceWord) is { } deviceType)
            topic = new(deviceType, deviceGroup, deviceNode, device);
        return topic is not null;
    }

    /// <summary>
    /// True for a group, edge node, device or host id that may stand in a topic: not empty, without <c>/</c>, <c>+</c>, <c>#</c>
    /// (reserved by MQTT), and without the NUL that MQTT forbids.
    /// </summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > 0 && name.AsSpan().IndexOfAny("/+#\0") < 0;
    }

    /// <summary>The topic as it goes on the wire.</summary>
    public override string ToString() => Type switch
    {
        SparkplugMessageType.LegacyHostState => $"{State}/{Node}",
        SparkplugMessageType.HostState => $"{Namespace}/{State}/{Node}",
        _ when Device is null => $"{Namespace}/{Group}/{Word(Type)}/{Node}",
        _ => $"{Namespace}/{Group}/{Word(Type)}/{Node}/{Device}",
    };

    private static SparkplugMessageType? NodeType(string word) => word switch
    {
        "NBIRTH" => SparkplugMessageType.NodeBirth,
        "NDEATH" => SparkplugMessageType.NodeDeath,
        "NDATA" => SparkplugMessageType.NodeData,
        "NCMD" => SparkplugMessageType.NodeCommand,
        _ => null,
    };

    private static SparkplugMessageType? DeviceType(string word) => word switch
    {
        "DBIRTH" => SparkplugMessageType.DeviceBirth,
        "DDEATH" => SparkplugMessageType.DeviceDeath,
        "DDATA" => SparkplugMessageType.DeviceData,
        "DCMD" => SparkplugMessageType.DeviceCommand,
        _ => null,
    };

    private static string Word(SparkplugMessageType type) => type switch
    {
        SparkplugMessageType.NodeBirth => "NBIRTH",
        SparkplugMessageType.NodeDeath => "NDEATH",
        SparkplugMessageType.NodeData => "NDATA",
        SparkplugMessageType.NodeCommand => "NCMD",
        SparkplugMessageType.DeviceBirth => "DBIRTH",
        SparkplugMessageType.DeviceDeath => "DDEATH",
        SparkplugMessageType.DeviceData => "DDATA",
        SparkplugMessageType.DeviceCommand => "DCMD",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not the type of a node's or a device's message"),
    };
}
