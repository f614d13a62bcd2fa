using Millwright.Mqtt.Server;

namespace Millwright.Publish.Mqtt;

/// <summary>The broker now.</summary>
/// <param name="Addresses">Where it listens; empty while it serves nobody.</param>
/// <param name="Problem">Why it serves nobody; null when all is well.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="StoreBytes">Bytes of its store on disk.</param>
/// <param name="Figures">What it did since it began to serve; null while it does not.</param>
public sealed record MqttFaceStatus(IReadOnlyList<string> Addresses, string? Problem, string? Remedy, long StoreBytes, MqttBrokerStatistics? Figures);
