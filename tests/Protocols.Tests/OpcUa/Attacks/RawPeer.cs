using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;

namespace Millwright.Protocols.Tests.OpcUa.Attacks;

/// <summary>A socket that speaks as much of the protocol as it is told to.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly Socket _socket;
    private uint _channel;
    private uint _token;
    private uint _number = 1;

    private RawPeer(Socket socket) => _socket = socket;

    /// <summary>Hello, without a channel.</summary>
    public static byte[] Hello
    {
        get
        {
            using var writer = new UaWriter();
            new TransportHello(0, 65_535, 65_535, 0, 0, "opc.tcp://x").Write(writer);
            return writer.Written.ToArray();
        }
    }

    public static async Task<RawPeer> ConnectAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return new RawPeer(socket);
    }

    /// <summary>Greets and opens a channel without security.</summary>
    public static async Task<RawPeer> OpenAsync(IPEndPoint endPoint)
    {
        var peer = await ConnectAsync(endPoint);
        await peer.SendAsync(Hello);
        await peer.ReceiveAsync();
        var body = OpenRequest.Write(false, MessageSecurityMode.None, [], TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch);
        await peer.SendAsync(OpenChunk.Seal(SecurityPolicy.None, null, null, 0, 1, 1, body));
        peer.Note(await peer.ReceiveAsync());
        return peer;
    }

    /// <summary>Sends; false when the server has hung up.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await _socket.SendAsync(bytes)..];
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A chunk of the channel's next number.</summary>
    /// <param name="kind"><c>C</c> more follows, <c>F</c> the last, <c>A</c> abort.</param>
    /// <param name="request">Which request it belongs to.</param>
    /// <param name="body">What it carries.</param>
    public byte[] Chunk(char kind, uint request, ReadOnlySpan<byte> body)
    {
        using var writer = new UaWriter();
        writer.WriteRaw("MSG"u8);
        writer.WriteByte((byte)kind);
        writer.WriteInt32(24 + body.Length);
        writer.WriteUInt32(_channel);
        writer.WriteUInt32(_token);
        writer.WriteUInt32(++_number);
        writer.WriteUInt32(request);
        writer.WriteRaw(body);
        return writer.Written.ToArray();
    }

    /// <summary>Reads one chunk.</summary>
    public async Task<byte[]> ReceiveAsync()
    {
        var head = new byte[8];
        await FillAsync(head);
        byte[] chunk = [.. head, .. new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4)) - 8]];
        await FillAsync(chunk.AsMemory(8));
        return chunk;
    }

    public void Dispose() => _socket.Dispose();

    private void Note(byte[] chunk)
    {
        var opened = OpenResponse.Read(OpenChunk.Read(chunk).Open(SecurityPolicy.None, null, null, out _, out _));
        (_channel, _token) = (opened.ChannelId, opened.TokenId);
    }

    private async Task FillAsync(Memory<byte> into)
    {
        while (!into.IsEmpty)
        {
            var count = await _socket.ReceiveAsync(into);
            Assert.NotEqual(0, count);
            into = into[count..];
        }
    }
}
