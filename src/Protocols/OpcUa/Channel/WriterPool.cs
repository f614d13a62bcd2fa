using System.Collections.Concurrent;
using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Channel;

/// <summary>Keeps writers for the next message. Each comes with room for a chunk's headers in front.</summary>
internal sealed class WriterPool(int maxMessageBytes) : IDisposable
{
    private const int MaxKept = 64;
    private const int MaxKeptBytes = 256 * 1024;

    private readonly ConcurrentQueue<UaWriter> _kept = new();

    public UaWriter Rent()
    {
        if (!_kept.TryDequeue(out var writer))
            writer = new UaWriter(8192, maxMessageBytes);
        writer.Reserve(ChunkHeader.MessageHeaderBytes);
        return writer;
    }

    public void Return(UaWriter writer)
    {
        if (writer.Length > MaxKeptBytes || _kept.Count >= MaxKept)
        {
            writer.Dispose();
            return;
        }
        writer.Clear();
        _kept.Enqueue(writer);
    }

    public void Dispose()
    {
        while (_kept.TryDequeue(out var writer))
            writer.Dispose();
    }
}
