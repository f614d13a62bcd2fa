using System.Net;
using Millwright.Modbus.Framing;
using Millwright.Wire.Transports;

namespace Millwright.Modbus.Server;

/// <summary>Answers datagrams. A datagram that is not exactly one frame is dropped and counted.</summary>
internal sealed class UdpResponder(RequestHandler handler, ModbusServerOptions options) : IDatagramReceiver
{
    private readonly FrameReader _reader = new(ModbusFraming.Mbap, FrameSide.Server);
    private readonly byte[] _output = new byte[FrameWriter.MaxFrameBytes];
    private int _delayed;

    public UdpListener? Listener { get; set; }

    public void OnDatagram(ReadOnlySpan<byte> datagram, SocketAddress from)
    {
        _reader.Reset();
        var status = _reader.Next(ref datagram, out var request);
        if (status != FrameStatus.Complete || !datagram.IsEmpty)
        {
            handler.CountDamaged();
            return;
        }
        var busy = Volatile.Read(ref _delayed) >= options.MaxDelayedReplies;
        var length = handler.Handle(ModbusFraming.Mbap, null, busy, request, _output, out var verdict);
        if (length <= 0)
            return;
        if (verdict.Delay <= TimeSpan.Zero)
        {
            _ = Listener?.SendTo(_output.AsSpan(0, length), from);
            return;
        }
        var copy = new SocketAddress(from.Family, from.Size);
        from.Buffer.Span[..from.Size].CopyTo(copy.Buffer.Span);
        Interlocked.Increment(ref _delayed);
        _ = SendLaterAsync(_output.AsSpan(0, length).ToArray(), copy, verdict.Delay);
    }

    private async Task SendLaterAsync(byte[] frame, SocketAddress to, TimeSpan delay)
    {
        await Task.Delay(delay, options.Time).ConfigureAwait(false);
        _ = Listener?.SendTo(frame, to);
        Interlocked.Decrement(ref _delayed);
    }
}
