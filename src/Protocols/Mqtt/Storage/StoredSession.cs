using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Storage;

/// <summary>A session that outlives its connection.</summary>
/// <param name="Id">Given by the broker, never used again.</param>
/// <param name="ClientId">The client's identifier.</param>
/// <param name="ExpirySeconds">Life after the connection ended; 4,294,967,295 is for ever.</param>
/// <param name="DisconnectedAtMs">UTC in ms since 1970 when the connection ended; 0 while it lasts.</param>
/// <param name="Will">To be published when the connection ends badly; null without one.</param>
/// <param name="WillDelaySeconds">How long after the end.</param>
/// <param name="Identity">Name of the identity that opened it, whose rights its will is published with.</param>
public sealed record StoredSession(
    ulong Id, string ClientId, uint ExpirySeconds, long DisconnectedAtMs, StoredMessage? Will, uint WillDelaySeconds, string Identity);

/// <summary>A subscription of a stored session.</summary>
/// <param name="Filter">The topic filter, with its group when it is shared.</param>
/// <param name="Options">As granted.</param>
/// <param name="Identifier">The subscription identifier; 0 without one.</param>
public readonly record struct StoredSubscription(string Filter, SubscriptionOptions Options, uint Identifier);
