using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Reply of function 12 (6.10): counters and the last events, newest first.</summary>
public readonly ref struct EventLogResponse(bool busy, ushort eventCount, ushort messageCount, ReadOnlySpan<byte> events)
{
    private const int HeadBytes = 6;

    public bool Busy { get; } = busy;

    public ushort EventCount { get; } = eventCount;

    public ushort MessageCount { get; } = messageCount;

    /// <summary>Up to 64 event bytes.</summary>
    public ReadOnlySpan<byte> Events { get; } = events;

    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out EventLogResponse response)
    {
        response = default;
        if (!Decoding.HasCode(pdu, ModbusFunction.GetCommEventLog))
            return DecodeStatus.Malformed;
        if (pdu.Length < 2)
            return DecodeStatus.Short;
        if (pdu[1] is < HeadBytes or > HeadBytes + ModbusLimits.MaxEventLogEvents)
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, 2 + pdu[1]);
        if (status == DecodeStatus.Complete)
            response = new EventLogResponse(Decoding.Word(pdu, 2) != 0, Decoding.Word(pdu, 4), Decoding.Word(pdu, 6), pdu[8..]);
        return status;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)ModbusFunction.GetCommEventLog);
        writer.WriteByte((byte)(HeadBytes + Events.Length));
        writer.WriteUInt16BigEndian(Busy ? (ushort)0xFFFF : (ushort)0);
        writer.WriteUInt16BigEndian(EventCount);
        writer.WriteUInt16BigEndian(MessageCount);
        writer.WriteBytes(Events);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
