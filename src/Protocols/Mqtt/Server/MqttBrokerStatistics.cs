namespace Millwright.Mqtt.Server;

/// <summary>What a broker has done since it started, and what it holds. A consistent snapshot.</summary>
public sealed record MqttBrokerStatistics
{
    public required int Connections { get; init; }

    public required int Sessions { get; init; }

    public required int Subscriptions { get; init; }

    public required int RetainedMessages { get; init; }

    public required long RetainedBytes { get; init; }

    /// <summary>Bytes of client identifiers, wills, filters and topic aliases.</summary>
    public required long NameBytes { get; init; }

    /// <summary>Messages that wait for subscribers.</summary>
    public required long QueuedMessages { get; init; }

    /// <summary>Connections ever accepted.</summary>
    public required long Accepted { get; init; }

    /// <summary>PUBLISH packets that came in.</summary>
    public required long MessagesReceived { get; init; }

    /// <summary>PUBLISH packets that went out, repeated ones included.</summary>
    public required long MessagesSent { get; init; }

    public required long BytesReceived { get; init; }

    public required long BytesSent { get; init; }

    /// <summary>By <see cref="DropCause"/>.</summary>
    public required IReadOnlyList<long> Drops { get; init; }

    /// <summary>By <see cref="RefuseCause"/>.</summary>
    public required IReadOnlyList<long> Refusals { get; init; }

    public long Dropped(DropCause cause) => Drops[(int)cause];

    public long Refused(RefuseCause cause) => Refusals[(int)cause];
}
