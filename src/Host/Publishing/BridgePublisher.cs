using System.Diagnostics.Metrics;
using Millwright.Host.Configuration.Plants;
using Millwright.Publish.Bridging;

namespace Millwright.Host.Publishing;

/// <summary>The bridges, kept as the configuration has them: each one that is unchanged goes on, and remembers what it has written.</summary>
internal sealed class BridgePublisher : IAsyncDisposable
{
    private readonly BridgeParts _parts;
    private volatile IReadOnlyDictionary<string, Running> _bridges = new Dictionary<string, Running>();

    public BridgePublisher(BridgeParts parts, Meter meter)
    {
        _parts = parts;
        meter.CreateObservableCounter("bridge.forwarded", () => Each(s => s.Forwarded), null, "Values that a bridge wrote.");
        meter.CreateObservableCounter("bridge.left_out", () => Each(s => s.LeftOut), null, "Values that a bridge left out, as the other side had them.");
        meter.CreateObservableCounter("bridge.overtaken", () => Each(s => s.Overtaken), null, "Values that a newer one overtook before a bridge wrote them.");
        meter.CreateObservableCounter("bridge.refused", Refused, null, "Values that a bridge did not write, by cause.");
    }

    /// <summary>How each is doing, in the order of their names.</summary>
    public IReadOnlyList<BridgeStatus> Status => [.. _bridges.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => b.Value.Bridge.Status)];

    public async Task ApplyAsync(PlantConfiguration configuration)
    {
        var before = _bridges;
        var next = new Dictionary<string, Running>();
        foreach (var wanted in configuration.Bridges)
        {
            if (before.TryGetValue(wanted.Name, out var running) && running.Fingerprint == wanted.Fingerprint && running.Links.SequenceEqual(wanted.Links))
                next.Add(wanted.Name, running);
        }
        foreach (var (name, gone) in before)
        {
            if (!next.ContainsKey(name))
                await gone.Bridge.DisposeAsync();
        }
        foreach (var kept in next.Values)
            kept.Bridge.Refresh();
        foreach (var wanted in configuration.Bridges.Where(b => !next.ContainsKey(b.Name)))
            next.Add(wanted.Name, new(new(_parts, wanted.Name, wanted.Options, wanted.Links), wanted.Fingerprint, wanted.Links));
        _bridges = next;
    }

    public async ValueTask DisposeAsync()
    {
        var all = _bridges;
        _bridges = new Dictionary<string, Running>();
        foreach (var running in all.Values)
            await running.Bridge.DisposeAsync();
    }

    private IEnumerable<Measurement<long>> Each(Func<BridgeStatus, long> figure) =>
        Status.Select(s => new Measurement<long>(figure(s), KeyValuePair.Create<string, object?>("bridge", s.Name)));

    private IEnumerable<Measurement<long>> Refused() =>
        from status in Status
        from cause in status.Refused
        select new Measurement<long>(cause.Value, KeyValuePair.Create<string, object?>("bridge", status.Name), KeyValuePair.Create<string, object?>("cause", cause.Key.ToString()));

    private sealed record Running(TagBridge Bridge, ulong Fingerprint, IReadOnlyList<BridgeLink> Links);
}
