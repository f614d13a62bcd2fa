using Millwright.Mqtt.Access;
using Millwright.Mqtt.Storage;

namespace Millwright.Mqtt.Server;

/// <summary>What the broker remembers of a client (MQTT 5, 4.1). What an idle client does not need is not there.</summary>
internal sealed class Session(ulong id, string clientId)
{
    /// <summary>Bytes of names that count for it in <see cref="Server.HeldNames"/>.</summary>
    public long HeldNames;

    private ushort _lastPacketId;

    public ulong Id { get; } = id;

    public string ClientId { get; } = clientId;

    public MqttIdentity Identity { get; set; } = new("");

    public uint ExpirySeconds { get; set; }

    /// <summary>Whether the session outlives its connection.</summary>
    public bool IsPersistent => ExpirySeconds > 0;

    /// <summary>Whether it is in the store: once persistent it stays there until it ends.</summary>
    public bool IsStored { get; set; }

    public bool HasEnded { get; set; }

    /// <summary>The connection it belongs to, from CONNECT on.</summary>
    public BrokerConnection? Owner { get; set; }

    /// <summary>The connection, once it may be sent to.</summary>
    public BrokerConnection? Online { get; set; }

    /// <summary>Tells one time without a client from the next, for timers.</summary>
    public int Absence { get; set; }

    /// <summary>UTC in ms when the client went; 0 while it is there.</summary>
    public long DisconnectedAtMs { get; set; }

    public StoredMessage? Will { get; set; }

    /// <summary>What its will counts for, until its client connects again or it ends.</summary>
    public int WillBytes { get; set; }

    public uint WillDelaySeconds { get; set; }

    public Dictionary<string, Subscription>? Subscriptions { get; set; }

    public Queue<Delivery>? Queue { get; set; }

    public long QueuedBytes { get; set; }

    /// <summary>QoS 1 and 2 under way to the client, by packet identifier.</summary>
    public Dictionary<ushort, Delivery>? InFlight { get; set; }

    /// <summary>What of <see cref="InFlight"/> is still to be repeated on this connection.</summary>
    public Queue<Delivery>? Resend { get; set; }

    /// <summary>QoS 2 that came from the client and is not released.</summary>
    public HashSet<ushort>? Received { get; set; }

    /// <summary>An identifier that nothing under way has. There is one: the window is smaller than the identifiers are many.</summary>
    public ushort NextPacketId()
    {
        do
        {
            _lastPacketId = _lastPacketId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastPacketId + 1);
        }
        while (InFlight?.ContainsKey(_lastPacketId) == true);
        return _lastPacketId;
    }

    public StoredSession ToStored() => new(Id, ClientId, ExpirySeconds, DisconnectedAtMs, Will, WillDelaySeconds, Identity.Name);
}
