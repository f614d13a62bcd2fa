using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Millwright.Wire.Transports;

/// <summary>Address and port of a peer in 18 bytes, made into text only when somebody asks. The scope of a link-local address is left out.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal readonly struct PeerAddress
{
    /// <summary>Room for a <c>sockaddr</c> of either family.</summary>
    public const int MaxBytes = 28;

    private const ushort Internet4 = 2;
    private const ulong MappedInternet4 = 0xFFFF_0000_0000;

    private readonly ulong _high;
    private readonly ulong _low;
    private readonly ushort _port;

    /// <param name="address">A <c>sockaddr_in</c> or <c>sockaddr_in6</c> as the kernel fills it in.</param>
    public PeerAddress(ReadOnlySpan<byte> address)
    {
        _port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        if (MemoryMarshal.Read<ushort>(address) == Internet4)
        {
            _low = MappedInternet4 | BinaryPrimitives.ReadUInt32BigEndian(address[4..]);
            return;
        }
        _high = BinaryPrimitives.ReadUInt64BigEndian(address[8..]);
        _low = BinaryPrimitives.ReadUInt64BigEndian(address[16..]);
    }

    /// <summary>Such as <c>10.0.3.17:502</c> or <c>[fe80::1]:502</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
        var address = new IPAddress(bytes);
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, _port).ToString();
    }
}
