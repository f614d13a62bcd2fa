using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Server;

/// <summary>Clients that mean harm. The server stays, its memory stays bounded, and others are served.</summary>
public class HostileClientTests
{
    private static readonly NodeId Objects = new(StandardIds.ObjectsFolder);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Requests_with_wrong_bytes_are_answered_and_nothing_fails_inside(int seed)
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var honest = await bench.ConnectAsync();
        var random = new Random(seed);
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        foreach (var request in Requests(session, subscription))
        {
            for (var round = 0; round < 40; round++)
                await SendBrokenAsync(session, request, random);
        }
        Assert.True((await honest.ReadAsync("i=2258")).Status.IsGood);
        Assert.DoesNotContain(bench.Incidents, i => i.Fault is not null and not InvalidOperationException);
        Assert.InRange(bench.Server.MonitoredItems, 0, 10_000);
    }

    [Fact]
    public async Task Ids_that_are_no_UTF8_name_no_node()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var response = await session.AskAsync<ReadResponse>(writer =>
        {
            writer.WriteNodeId(new NodeId(ReadRequest.EncodingId));
            session.Header().Encode(writer);
            writer.WriteDouble(0);
            writer.WriteInt32(0);
            writer.WriteInt32(1);
            writer.WriteByte(3);
            writer.WriteUInt16(1);
            writer.WriteUtf8([0xC0, 0xAF, 0xFF, 0xED, 0xA0, 0x80]);
            writer.WriteInt32(13);
            writer.WriteUtf8([0xFF, 0xFE]);
            writer.WriteQualifiedName(default);
        });
        Assert.Equal(StatusCodes.BadNodeIdUnknown, Assert.Single(response.Results).Status);
    }

    [Fact]
    public async Task Paths_through_a_large_folder_end_at_their_limit_and_hold_up_nobody()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxPathReferencesVisited = 200_000 } });
        AddFolder(bench.Space, 20_000);
        var (session, honest) = (await bench.ConnectAsync(), await bench.ConnectAsync());
        var path = new RelativePath([new RelativePathElement(NodeId.Null, false, true, new QualifiedName(1, "Large")), new RelativePathElement(NodeId.Null, false, true, new QualifiedName(1, "Sensor7"))]);
        var asked = session.AskAsync(new TranslateBrowsePathsToNodeIdsRequest([.. Enumerable.Repeat(new BrowsePath(Objects, path), 1_000)]));
        Assert.True((await honest.ReadAsync("i=2258")).Status.IsGood);
        var results = (await asked).Results;
        Assert.Equal(new NodeId(1, "Large.7"), Assert.Single(results[0].Targets).TargetId.Id);
        Assert.Equal(StatusCodes.BadQueryTooComplex, results[^1].StatusCode);
    }

    [Fact]
    public async Task A_browse_that_finds_nothing_in_much_comes_back_with_a_continuation_point()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxReferencesVisited = 5_000 } });
        AddFolder(bench.Space, 20_000);
        var session = await bench.ConnectAsync();
        var page = await session.BrowseAsync("ns=1;s=Large", classes: NodeClass.Method);
        var pages = 1;
        while (page.ContinuationPoint is { } point)
        {
            Assert.Empty(page.References);
            page = Assert.Single((await session.AskAsync(new BrowseNextRequest(false, [point]))).Results);
            pages++;
        }
        Assert.InRange(pages, 4, 6);
    }

    [Fact]
    public async Task A_flood_of_session_requests_on_one_channel_is_cut()
    {
        await using var bench = new ServerBench();
        var honest = await bench.ConnectAsync();
        var client = new TestSession(await bench.OpenAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt));
        var flood = Enumerable.Range(0, 200).Select(_ => new TestSession(client.Channel).CreateAsync()).ToArray();
        var outcomes = await Task.WhenAll(flood.Select(async f =>
        {
            try
            {
                await f;
                return (StatusCode)StatusCodes.Good;
            }
            catch (UaException refused)
            {
                return refused.Status;
            }
        }));
        Assert.Contains(StatusCodes.BadTooManyOperations, outcomes.Select(o => (StatusCodes)o.Value));
        Assert.InRange(bench.Server.Sessions, 1, 200);
        Assert.True((await honest.ReadAsync("i=2258")).Status.IsGood);
    }

    [Fact]
    public async Task Changing_an_interval_again_and_again_piles_up_nothing()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync(3_600_000)).SubscriptionId;
        for (var round = 0; round < 500; round++)
            await session.AskAsync(new ModifySubscriptionRequest(subscription, round % 2 == 0 ? 10 : 3_600_000, 100, 10, 0, 0));
        Assert.InRange(bench.Server.DueCount, 0, 10);
    }

    [Fact]
    public async Task Queues_are_promised_only_as_far_as_there_is_room()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxQueueSize = 100, MaxQueuedValues = 150 } });
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        var sizes = new uint[4];
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = (await session.MonitorAsync(subscription, "ns=1;s=Press.Speed", queue: 1_000_000)).RevisedQueueSize;
        Assert.Equal([100u, 50u, 1u, 1u], sizes);
        await session.AskAsync(new DeleteSubscriptionsRequest([subscription]));
        subscription = (await session.SubscribeAsync()).SubscriptionId;
        Assert.Equal(100u, (await session.MonitorAsync(subscription, "ns=1;s=Press.Speed", queue: 1_000_000)).RevisedQueueSize);
    }

    [Fact]
    public async Task Sent_messages_are_kept_only_as_far_as_there_is_room()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxKeptBytes = 200 } });
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await session.MonitorAsync(subscription, "ns=1;s=Press.Speed");
        PublishResponse? last = null;
        for (var round = 0; round < 20; round++)
        {
            bench.Set(ServerBench.Speed, round);
            last = await SubscriptionTests.NextAsync(bench, session);
        }
        Assert.InRange(last!.AvailableSequenceNumbers.Count, 1, 5);
    }

    private static void AddFolder(UaAddressSpace space, int count)
    {
        using var edit = space.Edit();
        edit.AddFolder(Objects, new NodeId(1, "Large"), new QualifiedName(1, "Large"));
        for (var i = 0; i < count; i++)
            edit.AddVariable(new NodeId(1, "Large"), new NodeId(1, $"Large.{i}"), new QualifiedName(1, $"Sensor{i}"), new VariableSettings(), i);
    }

    // The header stays whole, so that each reaches its service.
    private static async Task SendBrokenAsync(TestSession session, (byte[] Bytes, int Header) request, Random random)
    {
        var bytes = request.Bytes.ToArray();
        for (var flips = random.Next(1, 4); flips > 0; flips--)
            bytes[random.Next(request.Header, bytes.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
        var length = random.Next(4) == 0 ? random.Next(request.Header, bytes.Length) : bytes.Length;
        var writer = session.Channel.BeginRequest();
        writer.WriteRaw(bytes.AsSpan(0, length));
        using var reply = await session.Channel.SendAsync(writer, TimeSpan.FromSeconds(20), default);
        Assert.True(reply.Body.Length > 0);
    }

    private static IEnumerable<(byte[] Bytes, int Header)> Requests(TestSession session, uint subscription)
    {
        var press = new NodeId(1, "Press");
        var speed = new ReadValueId(new NodeId(1, "Press.Speed"), AttributeId.Value, "1:2", new QualifiedName("Default Binary"));
        var deadband = new DataChangeFilter(DataChangeTrigger.StatusValue, DeadbandType.Percent, 5).ToExtensionObject();
        var field = new SimpleAttributeOperand(new NodeId(2041), [new QualifiedName("Message")], AttributeId.Value, null);
        var where = new ContentFilter([new ContentFilterElement(FilterOperator.Like, [field.ToExtensionObject(), new LiteralOperand(new Variant("%x%")).ToExtensionObject()])]);
        var events = new EventFilter([field], where).ToExtensionObject();
        yield return Of(new ReadRequest(0, TimestampsToReturn.Both, [speed, speed]));
        yield return Of(new WriteRequest([new WriteValue(speed.NodeId, AttributeId.Value, "0:1", new DataValue(Variant.FromArray([1.0, 2.0])))]));
        yield return Of(new BrowseRequest(default, 2, [new BrowseDescription(press, BrowseDirection.Both, new NodeId(33), true, 0, 63)]));
        yield return Of(new BrowseNextRequest(false, [[1, 0, 0, 0, 0, 0, 0, 0]]));
        yield return Of(new TranslateBrowsePathsToNodeIdsRequest([new BrowsePath(Objects, new RelativePath([new RelativePathElement(new NodeId(33), false, true, new QualifiedName(1, "Press"))]))]));
        yield return Of(new RegisterNodesRequest([press]));
        yield return Of(new CallRequest([new CallMethodRequest(press, new NodeId(1, "Press.Add"), [new Variant(1), new Variant(2)])]));
        yield return Of(new HistoryReadRequest(new ReadRawModifiedDetails(false, ServerBench.At(0), ServerBench.At(9), 5, false).ToExtensionObject(), TimestampsToReturn.Both, false, [new HistoryReadValueId(speed.NodeId, null, default, null)]));
        yield return Of(new CreateSubscriptionRequest(100, 100, 10, 5, true, 1));
        yield return Of(new CreateMonitoredItemsRequest(subscription, TimestampsToReturn.Both, [new MonitoredItemCreateRequest(speed, MonitoringMode.Reporting, new MonitoringParameters(1, 100, deadband, 5, true))]));
        yield return Of(new CreateMonitoredItemsRequest(subscription, TimestampsToReturn.Both, [new MonitoredItemCreateRequest(new ReadValueId(new NodeId(2253), AttributeId.EventNotifier, null, default), MonitoringMode.Reporting, new MonitoringParameters(1, 100, events, 5, true))]));
        yield return Of(new ModifySubscriptionRequest(subscription, 100, 100, 10, 5, 1));
        yield return Of(new SetTriggeringRequest(subscription, 1, [2], [3]));
        yield return Of(new TransferSubscriptionsRequest([1, 2], true));
        yield return Of(new RepublishRequest(subscription, 1));
        yield return Of(new CancelRequest(4711));
        yield return Of(new GetEndpointsRequest("opc.tcp://x", ["en"], ["x"]));

        (byte[], int) Of<TRequest>(TRequest request)
            where TRequest : IUaMessage<TRequest>
        {
            using var writer = new UaWriter();
            writer.WriteNodeId(new NodeId(TRequest.EncodingId));
            session.Header().Encode(writer);
            var header = writer.Length;
            request.Encode(writer);
            return (writer.Written.ToArray(), header);
        }
    }
}
