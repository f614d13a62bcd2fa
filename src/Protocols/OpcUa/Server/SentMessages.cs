using System.Buffers;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Messages that were sent and not yet acknowledged, encoded as they were sent (OPC 10000-4, 5.14.1.1). The oldest go when there are too many.</summary>
internal sealed class SentMessages(SubscriptionEngine engine)
{
    private readonly List<(uint Number, byte[] Buffer, int Length)> _messages = [];
    private long _bytes;

    public int Count => _messages.Count;

    public uint this[int index] => _messages[index].Number;

    public void Keep(uint number, ReadOnlySpan<byte> message)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(message.Length);
        message.CopyTo(buffer);
        _messages.Add((number, buffer, message.Length));
        _bytes += message.Length;
        engine.KeptBytes += message.Length;
        var limits = engine.Limits;
        while (_messages.Count > limits.MaxRetransmissions || (_messages.Count > 1 && (_bytes > limits.MaxRetransmissionBytes || engine.KeptBytes > limits.MaxKeptBytes)))
            RemoveAt(0);
    }

    public StatusCode Acknowledge(uint number)
    {
        var index = IndexOf(number);
        if (index < 0)
            return StatusCodes.BadSequenceNumberUnknown;
        RemoveAt(index);
        return StatusCodes.Good;
    }

    /// <summary>The bytes of a message; valid until the next change.</summary>
    public bool TryGet(uint number, out ReadOnlySpan<byte> message)
    {
        var index = IndexOf(number);
        message = index < 0 ? default : _messages[index].Buffer.AsSpan(0, _messages[index].Length);
        return index >= 0;
    }

    /// <summary>Gives the buffers back.</summary>
    public void Clear()
    {
        while (_messages.Count > 0)
            RemoveAt(_messages.Count - 1);
    }

    private int IndexOf(uint number)
    {
        for (var i = 0; i < _messages.Count; i++)
        {
            if (_messages[i].Number == number)
                return i;
        }
        return -1;
    }

    private void RemoveAt(int index)
    {
        _bytes -= _messages[index].Length;
        engine.KeptBytes -= _messages[index].Length;
        ArrayPool<byte>.Shared.Return(_messages[index].Buffer);
        _messages.RemoveAt(index);
    }
}
