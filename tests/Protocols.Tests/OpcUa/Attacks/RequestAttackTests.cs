using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Server;

namespace Millwright.Protocols.Tests.OpcUa.Attacks;

/// <summary>Attacks by one request that is made to hurt. Each while an honest session works.</summary>
[Collection(AloneCollection.Name)]
public class RequestAttackTests
{
    private static readonly NodeId Objects = new(StandardIds.ObjectsFolder);

    [Fact]
    public async Task Attack_4_requests_from_long_ago_and_from_days_to_come()
    {
        await using var bench = new ServerBench();
        await using var honest = await HonestSession.StartAsync(bench);
        var session = await bench.ConnectAsync();
        long[] times = [0, 1, -1, long.MinValue, long.MaxValue, ServerBench.At(-3_600 * 24 * 365).Ticks, ServerBench.At(3_600 * 24 * 365).Ticks];
        for (var round = 0; round < 700; round++)
        {
            var response = await session.AskAsync<ReadResponse>(writer =>
            {
                writer.WriteNodeId(new NodeId(ReadRequest.EncodingId));
                var header = session.Header();
                writer.WriteNodeId(header.AuthenticationToken);
                writer.WriteInt64(times[round % times.Length]);
                writer.WriteUInt32(header.RequestHandle);
                writer.WriteUInt32(uint.MaxValue);
                writer.WriteString(null);
                writer.WriteUInt32(round % 3 == 0 ? 1u : uint.MaxValue);
                writer.WriteExtensionObject(null);
                new ReadRequest(double.MaxValue, TimestampsToReturn.Both, [new ReadValueId(NodeId.Parse("ns=1;s=Press.Speed"), AttributeId.Value, null, default)]).Encode(writer);
            });
            Assert.True(response.Results[0].Status.IsGood);
        }
        await honest.HoldsAsync();
    }

    [Fact]
    public async Task Attack_5_values_nested_without_end()
    {
        await using var bench = new ServerBench();
        await using var honest = await HonestSession.StartAsync(bench);
        var session = await bench.ConnectAsync();
        Action<UaWriter>[] nests = [Variants, DataValues, Diagnostics];
        foreach (var nest in nests)
        {
            var refused = await Assert.ThrowsAsync<UaException>(() => session.AskAsync<WriteResponse>(writer =>
            {
                writer.WriteNodeId(new NodeId(WriteRequest.EncodingId));
                session.Header().Encode(writer);
                writer.WriteInt32(1);
                writer.WriteNodeId(new NodeId(1, "Press.Speed"));
                writer.WriteInt32(13);
                writer.WriteString(null);
                writer.WriteByte(1);
                nest(writer);
            }));
            Assert.True(refused.Status == StatusCodes.BadEncodingLimitsExceeded || refused.Status == StatusCodes.BadDecodingError, refused.Status.ToString());
        }
        await honest.HoldsAsync();
        Assert.True((await session.ReadAsync("i=2258")).Status.IsGood);

        static void Variants(UaWriter writer)
        {
            for (var depth = 0; depth < 100_000; depth++)
            {
                writer.WriteByte(24 | 0x80);
                writer.WriteInt32(1);
            }
        }

        static void DataValues(UaWriter writer)
        {
            for (var depth = 0; depth < 100_000; depth++)
            {
                writer.WriteByte(23);
                writer.WriteByte(1);
            }
        }

        static void Diagnostics(UaWriter writer)
        {
            writer.WriteByte(25);
            for (var depth = 0; depth < 100_000; depth++)
                writer.WriteByte(0x40);
        }
    }

    [Fact]
    public async Task Attack_6_browse_paths_that_go_in_circles()
    {
        await using var bench = new ServerBench();
        using (var edit = bench.Space.Edit())
        {
            // A ring, each node of which is reached from all others.
            for (var i = 0; i < 60; i++)
                edit.AddFolder(Objects, new NodeId(1, $"Ring.{i}"), new QualifiedName(1, "Ring"));
            for (var i = 0; i < 60; i++)
            {
                for (var j = 0; j < 60; j++)
                {
                    if (i != j)
                        edit.AddReference(new NodeId(1, $"Ring.{i}"), new NodeId(StandardIds.Organizes), new NodeId(1, $"Ring.{j}"));
                }
            }
        }
        await using var honest = await HonestSession.StartAsync(bench);
        var step = new RelativePathElement(NodeId.Null, false, true, new QualifiedName(1, "Ring"));
        var sessions = new List<TestSession>();
        for (var i = 0; i < 4; i++)
            sessions.Add(await bench.ConnectAsync());
        var asked = sessions.Select(s => s.AskAsync(new TranslateBrowsePathsToNodeIdsRequest(
            [.. Enumerable.Repeat(new BrowsePath(Objects, new RelativePath([.. Enumerable.Repeat(step, 64)])), 200)]))).ToList();
        await honest.HoldsAsync();
        foreach (var answer in asked)
        {
            var results = (await answer).Results;
            Assert.Equal(60, results[0].Targets.Count);
        }
        var longer = new RelativePath([.. Enumerable.Repeat(step, 65)]);
        var refused = (await sessions[0].AskAsync(new TranslateBrowsePathsToNodeIdsRequest([new BrowsePath(Objects, longer)]))).Results[0].StatusCode;
        Assert.Equal<StatusCode>(StatusCodes.BadQueryTooComplex, refused);
        await honest.HoldsAsync();
    }

