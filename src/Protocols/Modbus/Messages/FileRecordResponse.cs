using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Reply of function 20 (6.14): one group of registers for each group asked for.</summary>
public ref struct FileRecordResponse
{
    private SpanReader _groups;

    private FileRecordResponse(ReadOnlySpan<byte> groups) => _groups = new SpanReader(groups);

    /// <summary>Decodes a reply. All groups are checked here, so that the walk cannot fail.</summary>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out FileRecordResponse response)
    {
        response = default;
        if (!Decoding.HasCode(pdu, ModbusFunction.ReadFileRecord))
            return DecodeStatus.Malformed;
        if (pdu.Length < 2)
            return DecodeStatus.Short;
        if (pdu[1] is < 2 or > ModbusLimits.MaxPduBytes - 2)
            return DecodeStatus.Malformed;
        var status = Decoding.OfLength(pdu.Length, 2 + pdu[1]);
        if (status != DecodeStatus.Complete)
            return status;
        var check = new FileRecordResponse(pdu[2..]);
        while (check.TryNext(out _))
        {
            // Walks to the end.
        }
        if (check._groups.Remaining != 0)
            return DecodeStatus.Malformed;
        response = new FileRecordResponse(pdu[2..]);
        return DecodeStatus.Complete;
    }

    /// <summary>Takes the packed registers of the next group; false after the last.</summary>
    public bool TryNext(out ReadOnlySpan<byte> data)
    {
        data = default;
        var ahead = _groups;
        if (!ahead.TryReadByte(out var length) || length % 2 != 1
            || !ahead.TryReadByte(out var type) || type != FileSubRequest.ReferenceType
            || !ahead.TryReadBytes(length - 1, out data))
        {
            data = default;
            return false;
        }
        _groups = ahead;
        return true;
    }
}
