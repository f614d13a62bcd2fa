namespace Millwright.Modbus.Framing;

/// <summary>
/// Finds frames in whatever pieces a line delivers. A frame that arrives whole is read where it lies; only a piece is copied.
/// Total: any bytes give one of the four statuses and never more memory than the two buffers made at the start.
/// </summary>
public sealed class FrameReader(ModbusFraming framing, FrameSide side)
{
    // Two of the largest frames: with fewer than one frame's bytes kept, a further piece always fits.
    private readonly byte[] _kept = new byte[2 * FrameWriter.MaxFrameBytes];
    private readonly byte[] _decoded = framing == ModbusFraming.Ascii ? new byte[RtuLength.MaxFrameBytes] : [];
    private int _count;
    private int _taken;
    private byte _expectedUnit;
    private byte _expectedFunction;

    /// <summary>Bytes of an unfinished frame.</summary>
    public int Kept => _count - _taken;

    /// <summary>The end character of ASCII frames; function 8 sub-function 3 changes it.</summary>
    public byte AsciiDelimiter { get; set; } = (byte)'\n';

    /// <summary>
    /// Tells a client's reader which reply is awaited. After a bad checksum on a line without lengths it then finds the next
    /// place where that reply could begin. 0 as function ends the expectation.
    /// </summary>
    public void Expect(byte unit, byte function) => (_expectedUnit, _expectedFunction) = (unit, function);

    /// <summary>Forgets an unfinished frame: the line was silent for longer than a frame allows, or a datagram ended.</summary>
    public void Reset() => (_count, _taken) = (0, 0);

    /// <summary>Takes the next frame from what is kept and from <paramref name="input"/>, which moves forward. Call until <see cref="FrameStatus.Short"/>.</summary>
    public FrameStatus Next(scoped ref ReadOnlySpan<byte> input, out ModbusFrame frame)
    {
        Compact();
        if (_count == 0)
        {
            var whole = Parse(input);
            if (whole.Status == FrameStatus.Short)
            {
                Keep(ref input);
                frame = default;
                return FrameStatus.Short;
            }
            frame = FrameOf(whole, input);
            input = input[whole.Used..];
            return whole.Status;
        }
        while (true)
        {
            Keep(ref input);
            var found = Parse(_kept.AsSpan(0, _count));
            if (found.Status != FrameStatus.Short)
            {
                _taken = found.Used;
                frame = FrameOf(found, _kept);
                return found.Status;
            }
            if (input.IsEmpty)
            {
                frame = default;
                return FrameStatus.Short;
            }
        }
    }

    private ModbusFrame FrameOf(FoundFrame found, ReadOnlySpan<byte> raw)
    {
        if (found.Status != FrameStatus.Complete)
            return default;
        var source = framing == ModbusFraming.Ascii ? _decoded : raw;
        return new ModbusFrame(found.Transaction, found.Unit, source.Slice(found.PduOffset, found.PduLength));
    }

    private void Compact()
    {
        if (_taken == 0)
            return;
        _kept.AsSpan(_taken, _count - _taken).CopyTo(_kept);
        _count -= _taken;
        _taken = 0;
    }

    private void Keep(scoped ref ReadOnlySpan<byte> input)
    {
        var take = Math.Min(input.Length, _kept.Length - _count);
        input[..take].CopyTo(_kept.AsSpan(_count));
        _count += take;
        input = input[take..];
    }

    private FoundFrame Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return FoundFrame.Short;
        return framing switch
        {
            ModbusFraming.Mbap => MbapParser.Parse(bytes),
            ModbusFraming.Ascii => AsciiParser.Parse(bytes, _decoded, AsciiDelimiter),
            _ when side == FrameSide.Server => RtuParser.ParseRequest(bytes),
            _ => RtuParser.ParseResponse(bytes, _expectedUnit, _expectedFunction),
        };
    }
}
