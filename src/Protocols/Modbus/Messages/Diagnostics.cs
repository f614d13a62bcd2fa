using Millwright.Wire;

namespace Millwright.Modbus.Messages;

/// <summary>Request and reply of function 8 (6.8).</summary>
public readonly ref struct Diagnostics(DiagnosticSubFunction subFunction, ReadOnlySpan<byte> data)
{
    public DiagnosticSubFunction SubFunction { get; } = subFunction;

    /// <summary>One word, except for <see cref="DiagnosticSubFunction.ReturnQueryData"/>, which takes any even number of bytes up to 250.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    /// <summary>The first data word.</summary>
    public ushort Word => Data.Length < 2 ? (ushort)0 : Decoding.Word(Data, 0);

    public static DecodeStatus TryRead(ReadOnlySpan<byte> pdu, out Diagnostics message)
    {
        message = default;
        if (!Decoding.HasCode(pdu, ModbusFunction.Diagnostics))
            return DecodeStatus.Malformed;
        if (pdu.Length < 5)
            return DecodeStatus.Short;
        var sub = (DiagnosticSubFunction)Decoding.Word(pdu, 1);
        var fits = sub == DiagnosticSubFunction.ReturnQueryData
            ? pdu.Length <= ModbusLimits.MaxPduBytes && pdu.Length % 2 == 1
            : pdu.Length == 5;
        if (!fits)
            return DecodeStatus.Malformed;
        message = new Diagnostics(sub, pdu[3..]);
        return DecodeStatus.Complete;
    }

    /// <summary>Encodes the PDU; returns its length, 0 when it does not fit.</summary>
    public int WriteTo(Span<byte> pdu)
    {
        var writer = new SpanWriter(pdu);
        writer.WriteByte((byte)ModbusFunction.Diagnostics);
        writer.WriteUInt16BigEndian((ushort)SubFunction);
        writer.WriteBytes(Data);
        return writer.Overflowed ? 0 : writer.Written;
    }
}
