using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>Why a side closes the connection (OPC 10000-6, 7.1.2.5), or why it gives a message up (6.7.3).</summary>
internal readonly record struct TransportError(StatusCode Status, string? Reason)
{
    private const int MaxReasonChars = 1024;

    /// <summary>Writes an Error chunk.</summary>
    public void Write(UaWriter writer)
    {
        var start = writer.Reserve(ChunkHeader.Bytes);
        WriteBody(writer);
        new ChunkHeader(ChunkType.Error, ChunkHeader.Last, writer.Length - start).Write(writer.Written[start..]);
    }

    public void WriteBody(UaWriter writer)
    {
        writer.WriteStatusCode(Status);
        writer.WriteString(Reason is { Length: > MaxReasonChars } ? Reason[..MaxReasonChars] : Reason);
    }

    /// <exception cref="UaException">Malformed.</exception>
    public static TransportError Read(ReadOnlySpan<byte> body)
    {
        var reader = new UaReader(body);
        return new TransportError(reader.ReadStatusCode(), reader.ReadString());
    }
}
