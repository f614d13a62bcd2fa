using System.Diagnostics.Metrics;
using Millwright.Mqtt.Server;
using Millwright.Publish.Mqtt;

namespace Millwright.Host.Publishing;

/// <summary>The MQTT broker, kept as the configuration has it, and its figures for <c>/metrics</c>.</summary>
internal sealed class BrokerPublisher : IAsyncDisposable
{
    private readonly PublisherParts _parts;
    private volatile MqttFace? _face;

    public BrokerPublisher(PublisherParts parts, Meter meter)
    {
        _parts = parts;
        meter.CreateObservableGauge("mqtt.connections", () => Figures?.Connections ?? 0, null, "Connections of MQTT clients.");
        meter.CreateObservableGauge("mqtt.sessions", () => Figures?.Sessions ?? 0, null, "Sessions of MQTT clients, connected or not.");
        meter.CreateObservableGauge("mqtt.subscriptions", () => Figures?.Subscriptions ?? 0, null, "Subscriptions of MQTT clients.");
        meter.CreateObservableGauge("mqtt.retained", () => Figures?.RetainedMessages ?? 0, null, "Retained MQTT messages.");
        meter.CreateObservableGauge("mqtt.retained_bytes", () => Figures?.RetainedBytes ?? 0, null, "Bytes of retained MQTT messages.");
        meter.CreateObservableGauge("mqtt.queued", () => Figures?.QueuedMessages ?? 0, null, "MQTT messages that wait for clients.");
        meter.CreateObservableGauge("mqtt.store_bytes", () => _face?.Status.StoreBytes ?? 0, null, "Bytes of the broker's store on disk.");
        meter.CreateObservableCounter("mqtt.received", () => Figures?.MessagesReceived ?? 0, null, "MQTT messages that clients published.");
        meter.CreateObservableCounter("mqtt.sent", () => Figures?.MessagesSent ?? 0, null, "MQTT messages sent to clients.");
        meter.CreateObservableCounter("mqtt.drops", () => By<DropCause>(f => f.Drops), null, "MQTT messages that did not reach a subscriber, by cause.");
        meter.CreateObservableCounter("mqtt.refusals", () => By<RefuseCause>(f => f.Refusals), null, "MQTT connections refused or ended by the broker, by cause.");
    }

    /// <summary>The broker, null while it is off.</summary>
    public MqttFace? Face => _face;

    private MqttBrokerStatistics? Figures => _face?.Broker?.Statistics;

    /// <summary>Puts the options in place; other rules alone leave everybody connected.</summary>
    public async Task ApplyAsync(MqttFaceOptions? options)
    {
        if (_face is { } running && options is not null && running.TryApply(options))
            return;
        await StopAsync();
        if (options is null)
            return;
        var certificates = _parts.Certificates;
        var face = new MqttFace(
            new(_parts.MqttUsers, () => certificates.Store, certificates.Own, _parts.Files, Path.Combine(_parts.DataFolder, "mqtt"), ProgramVersion.Text, _parts.Clock, _parts.Logger),
            options);
        _face = face;
        await face.FirstTry;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _face, null) is { } face)
            await face.DisposeAsync();
    }

    private IEnumerable<Measurement<long>> By<TCause>(Func<MqttBrokerStatistics, IReadOnlyList<long>> counts) where TCause : struct, Enum =>
        Figures is { } figures
            ? counts(figures).Select((count, i) => new Measurement<long>(count, KeyValuePair.Create<string, object?>("cause", ((TCause)(object)i).ToString())))
            : [];
}
