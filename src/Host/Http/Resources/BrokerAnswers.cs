using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>The broker; state is off, serving or failed. Drops and refusals by cause, those that happened.</summary>
internal sealed record BrokerAnswer(
    string State, IReadOnlyList<string> Addresses, string? Problem, string? Remedy, long StoreBytes, BrokerFigures? Figures,
    IReadOnlyDictionary<string, long> Drops, IReadOnlyDictionary<string, long> Refusals);

/// <summary>What the broker holds, and what it did since it began to serve.</summary>
internal sealed record BrokerFigures(
    int Connections, int Sessions, int Subscriptions, int RetainedMessages, long RetainedBytes, long QueuedMessages, long Accepted, long MessagesReceived,
    long MessagesSent, long BytesReceived, long BytesSent);

/// <summary>A session; peer, listener and version where the client is connected, since where it is not. An expiry of null is for ever.</summary>
internal sealed record BrokerSessionAnswer(
    string ClientId, string Identity, bool Connected, string? Peer, string? Listener, string? Version, Timestamp DisconnectedAt, long? ExpirySeconds,
    int Subscriptions, int Queued, long QueuedBytes, int InFlight);

/// <summary>A subscription.</summary>
internal sealed record BrokerSubscriptionAnswer(string ClientId, string Filter, int Qos, bool NoLocal, bool RetainAsPublished, int RetainHandling);

/// <summary>A retained message; form is json, text, sparkplug or binary. Text is cut at a few thousand characters, metrics are for sparkplug.</summary>
internal sealed record BrokerTopicAnswer(string Topic, int Qos, int Bytes, string Form, string? Text, IReadOnlyList<SparkplugMetricAnswer>? Metrics, bool IsCut);

/// <summary>A metric of a Sparkplug payload.</summary>
internal sealed record SparkplugMetricAnswer(string Name, long? Alias, string? Type, Timestamp At, string? Value);

/// <summary>A message to publish as the broker itself.</summary>
internal sealed record BrokerPublishBody(string? Topic, string? Payload, int? Qos, bool? Retain);

/// <summary>A message that was published, and kept where it is retained or waits for somebody.</summary>
internal sealed record BrokerPublished(string Topic, int Bytes, int Qos, bool Retain);
