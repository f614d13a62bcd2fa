using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>A server that opened the connection by itself says who it is and waits for a Hello (OPC 10000-6, 7.1.2.6).</summary>
internal readonly record struct TransportReverseHello(string ServerUri, string EndpointUrl)
{
    public void Write(UaWriter writer)
    {
        var start = writer.Reserve(ChunkHeader.Bytes);
        writer.WriteString(ServerUri);
        writer.WriteString(EndpointUrl);
        new ChunkHeader(ChunkType.ReverseHello, ChunkHeader.Last, writer.Length - start).Write(writer.Written[start..]);
    }

    /// <exception cref="UaException">Malformed or too long.</exception>
    public static TransportReverseHello Read(ReadOnlySpan<byte> chunk)
    {
        var reader = new UaReader(chunk[ChunkHeader.Bytes..], new UaLimits { MaxStringBytes = TransportHello.MaxUrlBytes });
        return new TransportReverseHello(reader.ReadString() ?? "", reader.ReadString() ?? "");
    }
}
