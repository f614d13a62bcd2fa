using System.Text;
using Millwright.Wire.Transports;

namespace Millwright.Benchmarks.Mqtt;

/// <summary>A client as cheap as can be: fixed packets of MQTT 3.1.1, counted by their length. It knows no more than the benchmark needs.</summary>
internal sealed class LoadClient : ITransportReceiver, IAsyncDisposable
{
    private const int AckBytes = 4;

    private readonly Transport _transport;
    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _burst;
    private readonly byte[] _acks = new byte[64 * 1024];
    private readonly byte[] _partial;
    private readonly int _messageBytes;
    private readonly int _idOffset;
    private readonly bool _qos1;
    private int _partialCount;
    private ushort _id;

    private LoadClient(Transport transport, string topic, int payload, bool qos1)
    {
        _transport = transport;
        _qos1 = qos1;
        var body = 2 + topic.Length + (qos1 ? 2 : 0) + payload;
        if (body > 127)
            throw new BenchmarkException("the load knows one byte of length only");
        _messageBytes = 2 + body;
        _idOffset = 4 + topic.Length;
        _partial = new byte[_messageBytes];
        var message = new byte[_messageBytes];
        message[0] = (byte)(qos1 ? 0x32 : 0x30);
        message[1] = (byte)body;
        message[3] = (byte)topic.Length;
        Encoding.ASCII.GetBytes(topic).CopyTo(message, 4);
        _burst = new byte[_messageBytes * 512];
        for (var i = 0; i < 512; i++)
            message.CopyTo(_burst, i * _messageBytes);
    }

    /// <summary>Called with the messages that came in one read.</summary>
    public Action<int>? Received { get; set; }

    /// <summary>Called with the acknowledgements that came in one read.</summary>
    public Action<int>? Acknowledged { get; set; }

    public static async Task<LoadClient> ConnectAsync(int port, string clientId, string topic, int payload, bool qos1, TcpOptions options, bool keepsSession = false)
    {
        var client = new LoadClient(await TcpTransport.ConnectAsync("127.0.0.1", port, options, CancellationToken.None), topic, payload, qos1);
        client._transport.Start(client);
        var id = Encoding.ASCII.GetBytes(clientId);
        client._transport.Send([0x10, (byte)(12 + id.Length), 0, 4, .. "MQTT"u8, 4, (byte)(keepsSession ? 0 : 2), 0, 0, 0, (byte)id.Length, .. id]);
        await client._welcomed.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        return client;
    }

    public async Task SubscribeAsync(string filter)
    {
        var name = Encoding.ASCII.GetBytes(filter);
        _transport.Send([0x82, (byte)(5 + name.Length), 0, 1, 0, (byte)name.Length, .. name, (byte)(_qos1 ? 1 : 0)]);
        await _subscribed.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
    }

    public void Publish(int count)
    {
        while (count > 0)
        {
            var burst = Math.Min(count, 512);
            if (_qos1)
            {
                for (var i = 0; i < burst; i++)
                {
                    _id = _id == ushort.MaxValue ? (ushort)1 : (ushort)(_id + 1);
                    _burst[(i * _messageBytes) + _idOffset] = (byte)(_id >> 8);
                    _burst[(i * _messageBytes) + _idOffset + 1] = (byte)_id;
                }
            }
            _transport.Send(_burst.AsSpan(0, burst * _messageBytes));
            count -= burst;
        }
    }

    public void OnReceived(ReadOnlySpan<byte> bytes)
    {
        var (messages, acks, answers) = (0, 0, 0);
        while (!bytes.IsEmpty)
        {
            if (_partialCount > 0)
            {
                var missing = LengthOf(_partial[0]) - _partialCount;
                var take = Math.Min(missing, bytes.Length);
                bytes[..take].CopyTo(_partial.AsSpan(_partialCount));
                _partialCount += take;
                bytes = bytes[take..];
                if (take < missing)
                    break;
                Count(_partial, ref messages, ref acks, ref answers);
                _partialCount = 0;
                continue;
            }
            var length = LengthOf(bytes[0]);
            if (bytes.Length < length)
            {
                bytes.CopyTo(_partial);
                _partialCount = bytes.Length;
                break;
            }
            Count(bytes, ref messages, ref acks, ref answers);
            bytes = bytes[length..];
        }
        if (answers > 0)
            _transport.Send(_acks.AsSpan(0, answers));
        if (messages > 0)
            Received?.Invoke(messages);
        if (acks > 0)
            Acknowledged?.Invoke(acks);
    }

    public void OnClosed(Exception? cause)
    {
        _welcomed.TrySetException(new BenchmarkException("the broker closed a connection"));
        _subscribed.TrySetException(new BenchmarkException("the broker closed a connection"));
    }

    public ValueTask DisposeAsync() => _transport.DisposeAsync();

    private int LengthOf(byte first) => (first >> 4) switch
    {
        3 => _messageBytes,
        9 => 5,
        _ => AckBytes,
    };

    private void Count(ReadOnlySpan<byte> packet, ref int messages, ref int acks, ref int answers)
    {
        switch (packet[0] >> 4)
        {
            case 2:
                _welcomed.TrySetResult();
                break;
            case 3:
                messages++;
                if (_qos1)
                {
                    _acks[answers] = 0x40;
                    _acks[answers + 1] = 2;
                    _acks[answers + 2] = packet[_idOffset];
                    _acks[answers + 3] = packet[_idOffset + 1];
                    answers += AckBytes;
                }
                break;
            case 4:
                acks++;
                break;
            default:
                _subscribed.TrySetResult();
                break;
        }
    }
}
