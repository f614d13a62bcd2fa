using Millwright.Wire.Transports;

namespace Millwright.Mqtt.Server;

/// <summary>
/// What one turn of the loop sends. Packets are encoded once into one buffer, connections hold slices of it, and at the end of the turn
/// each connection's slices go out in as few writes as possible. Nothing of the buffer lives longer than the turn.
/// </summary>
internal sealed class TurnOutput
{
    private const int StandardBytes = 512 * 1024;

    private readonly List<BrokerConnection> _dirty = [];
    private readonly byte[] _gathered = GC.AllocateUninitializedArray<byte>(Transport.MaxPendingBytes);
    private List<BrokerConnection> _hungry = [];
    private List<BrokerConnection> _feeding = [];
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(StandardBytes);
    private int _used;

    /// <summary>Changes whenever slices become invalid.</summary>
    public int Epoch { get; private set; }

    /// <summary>Room for a packet; sends what is there already when the buffer is full.</summary>
    public Span<byte> Reserve(int bytes, out int offset)
    {
        if (bytes > _buffer.Length - _used)
        {
            Send();
            if (bytes > _buffer.Length)
                _buffer = GC.AllocateUninitializedArray<byte>(bytes);
        }
        offset = _used;
        _used += bytes;
        return _buffer.AsSpan(offset, bytes);
    }

    public ReadOnlySpan<byte> Slice(int offset, int length) => _buffer.AsSpan(offset, length);

    public void MarkDirty(BrokerConnection connection) => _dirty.Add(connection);

    /// <summary>The connection has more to send from its session's queue once this turn's output is out.</summary>
    public void MarkHungry(BrokerConnection connection) => _hungry.Add(connection);

    /// <summary>Sends everything, and what the queues of sessions still hold as far as it goes.</summary>
    public void Flush()
    {
        while (_dirty.Count > 0 || _hungry.Count > 0)
        {
            Send();
            (_hungry, _feeding) = (_feeding, _hungry);
            foreach (var connection in _feeding)
                connection.Feed();
            _feeding.Clear();
        }
    }

    private void Send()
    {
        foreach (var connection in _dirty)
            connection.SendTurn(_buffer, _gathered);
        _dirty.Clear();
        _used = 0;
        Epoch++;
        if (_buffer.Length > StandardBytes)
            _buffer = GC.AllocateUninitializedArray<byte>(StandardBytes);
    }
}
