using Millwright.Flow.Bus;
using Millwright.Flow.Events;
using Millwright.Flow.Ledger;
using Millwright.Flow.Sources;
using Millwright.Flow.Supervision;
using Millwright.Flow.Tags;
using Millwright.Historian;
using Millwright.Historian.Annotations;
using Millwright.Historian.Events;
using Millwright.Historian.Sql;
using Millwright.Host.Configuration.Plants;
using Millwright.Model;
using Millwright.Publish.Bridging;
using Millwright.Publish.Bridging.Topics;
using Millwright.Publish.Modbus;
using Millwright.Publish.Mqtt;
using Millwright.Publish.OpcUa;

namespace Millwright.Host.Http.View;

/// <summary>What the HTTP face needs of the running plant; the composition root puts the parts behind it, the tests a fake.</summary>
/// <remarks>Every member is called from any thread and must be cheap, but for those that return tasks.</remarks>
internal interface IPlantView
{
    /// <summary>The plant's path, <c>acme/berlin</c>: what all tag and asset paths begin with.</summary>
    TagPath Plant { get; }

    TagTable Tags { get; }

    /// <summary>All assets, parents before children.</summary>
    IReadOnlyList<Asset> Assets { get; }

    ICurrentValues Current { get; }

    ISampleBus Bus { get; }

    IHistoryStore History { get; }

    /// <summary>What people, batches and events say of ranges of time.</summary>
    AnnotationBook Annotations { get; }

    /// <summary>What happened, as it is kept.</summary>
    IEventStore Events { get; }

    /// <summary>What happens, as it comes.</summary>
    EventBus EventBus { get; }

    /// <summary>The conditions that matter now.</summary>
    ConditionBook Conditions { get; }

    /// <summary>Answers SQL over the history.</summary>
    SqlEngine Sql { get; }

    /// <summary>How queries of PromQL are answered.</summary>
    PrometheusOptions Prometheus { get; }

    LedgerSnapshot Ledger { get; }

    /// <summary>The node's own figures.</summary>
    NodeFigures Node { get; }

    /// <summary>How the OPC UA face is doing, null while it is off.</summary>
    OpcUaFaceStatus? OpcUa { get; }

    /// <summary>How the Modbus face is doing, null while it is off.</summary>
    ModbusFaceStatus? Modbus { get; }

    /// <summary>How each bridge between tags is doing, in the order of their names.</summary>
    IReadOnlyList<BridgeStatus> Bridges { get; }

    /// <summary>How each bridge to another broker is doing, in the order of their names.</summary>
    IReadOnlyList<TopicBridgeStatus> MqttBridges { get; }

    /// <summary>The MQTT broker, null while it is off.</summary>
    MqttFace? Mqtt { get; }

    /// <summary>Why values do not flow yet; empty once they do.</summary>
    IReadOnlyList<string> NotReady { get; }

    IReadOnlyList<ConnectionView> Connections { get; }

    /// <summary>The configuration as loaded.</summary>
    ConfigurationView Configuration { get; }

    /// <summary>The JSON Schema of plant.yaml.</summary>
    string ConfigurationSchema { get; }

    /// <summary>Deletes a tag's samples with <c>from &lt;= time &lt; to</c>.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="IOException">The disk failed, or a file is damaged; some may be gone already.</exception>
    long DeleteHistory(TagId tag, Timestamp from, Timestamp to, CancellationToken cancellation);

    /// <summary>What the configuration says of a tag, null for one that is no longer configured.</summary>
    TagConfigurationView? ConfigurationOf(TagHandle tag);

    /// <summary>What keeps a tag from being read, null when nothing does.</summary>
    TagFault? FaultOf(TagHandle tag);

    /// <summary>All there is to know of a connection, null for an unknown name.</summary>
    ConnectionDetail? FindConnection(string name);

    /// <summary>Lists what the device behind a connection offers below a node, from the top for null.</summary>
    /// <exception cref="SourceException">The device cannot be asked now.</exception>
    IAsyncEnumerable<BrowseItem> BrowseAsync(string connection, string? node, CancellationToken cancellation);

    /// <summary>Begins to reconnect; does not wait for it.</summary>
    /// <returns>False for an unknown name.</returns>
    bool Restart(string connection);
}
