using System.Diagnostics.Metrics;
using System.Text.Json;
using Millwright.Model;
using Millwright.Publish.Bridging.Topics;

namespace Millwright.Host.Publishing;

/// <summary>The bridges between brokers, kept as the configuration has them; those that did not change stay connected.</summary>
internal sealed class TopicBridgePublisher : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile IReadOnlyDictionary<string, (TopicBridge Bridge, string Options)> _bridges = new Dictionary<string, (TopicBridge, string)>();

    public TopicBridgePublisher(TimeProvider clock, ILogger logger, Meter meter)
    {
        (_clock, _logger) = (clock, logger);
        meter.CreateObservableCounter("mqtt_bridge.sent", () => Each(s => s.Sent), null, "Messages that another broker has of a bridge.");
        meter.CreateObservableCounter("mqtt_bridge.received", () => Each(s => s.Received), null, "Messages of another broker that the plant's broker has of a bridge.");
        meter.CreateObservableCounter("mqtt_bridge.refused", () => Each(s => s.Refused), null, "Messages of a bridge that a broker refused.");
    }

    /// <summary>How each is doing, in the order of their names.</summary>
    public IReadOnlyList<TopicBridgeStatus> Status => [.. _bridges.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => b.Value.Bridge.Status)];

    /// <exception cref="IOException">A certificate cannot be read.</exception>
    public async Task ApplyAsync(IReadOnlyDictionary<string, TopicBridgeOptions>? options, TagPath plant)
    {
        var wanted = (options ?? new Dictionary<string, TopicBridgeOptions>()).ToDictionary(o => o.Key, o => (Options: o.Value, Text: $"{plant} {JsonSerializer.Serialize(o.Value)}"));
        var next = _bridges.Where(b => wanted.TryGetValue(b.Key, out var same) && same.Text == b.Value.Options).ToDictionary();
        var before = _bridges;
        _bridges = next;
        foreach (var (name, gone) in before)
        {
            if (!next.ContainsKey(name))
                await gone.Bridge.DisposeAsync();
        }
        foreach (var (name, (own, text)) in wanted)
        {
            if (!next.ContainsKey(name))
                _bridges = next = new(next) { [name] = (new(name, own, plant, _clock, _logger), text) };
        }
    }

    public async ValueTask DisposeAsync()
    {
        var all = _bridges;
        _bridges = new Dictionary<string, (TopicBridge, string)>();
        foreach (var (bridge, _) in all.Values)
            await bridge.DisposeAsync();
    }

    private IEnumerable<Measurement<long>> Each(Func<TopicBridgeStatus, long> figure) =>
        Status.Select(s => new Measurement<long>(figure(s), KeyValuePair.Create<string, object?>("bridge", s.Name)));
}
