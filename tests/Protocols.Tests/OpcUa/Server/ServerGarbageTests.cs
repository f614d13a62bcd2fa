using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Server;

[Collection(AloneCollection.Name)]
public class ServerGarbageTests
{
    private const int Count = 1_000;

    [Fact]
    public async Task A_read_of_a_thousand_values_allocates_nothing_a_value()
    {
        await using var bench = new ServerBench(o => o with { Access = null });
        AddLine(bench);
        var session = await bench.ConnectAsync();
        using var writer = new UaWriter();
        writer.WriteRequest(session.Header(), new ReadRequest(0, TimestampsToReturn.Both, [.. Enumerable.Range(0, Count).Select(i => new ReadValueId(new NodeId(1, $"Line.{i}"), AttributeId.Value, null, default))]));
        var request = writer.Written.ToArray();
        await SendAsync(session, request, 100);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await SendAsync(session, request, 100);
        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (100.0 * Count);
        Assert.True(each < 3, $"{each} bytes a value");
    }

    [Fact]
    public async Task A_change_until_its_notification_is_written_allocates_nothing()
    {
        await using var bench = new ServerBench(o => o with { Access = null });
        AddLine(bench);
        var session = await bench.ConnectAsync();
        var subscription = (await session.SubscribeAsync()).SubscriptionId;
        await session.AskAsync(new CreateMonitoredItemsRequest(subscription, TimestampsToReturn.Both, [.. Enumerable.Range(0, Count).Select(i => new MonitoredItemCreateRequest(
            new ReadValueId(new NodeId(1, $"Line.{i}"), AttributeId.Value, null, default), MonitoringMode.Reporting, new MonitoringParameters((uint)i, 100, ExtensionObject.Null, 1, true)))]));
        await RoundsAsync(bench, session, subscription, 20);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await RoundsAsync(bench, session, subscription, 20);
        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (20.0 * Count);
        Assert.True(each < 20, $"{each} bytes a notification");
    }

    // The answers are not decoded, so that only the server's work counts.
    private static async Task RoundsAsync(ServerBench bench, TestSession session, uint subscription, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < Count; i++)
                bench.Set(i, (bench.Clock.GetTimestamp() * 2.0) + i);
            var writer = session.Channel.BeginRequest();
            writer.WriteRequest(session.Header(), new PublishRequest([new SubscriptionAcknowledgement(subscription, (uint)round + 1)]));
            var waiting = session.Channel.SendAsync(writer, TimeSpan.FromSeconds(20), default).AsTask();
            while (!waiting.IsCompleted)
            {
                bench.Advance(100);
                await ServerBench.HeardAsync(session);
            }
            using var reply = await waiting;
            Assert.True(round == 0 || reply.Body.Length > Count * 10, $"{reply.Body.Length} bytes in round {round}");
        }
    }

    private static async Task SendAsync(TestSession session, byte[] request, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var writer = session.Channel.BeginRequest();
            writer.WriteRaw(request);
            using var reply = await session.Channel.SendAsync(writer, TimeSpan.FromSeconds(20), default);
            Assert.True(reply.Body.Length > Count * 10);
        }
    }

    private static void AddLine(ServerBench bench)
    {
        using (var edit = bench.Space.Edit())
        {
            edit.AddFolder(new NodeId(StandardIds.ObjectsFolder), new NodeId(1, "Line"), new QualifiedName(1, "Line"));
            for (var i = 0; i < Count; i++)
                edit.AddVariable(new NodeId(1, "Line"), new NodeId(1, $"Line.{i}"), new QualifiedName(1, $"Sensor{i}"), new VariableSettings { DataType = new NodeId((uint)BuiltInType.Double) }, i);
        }
        for (var i = 0; i < Count; i++)
            bench.Set(i, i);
    }
}
