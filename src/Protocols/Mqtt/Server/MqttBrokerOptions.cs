using Millwright.Mqtt.Access;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;
using Millwright.Wire.Transports;

namespace Millwright.Mqtt.Server;

/// <summary>How a broker behaves, and the limits of everything it holds for others.</summary>
public sealed record MqttBrokerOptions
{
    /// <summary>Who may connect.</summary>
    public required IMqttAuthenticator Authenticator { get; init; }

    /// <summary>Who may publish and subscribe what.</summary>
    public required IMqttAuthorizer Authorizer { get; init; }

    /// <summary>Where sessions and retained messages survive a restart.</summary>
    public ISessionStore Store { get; init; } = new VolatileStore();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The loop that serves plain TCP; null uses the framework's sockets, which cost more for each message.</summary>
    public IoLoop? Loop { get; init; }

    /// <summary>Connections at once, those that have not sent CONNECT included; more are closed at once.</summary>
    public int MaxConnections { get; init; } = 100_000;

    /// <summary>CONNECT packets answered in a second; more are refused with "connection rate exceeded".</summary>
    public int MaxConnectsPerSecond { get; init; } = 20_000;

    /// <summary>How long a connection may take to its CONNECT and through authentication.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest CONNECT, so that strangers cannot make us keep much.</summary>
    public int MaxConnectBytes { get; init; } = 128 * 1024;

    /// <summary>Largest packet that a client may send.</summary>
    public int MaxPacketBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Longest client identifier, in bytes.</summary>
    public int MaxClientIdBytes { get; init; } = 256;

    /// <summary>Longest keep-alive a client of MQTT 5 may have; one that asks for more is told to use this.</summary>
    public ushort MaxKeepAliveSeconds { get; init; } = 60;

    /// <summary>QoS 1 and 2 messages that a client may have under way to us (receive maximum).</summary>
    public ushort ReceiveMaximum { get; init; } = 1024;

    /// <summary>Topic aliases that a client may use.</summary>
    public ushort TopicAliasMaximum { get; init; } = 32;

    /// <summary>Topic aliases we use towards a client that allows them.</summary>
    public ushort MaxOutgoingTopicAliases { get; init; } = 32;

    /// <summary>QoS 1 and 2 messages under way to one client, if its receive maximum is not lower.</summary>
    public ushort MaxInFlight { get; init; } = 256;

    /// <summary>Messages that wait in one session; more are dropped and counted.</summary>
    public int MaxQueuedMessages { get; init; } = 10_000;

    /// <summary>Bytes of messages that wait in one session.</summary>
    public long MaxQueuedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes that wait for a client that does not read; QoS 0 messages beyond are dropped and counted.</summary>
    public int MaxOutputBytes { get; init; } = 1024 * 1024;

    /// <summary>Sessions, connected or not; a client that would be one too many is refused with "quota exceeded".</summary>
    public int MaxSessions { get; init; } = 200_000;

    /// <summary>Whether a session stays its identity's: nobody else takes it over or ends it by using its client identifier. Otherwise the identifier alone decides.</summary>
    public bool SessionsBelongToIdentity { get; init; }

    /// <summary>Longest life of a session without its client. Also the life of a persistent session of 3.1.1.</summary>
    public uint MaxSessionExpirySeconds { get; init; } = uint.MaxValue;

    /// <summary>Subscriptions of one session.</summary>
    public int MaxSubscriptionsPerSession { get; init; } = 10_000;

    /// <summary>Bytes of client identifiers, wills, filters and topic aliases of all clients together; one client may have a sixteenth of them. What would be more is refused with "quota exceeded".</summary>
    public long MaxNameBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Levels of a topic name or filter. At most 64: matching recurses once a level.</summary>
    public int MaxTopicLevels { get; init; } = 64;

    /// <summary>Retained messages.</summary>
    public int MaxRetainedMessages { get; init; } = 1_000_000;

    /// <summary>Bytes of retained messages.</summary>
    public long MaxRetainedBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>How often $SYS is published; zero: never.</summary>
    public TimeSpan SysInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The text of $SYS/broker/version.</summary>
    public string ProductName { get; init; } = "Millwright";

    /// <summary>Hears what went wrong without ending the broker, in words. Must return soon.</summary>
    public Action<string>? Report { get; init; }

    /// <exception cref="ArgumentException">A limit is out of range; the message names it.</exception>
    public void Validate()
    {
        Check(MaxTopicLevels is > 0 and <= 64, nameof(MaxTopicLevels), "1 to 64");
        Check(MaxPacketBytes is >= 1024 and <= MqttLimits.MaxPacketBytes, nameof(MaxPacketBytes), "1,024 to 268,435,460");
        Check(MaxConnectBytes is >= 1024 and <= MqttLimits.MaxPacketBytes, nameof(MaxConnectBytes), "1,024 to 268,435,460");
        Check(ReceiveMaximum > 0, nameof(ReceiveMaximum), "1 to 65,535");
        Check(MaxInFlight > 0, nameof(MaxInFlight), "1 to 65,535");
        Check(MaxKeepAliveSeconds > 0, nameof(MaxKeepAliveSeconds), "1 to 65,535");
        Check(MaxClientIdBytes is >= 23 and <= MqttLimits.MaxStringBytes, nameof(MaxClientIdBytes), "23 to 65,535");
        Check(MaxOutputBytes >= 64 * 1024, nameof(MaxOutputBytes), "65,536 and more");
        Check(MaxConnections > 0, nameof(MaxConnections), "1 and more");
        Check(MaxConnectsPerSecond > 0, nameof(MaxConnectsPerSecond), "1 and more");
        Check(MaxNameBytes >= 1024 * 1024, nameof(MaxNameBytes), "1,048,576 and more");
        Check(MaxSessions > 0, nameof(MaxSessions), "1 and more");
        Check(MaxQueuedMessages > 0, nameof(MaxQueuedMessages), "1 and more");
        Check(ConnectTimeout > TimeSpan.Zero, nameof(ConnectTimeout), "more than 0");
    }

    private static void Check(bool right, string name, string range)
    {
        if (!right)
            throw new ArgumentException($"{name} is out of its range: {range}.");
    }
}
