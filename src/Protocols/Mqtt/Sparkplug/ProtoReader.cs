using System.Buffers.Binary;

namespace Millwright.Mqtt.Sparkplug;

/// <summary>Reads the fields of one protobuf message (encoding of version 2 and 3) from front to back. A fault is kept; later reads fail too.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public PayloadFault Fault { get; private set; }

    /// <summary>Reads one field; false at the end of the message and at a fault.</summary>
    public bool TryReadField(out ProtoField field)
    {
        field = default;
        if (Fault != PayloadFault.None || _rest.IsEmpty || !TryReadVarint(out var key))
            return false;
        var number = key >> 3;
        if (number is 0 or > ProtoField.MaxNumber)
            return Fail(PayloadFault.BadWire);
        var wire = (ProtoWire)(key & 7);
        ulong bits = 0;
        ReadOnlySpan<byte> content = default;
        var read = wire switch
        {
            ProtoWire.Varint => TryReadVarint(out bits),
            ProtoWire.Fixed64 => TryTake(8, out content),
            ProtoWire.Bytes => TryReadVarint(out bits) && TryTake(bits, out content),
            ProtoWire.Fixed32 => TryTake(4, out content),
            _ => Fail(PayloadFault.BadWire),
        };
        if (!read)
            return false;
        if (wire == ProtoWire.Fixed64)
            bits = BinaryPrimitives.ReadUInt64LittleEndian(content);
        else if (wire == ProtoWire.Fixed32)
            bits = BinaryPrimitives.ReadUInt32LittleEndian(content);
        field = new ProtoField((int)number, wire, bits, content);
        return true;
    }

    /// <summary>Records a fault that the caller found in a field; always false.</summary>
    public bool Fail(PayloadFault fault)
    {
        Fault = fault;
        return false;
    }

    private bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < ProtoField.MaxVarintBytes; i++)
        {
            if (i >= _rest.Length)
                return Fail(PayloadFault.Truncated);
            var part = _rest[i];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }
        return Fail(PayloadFault.BadWire);
    }

    private bool TryTake(ulong count, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (count > (ulong)_rest.Length)
            return Fail(PayloadFault.Truncated);
        content = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return true;
    }
}
