using Millwright.Fakes;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Simulators.Bulk;

namespace Product.Tests.Simulators;

public sealed class BulkOpcUaServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_thousand_variables_are_there_to_be_browsed_and_read()
    {
        await using var bulk = await BulkOpcUaServer.StartAsync(new BulkOpcUaOptions(), TimeProvider.System);
        await using var client = await ConnectAsync(bulk);
        var ns = (ushort)client.Namespaces.IndexOf(BulkOpcUaServer.NamespaceUri);
        var folders = new List<NodeId>();
        var root = await client.FindAsync(new NodeId(85), [new QualifiedName(ns, "Bulk")], Cancellation);
        await foreach (var folder in client.BrowseAsync(root, cancellation: Cancellation))
            folders.Add(folder.NodeId.Id);
        Assert.Equal(100, folders.Count);
        var nodes = new HashSet<NodeId>();
        await foreach (var finding in client.BrowseManyAsync(folders, cancellation: Cancellation))
            nodes.UnionWith(finding.References.Select(static r => r.NodeId.Id));
        Assert.Equal(100_000, nodes.Count);
        Assert.True((await client.ReadValueAsync(new NodeId(ns, 99_999), Cancellation)).Status.IsGood);
        Assert.Equal<StatusCode>(StatusCodes.BadNodeIdUnknown, (await client.ReadValueAsync(new NodeId(ns, 100_000), Cancellation)).Status);
    }

    [Fact]
    public async Task Values_change_in_tenths_by_the_clock_and_differ_by_node()
    {
        var clock = new ManualClock();
        await using var bulk = await BulkOpcUaServer.StartAsync(new BulkOpcUaOptions { Nodes = 25, NodesPerFolder = 10 }, clock);
        await using var client = await ConnectAsync(bulk);
        clock.Advance(TimeSpan.FromSeconds(2.35));
        for (var i = 0; i < 25; i++)
            Assert.Equal(BulkOpcUaServer.ValueAt(i, i % 10 < 3 ? 3 : 2), (await ReadAsync(client, i)).AsDouble());
        Assert.NotEqual(BulkOpcUaServer.ValueAt(3, 2), BulkOpcUaServer.ValueAt(4, 2));
    }

    private static async Task<Variant> ReadAsync(OpcUaClient client, int node) =>
        (await client.ReadValueAsync(new NodeId((ushort)client.Namespaces.IndexOf(BulkOpcUaServer.NamespaceUri), (uint)node), Cancellation)).Value;

    private static async Task<OpcUaClient> ConnectAsync(BulkOpcUaServer bulk)
    {
        var client = new OpcUaClient(new OpcUaClientOptions { EndpointUrls = [bulk.Url], Policy = SecurityPolicy.None });
        await client.ConnectAsync(Cancellation);
        return client;
    }
}
