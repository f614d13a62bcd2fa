using System.Diagnostics.Metrics;
using System.Text.Json;
using Millwright.Flow.Bus;
using Millwright.Flow.Files;
using Millwright.Flow.Tags;
using Millwright.Historian;
using Millwright.Host.Certificates;
using Millwright.Host.Configuration.Plants;
using Millwright.Model;
using Millwright.Publish;
using Millwright.Publish.Bridging;
using Millwright.Publish.Bridging.Topics;
using Millwright.Publish.Forwarding;
using Millwright.Publish.Modbus;
using Millwright.Publish.Mqtt;
using Millwright.Publish.OpcUa;
using Millwright.Publish.Plant;

namespace Millwright.Host.Publishing;

/// <summary>What publishing takes from the running plant.</summary>
internal sealed record PublisherParts(
    TagTable Tags, ISampleBus Bus, IHistoryStore History, GateWrites Writes, GateEvents Events, DeskUsers Users, DeskUsers MqttUsers, PlantCertificates Certificates, IFileStore Files,
    string DataFolder, Forwarders? Forwarders, TimeProvider Clock, ILogger Logger);

/// <summary>
/// Everything by which others see the plant, kept as the configuration has it. That it cannot be shown is an alert, never a reason for the
/// plant not to run.
/// </summary>
internal sealed partial class PlantPublisher : IAsyncDisposable
{
    private readonly PublisherParts _parts;
    private readonly Meter _meter = new("Millwright.Publish");
    private readonly SemaphoreSlim _turn = new(1);
    private volatile OpcUaFace? _opcUa;
    private volatile string? _problem;
    private readonly BrokerPublisher _broker;
    private readonly ModbusPublisher _modbus;
    private readonly BridgePublisher _bridges;
    private readonly TopicBridgePublisher _topics;
    private (string Options, TagPath Plant) _current;
    private Timestamp _since;

    public PlantPublisher(PublisherParts parts)
    {
        _parts = parts;
        _since = Timestamp.Now(parts.Clock);
        _broker = new(parts, _meter);
        _modbus = new(parts, _meter);
        _topics = new(parts.Clock, parts.Logger, _meter);
        _bridges = new(new(parts.Bus, parts.Tags, parts.Writes, parts.Clock, parts.Logger), _meter);
        parts.Certificates.Renewed += CertificateRenewed;
        Observe("sessions", "Sessions of OPC UA clients.", s => s.Sessions);
        Observe("subscriptions", "Subscriptions of OPC UA clients.", s => s.Subscriptions);
        Observe("items", "Items that OPC UA clients monitor.", s => s.Items);
        Observe("tags", "Tags shown to OPC UA clients.", s => s.Tags);
        _meter.CreateObservableCounter("uns.acknowledged", () => parts.Forwarders?.Uns?.Acknowledged ?? 0, null, "Messages of the unified namespace that its broker has acknowledged.");
        _meter.CreateObservableCounter("uns.refused", () => parts.Forwarders?.Uns?.Refused ?? 0, null, "Messages of the unified namespace that its broker has refused.");
        _meter.CreateObservableCounter("sparkplug.confirmed", () => parts.Forwarders?.Sparkplug?.Acknowledged ?? 0, null, "Samples of the Sparkplug edge node that its broker has confirmed.");
        ObserveStore("postgresql", "the PostgreSQL database", () => parts.Forwarders?.Postgres);
        ObserveStore("influxdb", "the InfluxDB server", () => parts.Forwarders?.Influx);
        _meter.CreateObservableCounter("opc_ua.notifications", () => OpcUa?.Notifications ?? 0, null, "Values and events sent to OPC UA clients.");
        _meter.CreateObservableCounter("opc_ua.refusals", () => OpcUa?.Refusals ?? 0, null, "Channels, requests and writes of OPC UA clients that were refused.");
    }

    /// <summary>How the OPC UA face is doing, null while it is off.</summary>
    public OpcUaFaceStatus? OpcUa => _opcUa?.Status;

    /// <summary>The MQTT broker, null while it is off.</summary>
    public MqttFace? Mqtt => _broker.Face;

    /// <summary>How the Modbus face is doing, null while it is off.</summary>
    public ModbusFaceStatus? Modbus => _modbus.Status;

    /// <summary>How each bridge is doing.</summary>
    public IReadOnlyList<BridgeStatus> Bridges => _bridges.Status;

    /// <summary>How each bridge to another broker is doing.</summary>
    public IReadOnlyList<TopicBridgeStatus> MqttBridges => _topics.Status;

