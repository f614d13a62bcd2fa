using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>Our client asks node-opcua's server; the values are the ones the server's script was written with.</summary>
public class OurClientTests(NodeOpcUaFixture fixture) : IClassFixture<NodeOpcUaFixture>
{
    public static TheoryData<string, MessageSecurityMode> Securities => new()
    {
        { "None", MessageSecurityMode.None },
        { "Basic256Sha256", MessageSecurityMode.Sign }, { "Basic256Sha256", MessageSecurityMode.SignAndEncrypt },
        { "Aes128_Sha256_RsaOaep", MessageSecurityMode.Sign }, { "Aes128_Sha256_RsaOaep", MessageSecurityMode.SignAndEncrypt },
        { "Aes256_Sha256_RsaPss", MessageSecurityMode.Sign }, { "Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt },
    };

    [Theory]
    [MemberData(nameof(Securities))]
    public async Task Connects_with_every_policy_and_mode_as_anybody_and_as_somebody(string policy, MessageSecurityMode mode)
    {
        var server = await fixture.ServerAsync();
        var options = server.Options() with { Policy = SecurityPolicy.All.Single(p => p.Name == policy), Mode = mode };
        foreach (var user in (UserIdentity[])[UserIdentity.Anonymous, UserIdentity.Password("operator", "sécret")])
        {
            await using var client = new OpcUaClient(options with { User = user });
            await client.ConnectAsync();
            Assert.Equal((policy, mode), (client.Policy!.Name, client.Mode));
            Assert.Equal(42u, (await WriteAndReadBackAsync(client)).AsUInt32());
        }
    }

    [Fact]
    public async Task By_default_the_strongest_endpoint_is_taken()
    {
        await using var client = await ConnectAsync();
        Assert.Equal((SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.SignAndEncrypt), (client.Policy, client.Mode));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_with_a_sentence()
    {
        var server = await fixture.ServerAsync();
        await using var client = new OpcUaClient(server.Options() with { User = UserIdentity.Password("operator", "guess") });
        var refused = await Assert.ThrowsAsync<UaException>(() => client.ConnectAsync());
        Assert.Contains("'operator'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("guess", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_signs_in_with_a_certificate()
    {
        var server = await fixture.ServerAsync();
        using var certificate = Millwright.OpcUa.Pki.ApplicationCertificate.Create(
            new() { CommonName = "Operator", ApplicationUri = "urn:interop:user" }, TimeProvider.System);
        await using var client = new OpcUaClient(server.Options() with { User = UserIdentity.X509(certificate) });
        await client.ConnectAsync();
        Assert.Equal(42u, (await WriteAndReadBackAsync(client)).AsUInt32());
    }

    [Fact]
    public async Task The_servers_limits_are_known_and_obeyed()
    {
        await using var client = await ConnectAsync();
        Assert.Equal((400, 300, 50, 250, 10), (client.Limits!.NodesPerRead, client.Limits.NodesPerWrite, client.Limits.NodesPerBrowse, client.Limits.MonitoredItemsPerCall, client.Limits.BrowseContinuationPoints));
        var nodes = Enumerable.Range(0, 1000).Select(i => new ReadValueId(NodeOpcUa.Node(client, $"Items/{i}"), AttributeId.Value, null, default)).ToList();
        var values = new DataValue[1000];
        await client.ReadAsync(nodes, values);
        Assert.All(values, value => Assert.True(value.Status.IsGood));
        Assert.Equal(999, values[999].Value.AsDouble());
        var results = await client.WriteAsync([.. Enumerable.Range(500, 400).Select(i => new WriteValue(NodeOpcUa.Node(client, $"Items/{i}"), AttributeId.Value, null, new DataValue(new Variant(i * 2.0))))]);
        Assert.All(results, result => Assert.True(result.IsGood));
        Assert.Equal(1600, (await client.ReadValueAsync(NodeOpcUa.Node(client, "Items/800"))).Value.AsDouble());
    }

    [Fact]
    public async Task All_built_in_types_are_read_as_they_were_written()
    {
        await using var client = await ConnectAsync();
        Assert.True((await ReadAsync("Boolean")).AsBoolean());
        Assert.Equal(-100, (await ReadAsync("SByte")).AsSByte());
        Assert.Equal(200, (await ReadAsync("Byte")).AsByte());
        Assert.Equal(-30000, (await ReadAsync("Int16")).AsInt16());
        Assert.Equal(60000, (await ReadAsync("UInt16")).AsUInt16());
        Assert.Equal(-2000000000, (await ReadAsync("Int32")).AsInt32());
        Assert.Equal(-16, (await ReadAsync("Int64")).AsInt64());
        Assert.Equal(0x10_0000_0020ul, (await ReadAsync("UInt64")).AsUInt64());
        Assert.Equal(1.5f, (await ReadAsync("Float")).AsFloat());
        Assert.Equal(-2.25e100, (await ReadAsync("Double")).AsDouble());
        Assert.Equal("Grüße, 世界", (await ReadAsync("String")).AsString());
        Assert.Equal(new DateTimeOffset(2026, 3, 9, 10, 11, 12, 345, TimeSpan.Zero), (await ReadAsync("DateTime")).AsDateTime().ToDateTimeOffset());
        Assert.Equal(new Guid("72962B91-FA75-4AE6-8D28-B404DC7DAF63"), (await ReadAsync("Guid")).AsGuid());
        Assert.Equal([1, 2, 3, 0, 255], (await ReadAsync("ByteString")).AsByteString());
        Assert.Equal(new NodeId(1, "abc"), (await ReadAsync("NodeId")).AsNodeId());
        Assert.Equal<StatusCode>(StatusCodes.BadDeviceFailure, (await ReadAsync("StatusCode")).AsStatusCode());
        Assert.Equal(new QualifiedName(1, "Name"), (await ReadAsync("QualifiedName")).AsQualifiedName());
        Assert.Equal(new LocalizedText("de", "Öl"), (await ReadAsync("LocalizedText")).AsLocalizedText());
        Assert.Equal("1,2,3,4,5,6", string.Join(',', (await ReadAsync("Matrix")).Elements!.Cast<double>()));

        async Task<Variant> ReadAsync(string name)
        {
            var value = await client.ReadValueAsync(NodeOpcUa.Node(client, name));
            Assert.True(value.Status.IsGood, $"{name}: {value.Status}");
            return value.Value;
        }
    }

    [Fact]
    public async Task All_types_and_arrays_can_be_written_back()
    {
        await using var client = await ConnectAsync();
        string[] types =
        [
            "Boolean", "SByte", "Byte", "Int16", "UInt16", "Int32", "Int64", "UInt64", "Float", "Double", "String", "DateTime", "Guid", "ByteString",
            "NodeId", "StatusCode", "QualifiedName", "LocalizedText",
        ];
        foreach (var name in types.SelectMany(type => (string[])[type, type + "Array"]).Append("Matrix"))
        {
            var node = NodeOpcUa.Node(client, name);
            var before = (await client.ReadValueAsync(node)).Value;
            var written = await client.WriteValueAsync(node, before);
            Assert.True(written.IsGood, $"{name}: {written}");
            Assert.Equal(before, (await client.ReadValueAsync(node)).Value);
            if (name.EndsWith("Array", StringComparison.Ordinal))
                Assert.Equal(3, before.Elements!.Length);
        }
    }

    [Fact]
    public async Task Failures_of_single_nodes_are_values()
    {
        await using var client = await ConnectAsync();
        Assert.Equal<StatusCode>(StatusCodes.BadNodeIdUnknown, (await client.ReadValueAsync(new NodeId(1, "nowhere"))).Status);
        Assert.Equal<StatusCode>(StatusCodes.BadTypeMismatch, await client.WriteValueAsync(NodeOpcUa.Node(client, "Double"), new Variant("text")));
        Assert.True((await client.WriteValueAsync(NodeOpcUa.Node(client, "ReadOnly"), new Variant(1.0))).IsBad);
    }

    [Fact]
    public async Task Browsing_pages_through_more_than_one_answer_holds()
    {
        await using var client = await ConnectAsync();
        var items = NodeOpcUa.Node(client, "Items");
        var names = new List<string?>();
        await foreach (var reference in client.BrowseAsync(items, new BrowseOptions { MaxReferencesPerNode = 37 }))
            names.Add(reference.BrowseName.Name);
        Assert.Equal(1000, names.Distinct().Count(name => name!.StartsWith("Item", StringComparison.Ordinal)));
        for (var i = 0; i < 30; i++)
        {
            // Left early each time: without giving the rest back the server would run out of continuation points.
            await foreach (var reference in client.BrowseAsync(items, new BrowseOptions { MaxReferencesPerNode = 10 }))
            {
                Assert.NotNull(reference.BrowseName.Name);
                break;
            }
        }
        await Assert.ThrowsAsync<UaException>(async () => await client.BrowseAsync(new NodeId(1, "nowhere")).ToListAsync());
    }

    [Fact]
    public async Task A_path_leads_to_its_node_and_a_wrong_one_nowhere()
    {
        await using var client = await ConnectAsync();
        var index = (ushort)client.Namespaces.IndexOf(NodeOpcUa.Namespace);
        QualifiedName[] path = [new(index, "Machine"), new(index, "Counter")];
        Assert.Equal(NodeOpcUa.Node(client, "Counter"), await client.FindAsync(new NodeId(85), path));
        var none = await Assert.ThrowsAsync<UaException>(async () => await client.FindAsync(new NodeId(85), [new(index, "Machine"), new(index, "None")]));
        Assert.Equal<StatusCode>(StatusCodes.BadNoMatch, none.Status);
    }

    [Fact]
    public async Task A_method_is_called_with_its_arguments()
    {
        await using var client = await ConnectAsync();
        var result = await client.CallAsync(NodeOpcUa.Node(client, "Machine"), NodeOpcUa.Node(client, "Add"), [new Variant(40), new Variant(2)]);
        Assert.True(result.StatusCode.IsGood, result.StatusCode.ToString());
        Assert.Equal(42, result.OutputArguments[0].AsInt32());
        Assert.True((await client.CallAsync(NodeOpcUa.Node(client, "Machine"), NodeOpcUa.Node(client, "Add"), [])).StatusCode.IsBad);
    }

    [Fact]
    public async Task History_comes_page_by_page_and_complete()
    {
        await using var client = await ConnectAsync();
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var values = await client.ReadHistoryAsync(NodeOpcUa.Node(client, "History"), from, from.AddSeconds(1000), valuesPerPage: 150).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (double)i), values.Select(value => value.Value.AsDouble()));
        Assert.Equal(from.AddSeconds(7), values[7].SourceTimestamp.ToDateTimeOffset());
    }

    [Fact]
    public async Task Subscribed_values_and_events_flow_and_a_bad_item_stops_no_other()
    {
        await using var client = await ConnectAsync();
        var sink = new RecordingSink();
        var subscription = client.Subscribe(new SubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(100), MaxItemsPerServerSubscription = 400 }, sink);
        subscription.Add(Enumerable.Range(0, 1000).Select(i => new MonitoredItemRequest((uint)i, NodeOpcUa.Node($"Items/{i}"))));
        subscription.Add([new MonitoredItemRequest(2000, NodeOpcUa.Node("Nowhere")), new MonitoredItemRequest(2001, NodeOpcUa.Node("Counter")) { SamplingIntervalMs = 0, QueueSize = 100 }]);
        subscription.Add([new MonitoredItemRequest(3000, NodeOpcUa.Node("Machine")) { Events = MessageAndSeverity(), QueueSize = 100 }]);
        await subscription.SettledAsync();
        Assert.Equal((1003, 1002, 3), (subscription.RequestedItems, subscription.LiveItems, subscription.ServerSubscriptions));
        Assert.Equal((2000u, (StatusCode)StatusCodes.BadNodeIdUnknown), Assert.Single(subscription.FailedItems));
        await sink.UntilAsync(s => s.Values.Select(v => v.Handle).Distinct().Count() == 1001 && s.Values.Count(v => v.Handle == 2001) > 20 && s.Events.Count > 5);
        // The first value is the one at the item's creation; behind it comes each change (interval 0: nothing is sampled away).
        var counted = sink.Values.Where(v => v.Handle == 2001).Select(v => (long)v.Value.Value.AsUInt32()).Skip(1).ToList();
        Assert.Equal(Enumerable.Range(0, counted.Count).Select(i => counted[0] + i), counted);
        var (handle, fields) = sink.Events.First();
        Assert.Equal((3000u, 300), (handle, fields[1].AsUInt16()));
        Assert.StartsWith("stroke", fields[0].AsLocalizedText().Text, StringComparison.Ordinal);
        subscription.Remove(Enumerable.Range(0, 500).Select(i => (uint)i));
        Assert.Equal(503, subscription.RequestedItems);
        await subscription.CloseAsync();
        Assert.Equal(0, client.Statistics.LostMessages);
    }

    private static EventFilter MessageAndSeverity() => new(
        [
            new SimpleAttributeOperand(new NodeId(2041), [new QualifiedName("Message")], AttributeId.Value, null),
            new SimpleAttributeOperand(new NodeId(2041), [new QualifiedName("Severity")], AttributeId.Value, null),
        ],
        new ContentFilter([]));

    private static async Task<Variant> WriteAndReadBackAsync(OpcUaClient client)
    {
        var node = NodeOpcUa.Node(client, "UInt32");
        Assert.True((await client.WriteValueAsync(node, new Variant(42u))).IsGood);
        return (await client.ReadValueAsync(node)).Value;
    }

    private async Task<OpcUaClient> ConnectAsync()
    {
        var server = await fixture.ServerAsync();
        var client = new OpcUaClient(server.Options());
        await client.ConnectAsync();
        return client;
    }
}
