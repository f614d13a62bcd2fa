using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>
/// Requests of function 20, and requests and replies of function 21: a byte count, then groups. Groups are walked with
/// <see cref="TryNext"/>, so any number of them needs no memory.
/// </summary>
public ref struct FileRecordGroups
{
    private readonly bool _withData;
    private SpanReader _groups;

    private FileRecordGroups(bool withData, ReadOnlySpan<byte> groups)
    {
        _withData = withData;
        _groups = new SpanReader(groups);
    }

    /// <summary>Decodes function 20's request or function 21's request or reply. All groups are checked here, so that the walk cannot fail.</summary>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out FileRecordGroups groups)
    {
        groups = default;
        if (!pdu.IsEmpty && pdu[0] is not (20 or 21))
            return DecodeStatus.Malformed;
        if (pdu.Length < 2)
            return DecodeStatus.Short;
        if (pdu[1] is < FileSubRequest.HeadBytes or > ModbusLimits.MaxPduBytes - 2)
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, 2 + pdu[1]);
        if (status != DecodeStatus.Complete)
            return status;
        var withData = pdu[0] == (byte)ModbusFunction.WriteFileRecord;
        var check = new FileRecordGroups(withData, pdu[2..]);
        while (check.TryNext(out _, out _))
        {
            // Walks to the end.
        }
        if (check._groups.Remaining != 0)
            return DecodeStatus.Malformed;
        groups = new FileRecordGroups(withData, pdu[2..]);
        return DecodeStatus.Complete;
    }

    /// <summary>Takes the next group; false after the last. <paramref name="data"/> is empty for function 20.</summary>
    public bool TryNext(out FileSubRequest group, out ReadOnlySpan<byte> data)
    {
        group = default;
        data = default;
        var ahead = _groups;
        if (!ahead.TryReadByte(out var type) || type != FileSubRequest.ReferenceType
            || !ahead.TryReadUInt16BigEndian(out var file)
            || !ahead.TryReadUInt16BigEndian(out var record)
            || !ahead.TryReadUInt16BigEndian(out var length)
            || (_withData && !ahead.TryReadBytes(length * 2, out data)))
        {
            return false;
        }
        group = new FileSubRequest(file, record, length);
        _groups = ahead;
        return true;
    }

    /// <summary>Writes a PDU with one group; returns its length, 0 when it does not fit.</summary>
    public static int Write(Span<byte> pdu, ModbusFunction function, FileSubRequest group, ReadOnlySpan<ushort> values)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)function);
        writer.WriteByte((byte)(FileSubRequest.HeadBytes + (values.Length * 2)));
        writer.WriteByte(FileSubRequest.ReferenceType);
        writer.WriteUInt16BigEndian(group.File);
        writer.WriteUInt16BigEndian(group.Record);
        writer.WriteUInt16BigEndian(group.Length);
        var data = writer.Skip(values.Length * 2);
        if (writer.Overflowed)
            return 0;
        PackedRegisters.Pack(values, data);
        return writer.Written;
    }
}
