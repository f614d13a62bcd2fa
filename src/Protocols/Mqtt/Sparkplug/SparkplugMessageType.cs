namespace Millwright.Mqtt.Sparkplug;

/// <summary>The third element of a topic (Sparkplug B 3.0, chapter 4), and the two forms of STATE.</summary>
public enum SparkplugMessageType
{
    NodeBirth,
    NodeDeath,
    NodeData,
    NodeCommand,
    DeviceBirth,
    DeviceDeath,
    DeviceData,
    DeviceCommand,

    /// <summary>A host's state as 3.0 has it: <c>spBv1.0/STATE/host</c> with a JSON payload.</summary>
    HostState,

    /// <summary>A host's state as 2.2 had it: <c>STATE/host</c> with the payload ONLINE or OFFLINE.</summary>
    LegacyHostState,
}
