using System.ComponentModel;
using Millwright.Model;
using Millwright.Publish.Bridging.Topics;
using Millwright.Publish.Modbus;
using Millwright.Publish.Mqtt;
using Millwright.Publish.OpcUa;
using Millwright.Publish.Sparkplug;
using Millwright.Publish.Stores.Influx;
using Millwright.Publish.Stores.Postgres;
using Millwright.Publish.UnifiedNamespace;

namespace Millwright.Publish;

/// <summary>What others see of the plant; each way is off until it is configured.</summary>
public sealed class PublishOptions
{
    [Description("Shows the plant to OPC UA clients; off without it.")]
    public OpcUaFaceOptions? OpcUa { get; set; }

    [Description("Shows chosen tags to Modbus clients, and lets some be written; off without it.")]
    public ModbusFaceOptions? Modbus { get; set; }

    [Description("A broker for MQTT clients; off without it.")]
    public MqttFaceOptions? Mqtt { get; set; }

    [Description("Publishes the tags at topics of a broker, a unified namespace; off without it.")]
    public UnifiedNamespaceOptions? Uns { get; set; }

    [Description("Publishes the tags at a broker as an edge node of Sparkplug B; off without it.")]
    public SparkplugOptions? Sparkplug { get; set; }

    [Description("Joins the plant's broker with other ones, by name; none without it.")]
    public IReadOnlyDictionary<string, TopicBridgeOptions>? MqttBridges { get; set; }

    [Description("Forwards the samples to a PostgreSQL database; off without it.")]
    public PostgresOptions? Postgresql { get; set; }

    [Description("Forwards the samples to an InfluxDB server; off without it.")]
    public InfluxOptions? Influxdb { get; set; }

    /// <summary>All that is wrong with the options.</summary>
    public IEnumerable<OptionProblem> Validate() =>
    [
        .. Below("opc_ua", OpcUa?.Validate()), .. Below("modbus", Modbus?.Validate()), .. Below("mqtt", Mqtt?.Validate()), .. Below("uns", Uns?.Validate()),
        .. Below("sparkplug", Sparkplug?.Validate()), .. (MqttBridges ?? new Dictionary<string, TopicBridgeOptions>()).SelectMany(b => Below($"mqtt_bridges.{b.Key}", b.Value.Validate())),
        .. Below("postgresql", Postgresql?.Validate()), .. Below("influxdb", Influxdb?.Validate()),
    ];

    private static IEnumerable<OptionProblem> Below(string key, IEnumerable<OptionProblem>? problems) =>
        problems?.Select(p => p with { Key = p.Key.Length == 0 ? key : $"{key}.{p.Key}" }) ?? [];
}
