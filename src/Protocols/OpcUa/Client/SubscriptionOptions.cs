namespace Millwright.OpcUa.Client;

/// <summary>How values are sent by the server (OPC 10000-4, 5.14.2).</summary>
public sealed record SubscriptionOptions
{
    /// <summary>How often the server looks whether there is something to send.</summary>
    public TimeSpan PublishingInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A sign of life after so many publishing intervals without values; chosen for about this time.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the server keeps the subscription while nobody asks for it: a longer break costs a new one.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long the server is asked to keep the subscription, and what its queues hold, without its client (durable, OPC 10000-4, 6.8), in whole hours;
    /// zero asks for nothing. <see cref="Subscription.DurableLifetime"/> says what was granted.
    /// </summary>
    public TimeSpan DurableLifetime { get; init; }

    /// <summary>Values in one message; 0 leaves it to the server.</summary>
    public uint MaxNotificationsPerPublish { get; init; }

    public byte Priority { get; init; }

    /// <summary>Items in one of the server's subscriptions; more items make more of them. The server's own limit counts if it is lower.</summary>
    public int MaxItemsPerServerSubscription { get; init; } = 10_000;

    /// <summary>The pause before a failed item is tried again; doubled after each further failure.</summary>
    public TimeSpan ItemRetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause before a failed item is tried again.</summary>
    public TimeSpan MaxItemRetryAfter { get; init; } = TimeSpan.FromMinutes(1);

    internal uint KeepAliveCount => (uint)Math.Max(1, KeepAlive / PublishingInterval);

    internal uint LifetimeCount => (uint)Math.Max(KeepAliveCount * 3, Lifetime / PublishingInterval);
}
