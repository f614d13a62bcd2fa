using System.Net;

namespace Millwright.Wire.Transports;

/// <summary>What a <see cref="UdpListener"/> hands its datagrams to, one at a time, on the thread that does the I/O.</summary>
public interface IDatagramReceiver
{
    /// <summary>One datagram. Span and address are only valid during the call; answer with <see cref="UdpListener.SendTo"/>.</summary>
    void OnDatagram(ReadOnlySpan<byte> datagram, SocketAddress from);
}
