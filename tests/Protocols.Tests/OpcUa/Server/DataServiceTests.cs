using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Server;

public class DataServiceTests
{
    [Theory]
    [InlineData("ns=1;s=Press.Nowhere", AttributeId.Value, null, StatusCodes.BadNodeIdUnknown)]
    [InlineData("ns=1;s=Press.Speed", (AttributeId)99, null, StatusCodes.BadAttributeIdInvalid)]
    [InlineData("ns=1;s=Press", AttributeId.Value, null, StatusCodes.BadAttributeIdInvalid)]
    [InlineData("ns=1;s=Press.Speed", AttributeId.Symmetric, null, StatusCodes.BadAttributeIdInvalid)]
    [InlineData("ns=1;s=Press.Recipe", AttributeId.Value, "x", StatusCodes.BadIndexRangeInvalid)]
    [InlineData("ns=1;s=Press.Recipe", AttributeId.Value, "9", StatusCodes.BadIndexRangeNoData)]
    [InlineData("ns=1;s=Press.Secret", AttributeId.Value, null, StatusCodes.BadUserAccessDenied)]
    [InlineData("ns=1;s=Press.Silent", AttributeId.Value, null, StatusCodes.BadWaitingForInitialData)]
    public async Task A_value_that_cannot_be_read_says_why(string node, AttributeId attribute, string? range, StatusCodes expected)
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        Assert.Equal((StatusCode)expected, (await session.ReadAsync(node, attribute, range)).Status);
    }

    [Theory]
    [InlineData(TimestampsToReturn.Source, true, false)]
    [InlineData(TimestampsToReturn.Server, false, true)]
    [InlineData(TimestampsToReturn.Both, true, true)]
    [InlineData(TimestampsToReturn.Neither, false, false)]
    public async Task Values_carry_the_times_that_were_asked_for(TimestampsToReturn timestamps, bool source, bool server)
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var value = await session.ReadAsync("ns=1;s=Press.Speed", timestamps: timestamps);
        Assert.Equal(source ? ServerBench.At(0) : default, value.SourceTimestamp);
        Assert.Equal(server, value.ServerTimestamp.HasValue);
        var name = await session.ReadAsync("ns=1;s=Press.Speed", AttributeId.BrowseName, timestamps: timestamps);
        Assert.Equal((new QualifiedName(1, "Speed"), false, server), (name.Value.AsQualifiedName(), name.SourceTimestamp.HasValue, name.ServerTimestamp.HasValue));
    }

    [Fact]
    public async Task Every_attribute_of_every_node_is_answered_with_a_value_or_not_at_all()
    {
        await using var bench = new ServerBench(o => o with { Access = null });
        var session = await bench.ConnectAsync();
        for (var node = 0; node < bench.Space.Nodes.Limit; node++)
        {
            if (bench.Space.Nodes[node].Class == NodeClass.None)
                continue;
            var id = bench.Space.IdOf(node);
            var items = Enumerable.Range(1, 27).Select(attribute => new ReadValueId(id, (AttributeId)attribute, null, default)).ToArray();
            var results = (await session.AskAsync(new ReadRequest(0, TimestampsToReturn.Both, items))).Results;
            foreach (var attribute in (AttributeId[])[AttributeId.NodeId, AttributeId.NodeClass, AttributeId.BrowseName, AttributeId.DisplayName, AttributeId.WriteMask])
                Assert.True(results[(int)attribute - 1].Status.IsGood, $"{id} {attribute}");
            Assert.All(results, r => Assert.True(r.Status.IsGood || r.Status == StatusCodes.BadAttributeIdInvalid || r.Status == StatusCodes.BadWaitingForInitialData, $"{id} {r}"));
            Assert.Equal(id, results[0].Value.AsNodeId());
        }
    }

    [Fact]
    public async Task The_servers_status_is_a_structure_that_decodes()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        Assert.True((await session.ReadAsync("i=2256")).Value.AsExtensionObject().TryDecode<ServerStatusDataType>(out var status));
        Assert.Equal((ServerState.Running, UaDateTime.From(bench.Clock.GetUtcNow())), (status.State, status.CurrentTime));
        var namespaces = (await session.ReadAsync("i=2255")).Value;
        Assert.Equal(new string?[] { "http://opcfoundation.org/UA/", "urn:test:server" }, namespaces.AsArray<string?>().AsEnumerable());
    }

    [Theory]
    [InlineData("ns=1;s=Press.Speed", StatusCodes.Good)]
    [InlineData("ns=1;s=Press.Temperature", StatusCodes.BadNotWritable)]
    [InlineData("ns=1;s=Press.Name", StatusCodes.BadTypeMismatch)]
    [InlineData("ns=1;s=Press.Recipe", StatusCodes.BadTypeMismatch)]
    [InlineData("ns=1;s=Press.Secret", StatusCodes.BadUserAccessDenied)]
    [InlineData("ns=1;s=Press", StatusCodes.BadAttributeIdInvalid)]
    [InlineData("ns=1;s=Press.Nowhere", StatusCodes.BadNodeIdUnknown)]
    [InlineData("i=2258", StatusCodes.BadNotWritable)]
    public async Task A_write_reaches_the_product_or_says_why_not(string node, StatusCodes expected)
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        Assert.Equal((StatusCode)expected, await session.WriteAsync(node, new Variant(42.0)));
        Assert.Equal(expected == StatusCodes.Good ? 1 : 0, bench.Product.Written.Count);
        if (expected == StatusCodes.Good)
            Assert.Equal(42.0, (await session.ReadAsync(node)).Value.AsDouble());
    }

    [Fact]
    public async Task A_part_of_an_array_is_read_and_written()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        Assert.Equal(Variant.FromArray([2, 3]), (await session.ReadAsync("ns=1;s=Press.Recipe", range: "1:2")).Value);
        Assert.Equal(StatusCodes.Good, await session.WriteAsync("ns=1;s=Press.Recipe", Variant.FromArray([20, 30]), "1:2"));
        Assert.Equal(Variant.FromArray([1, 20, 30, 4]), (await session.ReadAsync("ns=1;s=Press.Recipe")).Value);
    }

    [Fact]
    public async Task A_slow_write_holds_up_nobody_and_too_many_of_them_are_refused()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxPendingOperations = 2 } });
        var session = await bench.ConnectAsync();
        var gate = new TaskCompletionSource();
        bench.Product.Gate = gate.Task;
        var (first, second) = (session.WriteAsync("ns=1;s=Press.Speed", new Variant(1.0)), session.WriteAsync("ns=1;s=Press.Speed", new Variant(2.0)));
        var other = await bench.ConnectAsync();
        Assert.Equal(12.5, (await other.ReadAsync("ns=1;s=Press.Speed")).Value.AsDouble());
        await SessionTests.RefusedAsync(StatusCodes.BadTooManyOperations, () => other.Channel == session.Channel ? Task.CompletedTask : new TestSession(session.Channel) { Token = session.Token }.WriteAsync("ns=1;s=Press.Speed", new Variant(3.0)));
        gate.SetResult();
        await Task.WhenAny(first, second);
    }

    [Fact]
    public async Task Browse_follows_the_references_that_were_asked_for()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var children = (await session.BrowseAsync("ns=1;s=Press")).References;
        Assert.Equal(["Speed", "Temperature", "Name", "Recipe", "Secret", "Silent", "Add"], children.Select(r => r.BrowseName.Name));
        Assert.All(children, r => Assert.Equal(new NodeId(47), r.ReferenceTypeId));
        Assert.Equal("Add", Assert.Single((await session.BrowseAsync("ns=1;s=Press", classes: NodeClass.Method)).References).BrowseName.Name);
        var up = Assert.Single((await session.BrowseAsync("ns=1;s=Press", BrowseDirection.Inverse)).References);
        Assert.Equal((new NodeId(85), false), (up.NodeId.Id, up.IsForward));
        Assert.Equal(new NodeId(58), Assert.Single((await session.BrowseAsync("ns=1;s=Press", type: 40)).References).NodeId.Id);
        Assert.Equal(StatusCodes.BadNodeIdUnknown, (await session.BrowseAsync("ns=1;s=Nowhere")).StatusCode);
        Assert.Equal(StatusCodes.BadReferenceTypeIdInvalid, (await session.BrowseAsync("ns=1;s=Press", type: 85)).StatusCode);
    }

    [Fact]
    public async Task What_does_not_fit_comes_with_the_continuation_point_and_only_once()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxBrowseContinuationPoints = 1 } });
        var session = await bench.ConnectAsync();
        var page = await session.BrowseAsync("ns=1;s=Press", max: 3);
        List<string?> names = [.. page.References.Select(r => r.BrowseName.Name)];
        Assert.Equal(StatusCodes.BadNoContinuationPoints, (await session.BrowseAsync("ns=1;s=Press", max: 3)).StatusCode);
        var used = page.ContinuationPoint;
        while (page.ContinuationPoint is { } point)
        {
            page = Assert.Single((await session.AskAsync(new BrowseNextRequest(false, [point]))).Results);
            Assert.InRange(page.References.Count, 1, 3);
            names.AddRange(page.References.Select(r => r.BrowseName.Name));
        }
        Assert.Equal(["Speed", "Temperature", "Name", "Recipe", "Secret", "Silent", "Add"], names);
        Assert.Equal(StatusCodes.BadContinuationPointInvalid, Assert.Single((await session.AskAsync(new BrowseNextRequest(false, [used]))).Results).StatusCode);
    }

    [Fact]
    public async Task A_node_that_goes_while_it_is_browsed_ends_its_continuation_point()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var page = await session.BrowseAsync("ns=1;s=Press", max: 1);
        using (var edit = bench.Space.Edit())
            edit.Remove(new NodeId(1, "Press"));
        Assert.Equal(StatusCodes.BadContinuationPointInvalid, Assert.Single((await session.AskAsync(new BrowseNextRequest(false, [page.ContinuationPoint]))).Results).StatusCode);
    }

    [Fact]
    public async Task Paths_lead_to_nodes()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var found = await TranslateAsync(session, new NodeId(84), new(0, "Objects"), new(1, "Press"), new(1, "Speed"));
        Assert.Equal(new NodeId(1, "Press.Speed"), Assert.Single(found.Targets).TargetId.Id);
        Assert.Equal(StatusCodes.BadNoMatch, (await TranslateAsync(session, new NodeId(84), new(0, "Objects"), new(0, "Press"))).StatusCode);
        Assert.Equal(StatusCodes.BadNothingToDo, (await TranslateAsync(session, new NodeId(84))).StatusCode);
        Assert.Equal(StatusCodes.BadNodeIdUnknown, (await TranslateAsync(session, new NodeId(1, "x"), new QualifiedName(0, "y"))).StatusCode);
        Assert.Equal(StatusCodes.BadQueryTooComplex, (await TranslateAsync(session, new NodeId(84), [.. Enumerable.Repeat(new QualifiedName(0, "Objects"), 65)])).StatusCode);
    }

    [Fact]
    public async Task History_comes_page_by_page()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxHistoryValues = 120 } });
        var session = await bench.ConnectAsync();
        List<double> values = [];
        byte[]? point = null;
        do
        {
            var result = await ReadHistoryAsync(session, "ns=1;s=Press.Speed", point);
            Assert.True(result.StatusCode.IsGood && result.HistoryData.TryDecode<HistoryData>(out var data) && AddAll(values, data));
            point = result.ContinuationPoint;
        }
        while (point is not null);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (double)i), values);
        Assert.Equal(StatusCodes.BadHistoryOperationUnsupported, (await ReadHistoryAsync(session, "ns=1;s=Press.Temperature", null)).StatusCode);
        Assert.Equal(StatusCodes.BadUserAccessDenied, (await ReadHistoryAsync(session, "ns=1;s=Press.Secret", null)).StatusCode);
        Assert.Equal(StatusCodes.BadContinuationPointInvalid, (await ReadHistoryAsync(session, "ns=1;s=Press.Speed", [1, 2, 3])).StatusCode);
    }

    [Theory]
    [InlineData("ns=1;s=Press", "ns=1;s=Press.Add", new[] { 2, 3 }, StatusCodes.Good)]
    [InlineData("ns=1;s=Press", "ns=1;s=Press.Add", new[] { 2 }, StatusCodes.BadArgumentsMissing)]
    [InlineData("ns=1;s=Press", "ns=1;s=Press.Add", new[] { 2, 3, 4 }, StatusCodes.BadTooManyArguments)]
    [InlineData("i=85", "ns=1;s=Press.Add", new[] { 2, 3 }, StatusCodes.BadMethodInvalid)]
    [InlineData("ns=1;s=Press", "ns=1;s=Press.Speed", new[] { 2, 3 }, StatusCodes.BadMethodInvalid)]
    [InlineData("ns=1;s=Nowhere", "ns=1;s=Press.Add", new[] { 2, 3 }, StatusCodes.BadNodeIdUnknown)]
    public async Task A_method_is_carried_out_or_says_why_not(string owner, string method, int[] inputs, StatusCodes expected)
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var result = await CallAsync(session, owner, method, [.. inputs.Select(i => new Variant(i))]);
        Assert.Equal((StatusCode)expected, result.StatusCode);
        if (expected == StatusCodes.Good)
            Assert.Equal(5, Assert.Single(result.OutputArguments).AsInt32());
    }

    [Fact]
    public async Task A_wrong_argument_is_named_and_a_failing_product_is_no_silence()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        var wrong = await CallAsync(session, "ns=1;s=Press", "ns=1;s=Press.Add", [new Variant(1), new Variant("2")]);
        Assert.Equal(StatusCodes.BadInvalidArgument, wrong.StatusCode);
        Assert.Equal([StatusCodes.Good, StatusCodes.BadTypeMismatch], wrong.InputArgumentResults.Select(s => (StatusCodes)s.Value));
        await SessionTests.RefusedAsync(StatusCodes.BadInternalError, () => CallAsync(session, "ns=1;s=Press", "ns=1;s=Press.Add", [new Variant(666), new Variant(0)]));
        Assert.IsType<InvalidOperationException>(bench.Incidents.Single().Fault);
        Assert.True((await session.ReadAsync("i=2258")).Status.IsGood);
    }

    [Fact]
    public async Task More_operations_than_allowed_are_refused_as_a_whole()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxNodesPerRead = 2, MaxNodesPerWrite = 2, MaxNodesPerBrowse = 2, MaxMethodsPerCall = 2, MaxNodesPerTranslate = 2, MaxNodesPerHistoryRead = 2, MaxNodesPerRegister = 2 } });
        var session = await bench.ConnectAsync();
        var id = new NodeId(2258);
        await SessionTests.RefusedAsync(StatusCodes.BadTooManyOperations, () => session.AskAsync(new ReadRequest(0, TimestampsToReturn.Both, Enumerable.Repeat(new ReadValueId(id, AttributeId.Value, null, default), 3).ToArray())));
        await SessionTests.RefusedAsync(StatusCodes.BadTooManyOperations, () => session.AskAsync(new WriteRequest(Enumerable.Repeat(new WriteValue(id, AttributeId.Value, null, default), 3).ToArray())));
        await SessionTests.RefusedAsync(StatusCodes.BadTooManyOperations, () => session.AskAsync(new BrowseRequest(default, 0, Enumerable.Repeat(new BrowseDescription(id, 0, id, true, 0, 63), 3).ToArray())));
        await SessionTests.RefusedAsync(StatusCodes.BadTooManyOperations, () => session.AskAsync(new CallRequest(Enumerable.Repeat(new CallMethodRequest(id, id, []), 3).ToArray())));
        await SessionTests.RefusedAsync(StatusCodes.BadTooManyOperations, () => session.AskAsync(new RegisterNodesRequest([id, id, id])));
        await SessionTests.RefusedAsync(StatusCodes.BadNothingToDo, () => session.AskAsync(new ReadRequest(0, TimestampsToReturn.Both, [])));
        await SessionTests.RefusedAsync(StatusCodes.BadMaxAgeInvalid, () => session.AskAsync(new ReadRequest(-1, TimestampsToReturn.Both, [new ReadValueId(id, AttributeId.Value, null, default)])));
        await SessionTests.RefusedAsync(StatusCodes.BadTimestampsToReturnInvalid, () => session.ReadAsync("i=2258", timestamps: TimestampsToReturn.Invalid));
    }

    private static bool AddAll(List<double> values, HistoryData data)
    {
        values.AddRange(data.DataValues.Select(v => v.Value.AsDouble()));
        return true;
    }

    private static async Task<BrowsePathResult> TranslateAsync(TestSession session, NodeId start, params QualifiedName[] names) => Assert.Single((await session.AskAsync(
        new TranslateBrowsePathsToNodeIdsRequest([new BrowsePath(start, new RelativePath([.. names.Select(name => new RelativePathElement(new NodeId(33), false, true, name))]))]))).Results);

    private static async Task<HistoryReadResult> ReadHistoryAsync(TestSession session, string node, byte[]? point) => Assert.Single((await session.AskAsync(new HistoryReadRequest(
        new ReadRawModifiedDetails(false, ServerBench.At(0), ServerBench.At(1000), 0, false).ToExtensionObject(), TimestampsToReturn.Both, false,
        [new HistoryReadValueId(NodeId.Parse(node), null, default, point)]))).Results);

    private static async Task<CallMethodResult> CallAsync(TestSession session, string owner, string method, Variant[] inputs) =>
        Assert.Single((await session.AskAsync(new CallRequest([new CallMethodRequest(NodeId.Parse(owner), NodeId.Parse(method), inputs)]))).Results);
}
