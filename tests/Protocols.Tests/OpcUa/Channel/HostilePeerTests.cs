using System.Buffers.Binary;
using System.Net.Sockets;
using Millwright.Fakes;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Channel;

/// <summary>Raw bytes against the listener: each is answered with an Error and closed, and the others do not notice.</summary>
public class HostilePeerTests
{
    [Fact]
    public async Task Garbage_is_answered_with_an_error_and_closed()
    {
        await using var bench = new ChannelBench();
        using var peer = await ConnectAsync(bench);
        await peer.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        Assert.Equal<StatusCode>(StatusCodes.BadTcpMessageTypeInvalid, await ErrorAsync(peer));
        Assert.Equal(1, bench.Listener.Statistics.Faulted);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(65_536)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public async Task A_length_that_lies_ends_the_connection_before_room_is_made(int length)
    {
        await using var bench = new ChannelBench();
        using var peer = await ConnectAsync(bench);
        byte[] start = [.. "HELF"u8, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(start.AsSpan(4), length);
        await peer.SendAsync(start);
        Assert.Equal<StatusCode>(StatusCodes.BadTcpMessageTooLarge, await ErrorAsync(peer));
    }

    [Theory]
    [InlineData("MSGF")]
    [InlineData("OPNF")]
    [InlineData("CLOF")]
    [InlineData("ACKF")]
    [InlineData("ERRF")]
    public async Task Nothing_but_a_Hello_may_come_first(string type)
    {
        await using var bench = new ChannelBench();
        using var peer = await ConnectAsync(bench);
        byte[] chunk = [.. System.Text.Encoding.ASCII.GetBytes(type), 28, 0, 0, 0, .. new byte[20]];
        await peer.SendAsync(chunk);
        Assert.Equal<StatusCode>(StatusCodes.BadTcpMessageTypeInvalid, await ErrorAsync(peer));
    }

    [Fact]
    public async Task A_Hello_with_tiny_buffers_or_an_endless_URL_is_refused()
    {
        await using var bench = new ChannelBench();
        using (var peer = await ConnectAsync(bench))
        {
            await peer.SendAsync(Hello(1024, "opc.tcp://x"));
            Assert.Equal<StatusCode>(StatusCodes.BadConnectionRejected, await ErrorAsync(peer));
        }
        using (var peer = await ConnectAsync(bench))
        {
            await peer.SendAsync(Hello(8192, new string('x', 5000)));
            Assert.Equal<StatusCode>(StatusCodes.BadTcpEndpointUrlInvalid, await ErrorAsync(peer));
        }
    }

    [Fact]
    public async Task One_byte_at_a_time_is_a_Hello_too()
    {
        await using var bench = new ChannelBench();
        using var peer = await ConnectAsync(bench);
        foreach (var one in Hello(8192, "opc.tcp://x"))
            await peer.SendAsync(new[] { one });
        var answer = new byte[28];
        await ReadAsync(peer, answer);
        Assert.Equal("ACKF"u8, answer.AsSpan(0, 4));
    }

    [Fact]
    public async Task Who_does_not_open_a_channel_in_time_is_closed()
    {
        var time = new ManualClock();
        await using var bench = new ChannelBench(time: time);
        using var silent = await ConnectAsync(bench);
        using var greeted = await ConnectAsync(bench);
        await greeted.SendAsync(Hello(8192, "opc.tcp://x"));
        await ReadAsync(greeted, new byte[28]);
        await ChannelBench.UntilAsync(() => bench.Listener.Connections == 2);
        time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal<StatusCode>(StatusCodes.BadTimeout, await ErrorAsync(silent));
        Assert.Equal<StatusCode>(StatusCodes.BadTimeout, await ErrorAsync(greeted));
        Assert.Equal(2, bench.Listener.Statistics.TimedOut);
    }

    [Fact]
    public async Task Above_the_limit_the_oldest_channel_without_a_session_makes_room()
    {
        await using var bench = new ChannelBench(o => o with { MaxConnections = 2 });
        await using var first = await bench.OpenAsync();
        bench.Handler.Last!.HasSession = true;
        await using var second = await bench.OpenAsync();
        await using var third = await bench.OpenAsync();
        Assert.Equal<StatusCode>(StatusCodes.BadSecureChannelClosed, (await second.Ended).Status);
        Assert.True(first.IsOpen);
        bench.Handler.Last!.HasSession = true;
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => bench.OpenAsync());
        Assert.True(refused is UaException or IOException, refused.ToString());
        Assert.Equal(1, bench.Listener.Statistics.Refused);
    }

    [Fact]
    public async Task Chunks_without_an_end_stop_at_the_limit()
    {
        await using var bench = new ChannelBench(o => o with { Limits = new ChannelLimits { MaxChunkCount = 5 } });
        using var peer = await ConnectAsync(bench);
        var (channel, token) = await OpenPlainAsync(peer);
        for (uint i = 0; i < 10; i++)
        {
            if (await TrySendAsync(peer, Message('C', channel, token, 2 + i, 1, new byte[100])))
                continue;
            break;
        }
        Assert.Equal<StatusCode>(StatusCodes.BadTcpMessageTooLarge, await ErrorAsync(peer));
    }

    [Fact]
    public async Task An_aborted_message_is_forgotten_and_the_next_is_answered()
    {
        await using var bench = new ChannelBench();
        using var peer = await ConnectAsync(bench);
        var (channel, token) = await OpenPlainAsync(peer);
        await peer.SendAsync(Message('C', channel, token, 2, 1, [1, 1, 1]));
        await peer.SendAsync(Message('A', channel, token, 3, 1, [0, 0, 0, 0x80, 255, 255, 255, 255]));
        await peer.SendAsync(Message('F', channel, token, 4, 2, [9]));
        var answer = new byte[25];
        await ReadAsync(peer, answer);
        Assert.Equal(9, answer[24]);
        Assert.Equal(2u, BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(20)));
    }