    /// <summary>What needs a person: since when, what, and what to do.</summary>
    public IEnumerable<(Timestamp Since, string What, string Remedy)> Troubles
    {
        get
        {
            if (_problem is { } problem)
                yield return (_since, problem, "see 'publish' in plant.yaml and the node's data folder");
            if (OpcUa is { Problem: { } face })
                yield return (_since, face, "free the address, or choose another one in plant.yaml");
            if (Modbus is { Problem: { } registers })
                yield return (_since, registers, "see 'publish: modbus' in plant.yaml");
            if (Mqtt?.Status is { Problem: { } broker, Remedy: { } mend })
                yield return (_since, broker, mend);
            foreach (var bridge in Bridges)
            {
                if (bridge.Problem is { } held)
                    yield return (_since, held, "see 'bridges' in plant.yaml, and the tag's 'write' options and connection");
            }
            foreach (var bridge in MqttBridges)
            {
                if (bridge.Problem is { } apart)
                    yield return (_since, apart, "look at the brokers and at 'publish: mqtt_bridges' in plant.yaml; what waits is kept by the broker that it came from");
            }
            foreach (var (what, remedy) in _parts.Forwarders?.Troubles ?? [])
                yield return (_since, what, remedy);
        }
    }

    /// <summary>Puts a configuration in place, touching only what is different.</summary>
    public async Task ApplyAsync(PlantConfiguration configuration, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var plant = new PublishedPlant(configuration.Plant, [.. configuration.Assets.Select(a => a.Asset)], _parts.Tags) { Commands = _parts.Events.Commands };
            await ApplyOpcUaAsync(configuration, plant);
            await _modbus.ApplyAsync(configuration.Section<PublishOptions>().Modbus, plant);
            await _bridges.ApplyAsync(configuration);
            await _broker.ApplyAsync(configuration.Section<PublishOptions>().Mqtt);
            await _topics.ApplyAsync(configuration.Section<PublishOptions>().MqttBridges, configuration.Plant);
            if (_parts.Forwarders is { } forwarders)
                await forwarders.ApplyAsync(configuration);
            _problem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CertificateTroubleException or ArgumentException)
        {
            (_problem, _since) = ($"the plant cannot be published: {e.Message}", Timestamp.Now(_parts.Clock));
            NotPublished(_parts.Logger, e.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Certificates.Renewed -= CertificateRenewed;
        _meter.Dispose();
        await StopAsync();
        await _bridges.DisposeAsync();
        await _topics.DisposeAsync();
        await _modbus.DisposeAsync();
        await _broker.DisposeAsync();
        if (_parts.Forwarders is { } forwarders)
            await forwarders.DisposeAsync();
        _parts.Users.Dispose();
        _parts.MqttUsers.Dispose();
        _turn.Dispose();
    }

    private async Task ApplyOpcUaAsync(PlantConfiguration configuration, PublishedPlant plant)
    {
        var options = configuration.Section<PublishOptions>().OpcUa;
        var wanted = (JsonSerializer.Serialize(options), configuration.Plant);
        if (_opcUa is { } running && options is not null && _current == wanted)
        {
            running.Apply(plant);
            return;
        }
        await StopAsync();
        if (options is null)
            return;
        var certificates = _parts.Certificates;
        var face = new OpcUaFace(
            new(_parts.Bus, _parts.History, _parts.Writes, _parts.Events, _parts.Events, _parts.Users, certificates.Store, certificates.Own, _parts.Files,
                Path.Combine(_parts.DataFolder, "publish", "opc-ua-names.txt"), ProgramVersion.Text, _parts.Clock, _parts.Logger),
            options, plant);
        (_opcUa, _current) = (face, wanted);
        face.Listen();
    }

    private async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _opcUa, null) is { } face)
            await face.DisposeAsync();
    }

    private void CertificateRenewed()
    {
        _opcUa?.CertificateChanged();
        Mqtt?.CertificateChanged();
    }

    private void Observe(string name, string description, Func<OpcUaFaceStatus, int> figure) =>
        _meter.CreateObservableGauge($"opc_ua.{name}", () => OpcUa is { } status ? figure(status) : 0, null, description);

    private void ObserveStore(string name, string store, Func<ForwardStatus?> status)
    {
        _meter.CreateObservableCounter($"{name}.stored", () => status()?.Acknowledged ?? 0, null, $"Samples that {store} has.");
        _meter.CreateObservableCounter($"{name}.refused", () => status()?.Refused ?? 0, null, $"Samples that {store} has refused.");
    }

    [LoggerMessage(7101, LogLevel.Error, "The plant cannot be published: {Problem}")]
    private static partial void NotPublished(ILogger logger, string problem);
}
