using Millwright.Modbus.Messages;

namespace Millwright.Protocols.Tests.Modbus;

/// <summary>Every message as bytes, most from the examples of MODBUS Application Protocol 1.1b3, with its decoder and encoder.</summary>
public static class MessageVectors
{
    public delegate DecodeStatus Decoder(ReadOnlySpan<byte> pdu, Span<byte> again, out int length);

    public static readonly Dictionary<string, (string Pdu, Decoder Decode)> All = new()
    {
        ["1 read coils request"] = ("01 00 13 00 13", ReadRequestOf),
        ["1 read coils response"] = ("01 03 CD 6B 05", ReadResponseOf),
        ["2 read discrete inputs request"] = ("02 00 C4 00 16", ReadRequestOf),
        ["2 read discrete inputs response"] = ("02 03 AC DB 35", ReadResponseOf),
        ["3 read holding registers request"] = ("03 00 6B 00 03", ReadRequestOf),
        ["3 read holding registers response"] = ("03 06 02 2B 00 00 00 64", ReadResponseOf),
        ["4 read input registers request"] = ("04 00 08 00 01", ReadRequestOf),
        ["4 read input registers response"] = ("04 02 00 0A", ReadResponseOf),
        ["5 write single coil"] = ("05 00 AC FF 00", WriteSingleOf),
        ["6 write single register"] = ("06 00 01 00 03", WriteSingleOf),
        ["7 read exception status request"] = ("07", PlainOf),
        ["7 read exception status response"] = ("07 6D", ExceptionStatusOf),
        ["8 return query data"] = ("08 00 00 A5 37", DiagnosticsOf),
        ["8 restart communications"] = ("08 00 01 FF 00", DiagnosticsOf),
        ["8 bus message count"] = ("08 00 0B 00 00", DiagnosticsOf),
        ["11 event counter request"] = ("0B", PlainOf),
        ["11 event counter response"] = ("0B FF FF 01 08", EventCounterOf),
        ["12 event log request"] = ("0C", PlainOf),
        ["12 event log response"] = ("0C 08 00 00 01 08 01 21 20 00", EventLogOf),
        ["15 write coils request"] = ("0F 00 13 00 0A 02 CD 01", WriteMultipleRequestOf),
        ["15 write coils response"] = ("0F 00 13 00 0A", WriteMultipleResponseOf),
        ["16 write registers request"] = ("10 00 01 00 02 04 00 0A 01 02", WriteMultipleRequestOf),
        ["16 write registers response"] = ("10 00 01 00 02", WriteMultipleResponseOf),
        ["17 server id request"] = ("11", PlainOf),
        ["17 server id response"] = ("11 03 4D 57 FF", ServerIdOf),
        ["20 read file request"] = ("14 0E 06 00 04 00 01 00 02 06 00 03 00 09 00 02", FileGroupsOf),
        ["20 read file response"] = ("14 0C 05 06 0D FE 00 20 05 06 33 CD 00 40", FileResponseOf),
        ["21 write file"] = ("15 0D 06 00 04 00 07 00 03 06 AF 04 BE 10 0D", FileGroupsOf),
        ["22 mask write"] = ("16 00 04 00 F2 00 25", MaskOf),
        ["23 read write request"] = ("17 00 03 00 06 00 0E 00 03 06 00 FF 00 FF 00 FF", ReadWriteOf),
        ["23 read write response"] = ("17 0C 00 FE 0A CD 00 01 00 03 00 0D 00 FF", ReadResponseOf),
        ["24 fifo request"] = ("18 04 DE", FifoRequestOf),
        ["24 fifo response"] = ("18 00 06 00 02 01 B8 12 84", FifoResponseOf),
        ["43 identification request"] = ("2B 0E 01 00", IdentificationRequestOf),
        ["43 identification response"] = ("2B 0E 01 01 00 00 03 00 02 4D 57 01 01 50 02 03 76 31 30", IdentificationResponseOf),
        ["exception"] = ("81 02", ExceptionOf),
    };

    private static DecodeStatus ReadRequestOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = ReadRequest.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus ReadResponseOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = ReadResponse.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus WriteSingleOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = WriteSingle.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus PlainOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = PlainRequest.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus ExceptionStatusOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = ExceptionStatusResponse.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus DiagnosticsOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = Diagnostics.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus EventCounterOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = EventCounterResponse.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus EventLogOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = EventLogResponse.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus WriteMultipleRequestOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = WriteMultipleRequest.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus WriteMultipleResponseOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = WriteMultipleResponse.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus ServerIdOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = ServerIdResponse.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus FileGroupsOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = FileRecordGroups.TryRead(pdu, out var groups);
        length = 0;
        if (status != DecodeStatus.Complete)
            return status;
        again[0] = pdu[0];
        length = 2;
        while (groups.TryNext(out var group, out var data))
        {
            byte[] head = [6, (byte)(group.File >> 8), (byte)group.File, (byte)(group.Record >> 8), (byte)group.Record, (byte)(group.Length >> 8), (byte)group.Length];
            head.CopyTo(again[length..]);
            data.CopyTo(again[(length + 7)..]);
            length += 7 + data.Length;
        }
        again[1] = (byte)(length - 2);
        return status;
    }

    private static DecodeStatus FileResponseOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = FileRecordResponse.TryRead(pdu, out var response);
        length = 0;
        if (status != DecodeStatus.Complete)
            return status;
        again[0] = pdu[0];
        length = 2;
        while (response.TryNext(out var data))
        {
            (again[length], again[length + 1]) = ((byte)(data.Length + 1), 6);
            data.CopyTo(again[(length + 2)..]);
            length += 2 + data.Length;
        }
        again[1] = (byte)(length - 2);
        return status;
    }

    private static DecodeStatus MaskOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = MaskWrite.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus ReadWriteOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = ReadWriteMultipleRequest.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus FifoRequestOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = FifoRequest.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus FifoResponseOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = FifoResponse.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus IdentificationRequestOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = IdentificationRequest.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }

    private static DecodeStatus IdentificationResponseOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = IdentificationResponse.TryRead(pdu, out var message);
        length = 0;
        if (status != DecodeStatus.Complete)
            return status;
        byte[] head = [0x2B, 14, (byte)message.Level, message.Conformity, message.MoreFollows ? (byte)0xFF : (byte)0, message.NextObjectId, message.ObjectCount];
        head.CopyTo(again);
        length = head.Length;
        while (message.TryNext(out var id, out var value))
        {
            (again[length], again[length + 1]) = (id, (byte)value.Length);
            value.CopyTo(again[(length + 2)..]);
            length += 2 + value.Length;
        }
        return status;
    }

    private static DecodeStatus ExceptionOf(ReadOnlySpan<byte> pdu, Span<byte> again, out int length)
    {
        var status = ExceptionResponse.TryRead(pdu, out var message);
        length = status == DecodeStatus.Complete ? message.WriteTo(again) : 0;
        return status;
    }
}
