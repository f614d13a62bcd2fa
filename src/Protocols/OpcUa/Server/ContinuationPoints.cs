using System.Buffers.Binary;

namespace Millwright.OpcUa.Server;

/// <summary>What a session's unfinished answers go on with. The number is limited; a client that never comes back for them loses none of others.</summary>
internal sealed class ContinuationPoints<T>(int limit)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, T> _points = [];
    private ulong _last;

    public int Count
    {
        get
        {
            lock (_lock)
                return _points.Count;
        }
    }

    /// <summary>Keeps a point; null when the session has as many as it may.</summary>
    public byte[]? TryAdd(T point)
    {
        lock (_lock)
        {
            if (_points.Count >= limit)
                return null;
            _points[++_last] = point;
            var id = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(id, _last);
            return id;
        }
    }

    /// <summary>Takes a point out.</summary>
    public bool TryTake(ReadOnlySpan<byte> id, out T point)
    {
        point = default!;
        if (id.Length != 8)
            return false;
        lock (_lock)
            return _points.Remove(BinaryPrimitives.ReadUInt64LittleEndian(id), out point!);
    }

    public void Clear()
    {
        lock (_lock)
            _points.Clear();
    }
}
