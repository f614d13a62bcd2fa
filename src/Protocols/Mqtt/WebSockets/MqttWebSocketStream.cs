using System.Net.WebSockets;

namespace Millwright.Mqtt.WebSockets;

/// <summary>A WebSocket as a stream of MQTT bytes: binary messages, wherever they begin and end (MQTT 5, 6). Owns the socket.</summary>
public sealed class MqttWebSocketStream(WebSocket socket) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ValueWebSocketReceiveResult result;
            try
            {
                result = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (WebSocketException failure)
            {
                throw new IOException(failure.Message, failure);
            }
            if (result.MessageType == WebSocketMessageType.Close)
                return 0;
            // Anything but binary frames ends the connection (MQTT-6.0.0-1).
            if (result.MessageType != WebSocketMessageType.Binary)
                throw new IOException("The peer sent a WebSocket text message; MQTT travels in binary ones.");
            if (result.Count > 0)
                return result.Count;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        catch (WebSocketException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Asynchronous only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Asynchronous only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            socket.Dispose();
        base.Dispose(disposing);
    }
}
