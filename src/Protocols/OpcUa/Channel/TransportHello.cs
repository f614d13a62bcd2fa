using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>The buffers and limits in a Hello or an Acknowledge. A limit of 0 is none.</summary>
internal readonly record struct TransportHello(
    uint Version, uint ReceiveBufferBytes, uint SendBufferBytes, uint MaxMessageBytes, uint MaxChunkCount, string? EndpointUrl)
{
    /// <summary>The longest endpoint URL, in bytes (OPC 10000-6, 7.1.2.3).</summary>
    public const int MaxUrlBytes = 4096;

    /// <summary>What this side takes and sends.</summary>
    public static TransportHello Of(ChannelLimits limits, string? endpointUrl) => new(
        0, (uint)limits.ReceiveBufferBytes, (uint)limits.SendBufferBytes, (uint)limits.MaxMessageBytes, (uint)limits.MaxChunkCount, endpointUrl);

    /// <summary>A Hello where there is a URL, otherwise an Acknowledge.</summary>
    public void Write(UaWriter writer)
    {
        var start = writer.Reserve(ChunkHeader.Bytes);
        writer.WriteUInt32(Version);
        writer.WriteUInt32(ReceiveBufferBytes);
        writer.WriteUInt32(SendBufferBytes);
        writer.WriteUInt32(MaxMessageBytes);
        writer.WriteUInt32(MaxChunkCount);
        if (EndpointUrl is not null)
            writer.WriteString(EndpointUrl);
        var type = EndpointUrl is null ? ChunkType.Acknowledge : ChunkType.Hello;
        new ChunkHeader(type, ChunkHeader.Last, writer.Length - start).Write(writer.Written[start..]);
    }

    /// <exception cref="UaException">Malformed, or a buffer is below the least.</exception>
    public static TransportHello Read(ReadOnlySpan<byte> chunk, bool withUrl)
    {
        var reader = new UaReader(chunk[ChunkHeader.Bytes..]);
        var hello = new TransportHello(reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32(), null);
        if (hello.ReceiveBufferBytes < ChannelLimits.LeastBufferBytes || hello.SendBufferBytes < ChannelLimits.LeastBufferBytes)
        {
            throw new UaException(
                StatusCodes.BadConnectionRejected,
                $"buffers of {hello.ReceiveBufferBytes} and {hello.SendBufferBytes} bytes; OPC UA asks for {ChannelLimits.LeastBufferBytes} at least");
        }
        if (!withUrl)
            return hello;
        var url = reader.ReadStringBytes(out _);
        if (url.Length > MaxUrlBytes)
            throw new UaException(StatusCodes.BadTcpEndpointUrlInvalid, $"an endpoint URL of {url.Length} bytes; {MaxUrlBytes} are allowed");
        return hello with { EndpointUrl = System.Text.Encoding.UTF8.GetString(url) };
    }
}
