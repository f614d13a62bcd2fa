using System.Buffers;

namespace Millwright.OpcUa.Channel;

/// <summary>A whole answer in a pooled buffer. Dispose it exactly once; nothing of it may be used afterwards.</summary>
public readonly struct ReplyMessage : IDisposable
{
    private readonly byte[]? _buffer;
    private readonly int _length;

    private ReplyMessage(byte[] buffer, int length)
    {
        _buffer = buffer;
        _length = length;
    }

    /// <summary>The id of the answer's encoding and the answer.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(0, _length);

    internal static ReplyMessage Copy(ReadOnlySpan<byte> body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(body.Length);
        body.CopyTo(buffer);
        return new ReplyMessage(buffer, body.Length);
    }

    public void Dispose()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
    }
}