    [Fact]
    public async Task Attack_10_texts_that_are_no_UTF8()
    {
        await using var bench = new ServerBench();
        await using var honest = await HonestSession.StartAsync(bench);
        var session = await bench.ConnectAsync();
        byte[][] texts = [[0xC0, 0xAF], [0xFF, 0xFE], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE2, 0x82], [0], [.. Enumerable.Repeat((byte)0x80, 5_000)]];
        foreach (var text in texts)
        {
            await AnsweredAsync(session, ReadRequest.EncodingId, writer =>
            {
                writer.WriteDouble(0);
                writer.WriteInt32(0);
                writer.WriteInt32(1);
                writer.WriteByte(3);
                writer.WriteUInt16(1);
                writer.WriteUtf8(text);
                writer.WriteInt32(13);
                writer.WriteUtf8(text);
                writer.WriteUInt16(0);
                writer.WriteUtf8(text);
            });
            await AnsweredAsync(session, WriteRequest.EncodingId, writer =>
            {
                writer.WriteInt32(1);
                writer.WriteNodeId(new NodeId(1, "Press.Name"));
                writer.WriteInt32(13);
                writer.WriteString(null);
                writer.WriteByte(1);
                writer.WriteByte((byte)BuiltInType.String);
                writer.WriteUtf8(text);
            });
            // What was written is read back by others.
            await bench.ConnectAsync().ContinueWith(other => other.Result.ReadAsync("ns=1;s=Press.Name"), TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
            await AnsweredAsync(session, TranslateBrowsePathsToNodeIdsRequest.EncodingId, writer =>
            {
                writer.WriteInt32(1);
                writer.WriteNodeId(Objects);
                writer.WriteInt32(1);
                writer.WriteNodeId(NodeId.Null);
                writer.WriteBoolean(false);
                writer.WriteBoolean(true);
                writer.WriteUInt16(1);
                writer.WriteUtf8(text);
            });
            await AnsweredAsync(session, GetEndpointsRequest.EncodingId, writer =>
            {
                writer.WriteUtf8(text);
                writer.WriteInt32(1);
                writer.WriteUtf8(text);
                writer.WriteInt32(1);
                writer.WriteUtf8(text);
            });
            await AnsweredAsync(session, CreateSessionRequest.EncodingId, writer =>
            {
                writer.WriteUtf8(text);
                writer.WriteUtf8(text);
                writer.WriteByte(3);
                writer.WriteUtf8(text);
                writer.WriteUtf8(text);
                writer.WriteInt32(1);
                writer.WriteUtf8(text);
                writer.WriteUtf8(text);
                writer.WriteInt32(0);
                writer.WriteUtf8(text);
                writer.WriteUtf8(text);
                writer.WriteUtf8(text);
                writer.WriteByteString(new byte[32]);
                writer.WriteByteString(null);
                writer.WriteDouble(60_000);
                writer.WriteUInt32(0);
            });
        }
        await honest.HoldsAsync();
    }

    [Fact]
    public async Task Attack_11_the_space_changes_while_it_is_browsed()
    {
        await using var bench = new ServerBench();
        await using var honest = await HonestSession.StartAsync(bench);
        using var done = new CancellationTokenSource();
        var session = await bench.ConnectAsync();
        var changing = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                AddFolder(bench.Space, 200);
                using var edit = bench.Space.Edit();
                edit.Remove(new NodeId(1, "Large"));
            }
        });
        var (found, gone) = (0, 0);
        for (var round = 0; round < 300 || (found == 0 && round < 30_000); round++)
        {
            var page = await session.BrowseAsync("ns=1;s=Large", max: 7);
            while (page.ContinuationPoint is { } point)
            {
                found++;
                page = Assert.Single((await session.AskAsync(new BrowseNextRequest(false, [point]))).Results);
            }
            gone += page.StatusCode.IsBad ? 1 : 0;
            await session.ReadAsync("ns=1;s=Large.7");
            await session.AskAsync(new TranslateBrowsePathsToNodeIdsRequest([new BrowsePath(Objects, new RelativePath(
                [new RelativePathElement(NodeId.Null, false, true, new QualifiedName(1, "Large")), new RelativePathElement(NodeId.Null, false, true, new QualifiedName(1, "Sensor7"))]))]));
        }
        await honest.HoldsAsync();
        await done.CancelAsync();
        await changing;
        Assert.NotEqual(0, found + gone);
        await honest.HoldsAsync();
    }

    private static void AddFolder(UaAddressSpace space, int count)
    {
        using var edit = space.Edit();
        edit.AddFolder(Objects, new NodeId(1, "Large"), new QualifiedName(1, "Large"));
        for (var i = 0; i < count; i++)
            edit.AddVariable(new NodeId(1, "Large"), new NodeId(1, $"Large.{i}"), new QualifiedName(1, $"Sensor{i}"), new VariableSettings(), i);
    }

    // Whatever the answer is, there is one, and it is well formed.
    private static async Task AnsweredAsync(TestSession session, uint encodingId, Action<UaWriter> write)
    {
        var request = session.Channel.BeginRequest();
        request.WriteNodeId(new NodeId(encodingId));
        session.Header().Encode(request);
        write(request);
        using var reply = await session.Channel.SendAsync(request, ChannelBench.Soon, default);
        var reader = new UaReader(reply.Body);
        Assert.True(MessageTypes.TryGet(reader.ReadMessageId(), out var type));
        _ = ResponseHeader.Decode(ref reader);
        if (type.EncodingId != ServiceFault.EncodingId)
            Assert.True(reader.Remaining > 0);
    }
}
