using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Reply of function 43 with MEI type 14 (6.21): as many objects as fit, and where to go on.</summary>
public ref struct IdentificationResponse
{
    /// <summary>Bytes before the first object.</summary>
    public const int HeadBytes = 7;

    private SpanReader _objects;

    public IdentificationLevel Level { get; private set; }

    /// <summary>What the device knows; bit 7 says that single objects can be asked for.</summary>
    public byte Conformity { get; private set; }

    /// <summary>Whether another request is needed, from <see cref="NextObjectId"/> on.</summary>
    public bool MoreFollows { get; private set; }

    public byte NextObjectId { get; private set; }

    public byte ObjectCount { get; private set; }

    /// <summary>Decodes a reply. All objects are checked here, so that the walk cannot fail.</summary>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out IdentificationResponse response)
    {
        response = default;
        if (!Decoding.HasCode(pdu, ModbusFunction.EncapsulatedInterface) || (pdu.Length > 1 && pdu[1] != IdentificationRequest.MeiType)
            || pdu.Length > ModbusLimits.MaxPduBytes)
        {
            return DecodeStatus.Malformed;
        }
        if (pdu.Length < HeadBytes)
            return DecodeStatus.Short;
        var objects = new SpanReader(pdu[HeadBytes..]);
        for (var i = 0; i < pdu[6]; i++)
        {
            if (!objects.TryReadByte(out _) || !objects.TryReadByte(out var length) || !objects.TryReadBytes(length, out _))
                return DecodeStatus.Short;
        }
        if (objects.Remaining != 0)
            return DecodeStatus.Malformed;
        response = new IdentificationResponse
        {
            Level = (IdentificationLevel)pdu[2],
            Conformity = pdu[3],
            MoreFollows = pdu[4] != 0,
            NextObjectId = pdu[5],
            ObjectCount = pdu[6],
            _objects = new SpanReader(pdu[HeadBytes..]),
        };
        return DecodeStatus.Complete;
    }

    /// <summary>Takes the next object; false after the last.</summary>
    public bool TryNext(out byte id, out ReadOnlySpan<byte> value)
    {
        value = default;
        return _objects.TryReadByte(out id) && _objects.TryReadByte(out var length) && _objects.TryReadBytes(length, out value);
    }
}
