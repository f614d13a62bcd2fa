namespace Millwright.Mqtt.Server;

/// <summary>Why a message did not reach a subscriber that it was meant for, or was not taken at all.</summary>
public enum DropCause
{
    /// <summary>QoS 0 for a client that does not read fast enough.</summary>
    SlowClient,

    /// <summary>QoS 0 for a session whose client is away.</summary>
    ClientAway,

    /// <summary>The session's queue holds its most messages or bytes.</summary>
    QueueFull,

    /// <summary>Larger than the client takes.</summary>
    PacketTooLarge,

    /// <summary>Its expiry interval passed.</summary>
    Expired,

    /// <summary>The publisher may not publish to the topic.</summary>
    NotAuthorized,

    /// <summary>The session ended while the message waited in it.</summary>
    SessionEnded,

    /// <summary>Not kept as retained: the limit of retained messages or bytes is reached. Subscribers had it.</summary>
    RetainedFull,
}