    [Theory]
    [InlineData(1u, 0u, 0u)]
    [InlineData(0u, 5u, 0u)]
    [InlineData(0u, 0u, 3u)]
    public async Task A_wrong_channel_token_or_sequence_number_closes(uint channelOff, uint tokenOff, uint numberOff)
    {
        await using var bench = new ChannelBench();
        using var peer = await ConnectAsync(bench);
        var (channel, token) = await OpenPlainAsync(peer);
        await peer.SendAsync(Message('F', channel + channelOff, token + tokenOff, 2 + numberOff, 1, [9]));
        Assert.True((await ErrorAsync(peer)).IsBad);
    }

    [Fact]
    public async Task A_message_inside_another_closes()
    {
        await using var bench = new ChannelBench();
        using var peer = await ConnectAsync(bench);
        var (channel, token) = await OpenPlainAsync(peer);
        await peer.SendAsync(Message('C', channel, token, 2, 1, [9]));
        await peer.SendAsync(Message('F', channel, token, 3, 2, [9]));
        Assert.Equal<StatusCode>(StatusCodes.BadTcpMessageTypeInvalid, await ErrorAsync(peer));
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_left_unread_and_closed_at_the_limit()
    {
        await using var bench = new ChannelBench(o => o with { Limits = new ChannelLimits { MaxQueuedBytes = 4_000_000 } });
        using var peer = await ConnectAsync(bench);
        peer.ReceiveBufferSize = 8192;
        var (channel, token) = await OpenPlainAsync(peer);
        await peer.SendAsync(Message('F', channel, token, 2, 1, "H"u8.ToArray()));
        await ChannelBench.UntilAsync(() => !bench.Handler.Held.IsEmpty);
        var (held, id, _) = bench.Handler.Held.First();
        var large = new byte[300_000];
        for (var i = 0; i < 500 && bench.Handler.Outcomes.All(outcome => outcome.IsGood); i++)
            bench.Handler.Echo(held, id, large);
        await ChannelBench.UntilAsync(() => bench.Listener.Connections == 0);
        Assert.Equal(1, bench.Listener.Statistics.Slow);
        Assert.Equal(StatusCodes.BadConnectionClosed, bench.Handler.Outcomes.Last());
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_in_a_signed_chunk_is_noticed()
    {
        await using var bench = new ChannelBench();
        for (var at = 8; at < 60; at += 7)
        {
            using var relay = new FlippingRelay(bench.EndPoint, at);
            var options = bench.Options("Basic256Sha256", MessageSecurityMode.Sign) with { Port = relay.Port };
            await using var channel = await ClientChannel.OpenAsync(options, default);
            relay.Armed = true;
            await Assert.ThrowsAsync<UaException>(() => ChannelBench.AskAsync(channel, new byte[40]));
        }
        Assert.Empty(bench.Handler.Outcomes);
    }

    private static async Task<Socket> ConnectAsync(ChannelBench bench)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(bench.EndPoint);
        return socket;
    }

    private static byte[] Hello(uint buffer, string url)
    {
        using var writer = new UaWriter();
        new TransportHello(0, buffer, buffer, 0, 0, url).Write(writer);
        return writer.Written.ToArray();
    }

    private static async Task<(uint Channel, uint Token)> OpenPlainAsync(Socket peer)
    {
        await peer.SendAsync(Hello(65_535, "opc.tcp://x"));
        await ReadAsync(peer, new byte[28]);
        var body = OpenRequest.Write(false, MessageSecurityMode.None, [], TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch);
        await peer.SendAsync(OpenChunk.Seal(Millwright.OpcUa.Security.SecurityPolicy.None, null, null, 0, 1, 1, body));
        var head = new byte[8];
        await ReadAsync(peer, head);
        byte[] chunk = [.. head, .. new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4)) - 8]];
        await ReadAsync(peer, chunk.AsMemory(8));
        return Answer(chunk);

        static (uint, uint) Answer(byte[] chunk)
        {
            var opened = OpenChunk.Read(chunk).Open(Millwright.OpcUa.Security.SecurityPolicy.None, null, null, out _, out _);
            var response = OpenResponse.Read(opened);
            return (response.ChannelId, response.TokenId);
        }
    }

    private static byte[] Message(char final, uint channel, uint token, uint number, uint request, byte[] body)
    {
        using var writer = new UaWriter();
        writer.WriteRaw("MSG"u8);
        writer.WriteByte((byte)final);
        writer.WriteInt32(24 + body.Length);
        writer.WriteUInt32(channel);
        writer.WriteUInt32(token);
        writer.WriteUInt32(number);
        writer.WriteUInt32(request);
        writer.WriteRaw(body);
        return writer.Written.ToArray();
    }

    private static async Task<bool> TrySendAsync(Socket peer, byte[] bytes)
    {
        try
        {
            await peer.SendAsync(bytes);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task ReadAsync(Socket peer, Memory<byte> into)
    {
        while (!into.IsEmpty)
        {
            var count = await peer.ReceiveAsync(into);
            Assert.NotEqual(0, count);
            into = into[count..];
        }
    }

    private static async Task<StatusCode> ErrorAsync(Socket peer)
    {
        var head = new byte[12];
        await ReadAsync(peer, head);
        Assert.Equal("ERRF"u8, head.AsSpan(0, 4));
        return new StatusCode(BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8)));
    }
}
