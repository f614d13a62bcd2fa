using System.Buffers.Binary;
using System.Net.Sockets;

namespace Product.Tests.Simulators;

/// <summary>A master that shows the very bytes: reads of one unit over Modbus TCP, answers as they arrive.</summary>
internal sealed class RawMaster : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };

    public static async Task<RawMaster> ConnectAsync(int port)
    {
        var master = new RawMaster();
        await master._client.ConnectAsync("127.0.0.1", port);
        return master;
    }

    /// <summary>Sends function 3.</summary>
    public async Task AskAsync(ushort transaction, byte unit, ushort address, ushort count)
    {
        var frame = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(frame, transaction);
        frame[5] = 6;
        frame[6] = unit;
        frame[7] = 3;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(8), address);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(10), count);
        await _client.GetStream().WriteAsync(frame);
    }

    /// <summary>The next piece as it arrives; empty when the far side closed.</summary>
    public async Task<byte[]> ReceiveAsync()
    {
        var buffer = new byte[4096];
        try
        {
            var count = await _client.GetStream().ReadAsync(buffer);
            return buffer[..count];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>So many bytes, in whatever pieces.</summary>
    public async Task<(byte[] Bytes, int Pieces)> ReceiveAsync(int count)
    {
        var bytes = new List<byte>();
        var pieces = 0;
        while (bytes.Count < count)
        {
            var piece = await ReceiveAsync();
            if (piece.Length == 0)
                break;
            bytes.AddRange(piece);
            pieces++;
        }
        return ([.. bytes], pieces);
    }

    public void Dispose() => _client.Dispose();
}
