using System.Buffers;
using System.IO.Compression;

namespace Millwright.Host.Http.Ingest;

/// <summary>The body of a write, unpacked into a pooled buffer.</summary>
internal sealed class WriteBody : IDisposable
{
    private byte[] _buffer;
    private int _length;

    private WriteBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public ReadOnlyMemory<byte> Text => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body.</summary>
    /// <returns>Null when it is larger than allowed, packed or unpacked.</returns>
    /// <exception cref="InvalidDataException">It is not the gzip that it says it is.</exception>
    public static async ValueTask<WriteBody?> ReadAsync(HttpRequest request, bool isGzip, int maxBytes, CancellationToken cancellation)
    {
        const int usualBytes = 64 << 10;
        var body = new WriteBody((int)Math.Min(maxBytes, request.ContentLength ?? usualBytes) + 1);
        try
        {
            await using var unpacked = isGzip ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true) : request.Body;
            while (true)
            {
                if (body._length == body._buffer.Length)
                    body.Grow();
                var read = await unpacked.ReadAsync(body._buffer.AsMemory(body._length), cancellation);
                body._length += read;
                if (body._length > maxBytes)
                    break;
                if (read == 0)
                    return body;
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
        body.Dispose();
        return null;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
