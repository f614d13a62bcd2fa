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
using Millwright.Host.Http.View;
using Millwright.Host.Plant;
using Millwright.Model;
using Millwright.Product.Tests.Http;
using Millwright.Publish.Bridging;
using Millwright.Publish.Bridging.Topics;
using Millwright.Publish.Modbus;
using Millwright.Publish.Mqtt;
using Millwright.Publish.OpcUa;

namespace Millwright.Product.Tests.Ingest;

/// <summary>The tags, values and history of a running plant; what else a face asks for is a fake's.</summary>
internal sealed class RuntimeView(FakePlant fake, Func<PlantRuntime> runtime) : IPlantView
{
    public TagPath Plant => runtime().Configuration.Plant;

    public TagTable Tags => runtime().Tags;

    public IReadOnlyList<Asset> Assets => [.. runtime().Configuration.Assets.Select(a => a.Asset)];

    public ICurrentValues Current => runtime().Flow.Current;

    public ISampleBus Bus => runtime().Flow.Bus;

    public IHistoryStore History => runtime().History;

    public PrometheusOptions Prometheus => runtime().Configuration.Section<PrometheusOptions>();

    public AnnotationBook Annotations => fake.Annotations;

    public IEventStore Events => fake.Events;

    public EventBus EventBus => fake.EventBus;

    public ConditionBook Conditions => fake.Conditions;

    public SqlEngine Sql => fake.Sql;

    public LedgerSnapshot Ledger => fake.Ledger;

    public NodeFigures Node => fake.Node;

    public OpcUaFaceStatus? OpcUa => null;

    public ModbusFaceStatus? Modbus => null;

    public MqttFace? Mqtt => null;

    public IReadOnlyList<BridgeStatus> Bridges => [];

    public IReadOnlyList<TopicBridgeStatus> MqttBridges => [];

    public IReadOnlyList<string> NotReady => [];

    public IReadOnlyList<ConnectionView> Connections => fake.Connections;

    public ConfigurationView Configuration => fake.Configuration;

    public string ConfigurationSchema => fake.ConfigurationSchema;

    public long DeleteHistory(TagId tag, Timestamp from, Timestamp to, CancellationToken cancellation) => fake.DeleteHistory(tag, from, to, cancellation);

    public TagConfigurationView? ConfigurationOf(TagHandle tag) => null;

    public TagFault? FaultOf(TagHandle tag) => null;

    public ConnectionDetail? FindConnection(string name) => fake.FindConnection(name);

    public IAsyncEnumerable<BrowseItem> BrowseAsync(string connection, string? node, CancellationToken cancellation) => fake.BrowseAsync(connection, node, cancellation);

    public bool Restart(string connection) => fake.Restart(connection);
}
