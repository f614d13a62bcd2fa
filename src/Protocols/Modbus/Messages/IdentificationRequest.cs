using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Request of function 43 with MEI type 14 (6.21).</summary>
/// <param name="Level">How much is asked for.</param>
/// <param name="ObjectId">The object to begin with.</param>
public readonly record struct IdentificationRequest(IdentificationLevel Level, byte ObjectId)
{
    /// <summary>The encapsulated interface's type "Read Device Identification".</summary>
    public const byte MeiType = 14;

    public const int PduBytes = 4;

    /// <summary>Decodes a PDU. An unknown level decodes: the answer to it is exception 3.</summary>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out IdentificationRequest request)
    {
        request = default;
        if (!Decoding.HasCode(pdu, ModbusFunction.EncapsulatedInterface) || (pdu.Length > 1 && pdu[1] != MeiType))
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, PduBytes);
        if (status == DecodeStatus.Complete)
            request = new IdentificationRequest((IdentificationLevel)pdu[2], pdu[3]);
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)ModbusFunction.EncapsulatedInterface);
        writer.WriteByte(MeiType);
        writer.WriteByte((byte)Level);
        writer.WriteByte(ObjectId);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
