using Millwright.Modbus.Framing;
using Millwright.Protocols.Tests.Fakes;

namespace Millwright.Protocols.Tests.Modbus;

public sealed class FrameReaderTests
{
    private const string MbapFrame = "00 07 00 00 00 06 11 03 00 6B 00 03";
    private const string RtuRequest = "11 03 00 6B 00 03 76 87";

    public static TheoryData<ModbusFraming> Framings => [ModbusFraming.Mbap, ModbusFraming.Rtu, ModbusFraming.Ascii];

    [Theory]
    [MemberData(nameof(Framings))]
    public void A_frame_arrives_whole_cut_anywhere_and_byte_by_byte(ModbusFraming framing)
    {
        var frame = Frame(framing);
        for (var cut = 0; cut <= frame.Length; cut++)
            Assert.Equal(["11 03006B0003"], Read(new FrameReader(framing, FrameSide.Server), frame[..cut], frame[cut..]).Frames);
        Assert.Equal(["11 03006B0003"], Read(new FrameReader(framing, FrameSide.Server), [.. frame.Select(b => new[] { b })]).Frames);
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public void Frames_that_arrive_together_are_all_found(ModbusFraming framing)
    {
        var frame = Frame(framing);
        byte[] three = [.. frame, .. frame, .. frame];
        for (var cut = 0; cut <= three.Length; cut++)
            Assert.Equal(3, Read(new FrameReader(framing, FrameSide.Server), three[..cut], three[cut..]).Frames.Count);
    }

    [Theory]
    [InlineData(ModbusFraming.Rtu)]
    [InlineData(ModbusFraming.Ascii)]
    public void No_flipped_bit_gets_past_the_checksum(ModbusFraming framing)
    {
        var frame = Frame(framing);
        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            var flipped = (byte[])frame.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            // Bit 5 of a letter is its case, and ASCII reads both.
            if (framing == ModbusFraming.Ascii && char.IsAsciiLetter((char)frame[bit / 8]) && bit % 8 == 5)
                continue;
            Assert.Empty(Read(new FrameReader(framing, FrameSide.Server), flipped).Frames);
        }
    }

    [Theory]
    [InlineData("00 07 00 01 00 06 11 03 00 6B 00 03")]
    [InlineData("00 07 00 00 00 01 11")]
    [InlineData("00 07 00 00 00 FF 11")]
    [InlineData("00 07 00 00 FF FF")]
    [InlineData("00 07 00 01")]
    public void An_mbap_header_that_cannot_be_loses_the_stream(string text) =>
        Assert.Equal(FrameStatus.Lost, Read(new FrameReader(ModbusFraming.Mbap, FrameSide.Client), Hex.Bytes(text)).Last);

    [Fact]
    public void A_client_finds_its_reply_behind_noise_and_a_bad_checksum()
    {
        var reader = new FrameReader(ModbusFraming.Rtu, FrameSide.Client);
        reader.Expect(0x11, 3);
        var good = Rtu(0x11, "03 02 12 34");
        var bad = Rtu(0x11, "03 02 12 34");
        bad[3] ^= 1;
        var read = Read(reader, [0xFF, 0x00, 0x11, .. bad, .. good]);
        Assert.Equal(["11 03021234"], read.Frames);
        Assert.True(read.Damaged > 0);
    }

    [Fact]
    public void A_server_passes_over_a_neighbours_reply()
    {
        var reader = new FrameReader(ModbusFraming.Rtu, FrameSide.Server);
        var read = Read(reader, [.. Rtu(5, "03 04 00 01 00 02"), .. Hex.Bytes(RtuRequest)]);
        Assert.Equal(["11 03006B0003"], read.Frames);
        Assert.Equal(0, read.Damaged);
    }

    [Fact]
    public void A_server_drops_the_whole_burst_after_a_bad_checksum()
    {
        var broken = Rtu(0x11, "10 00 00 00 04 08 11 06 00 01 00 03 9A 9B");
        broken[^1] ^= 1;
        Assert.Empty(Read(new FrameReader(ModbusFraming.Rtu, FrameSide.Server), broken).Frames);
    }

    [Fact]
    public void A_colon_begins_a_new_ascii_frame_wherever_it_stands()
    {
        var frame = Frame(ModbusFraming.Ascii);
        var read = Read(new FrameReader(ModbusFraming.Ascii, FrameSide.Server), [.. frame[..7], .. frame]);
        Assert.Equal(["11 03006B0003"], read.Frames);
        Assert.Equal(1, read.Damaged);
    }

    [Fact]
    public void The_ascii_delimiter_can_be_changed()
    {
        var reader = new FrameReader(ModbusFraming.Ascii, FrameSide.Server) { AsciiDelimiter = (byte)'#' };
        var frame = new byte[FrameWriter.MaxFrameBytes];
        var length = FrameWriter.WriteAscii(0x11, Hex.Bytes("03 00 6B 00 03"), frame, (byte)'#');
        Assert.Single(Read(reader, frame[..length]).Frames);
        Assert.Empty(Read(reader, Frame(ModbusFraming.Ascii)).Frames);
    }

    [Fact]
    public void The_largest_pdu_passes_every_framing()
    {
        var pdu = new byte[253];
        pdu[0] = 16;
        pdu[5] = 247;
        foreach (var framing in Enum.GetValues<ModbusFraming>())
        {
            var frame = new byte[FrameWriter.MaxFrameBytes];
            var length = FrameWriter.Write(framing, 1, 1, pdu, frame);
            Assert.Single(Read(new FrameReader(framing, FrameSide.Server), frame[..length]).Frames);
        }
    }

    [Fact]
    public void Frames_look_as_in_the_specification()
    {
        Assert.Equal(Hex.Bytes(RtuRequest), Rtu(0x11, "03 00 6B 00 03"));
        Assert.Equal(":1103006B00037E\r\n", System.Text.Encoding.ASCII.GetString(Frame(ModbusFraming.Ascii)));
        Assert.Equal(Hex.Bytes(MbapFrame), Frame(ModbusFraming.Mbap));
    }

    private static byte[] Rtu(byte unit, string pdu) => Frame(ModbusFraming.Rtu, unit, pdu);

    private static byte[] Frame(ModbusFraming framing, byte unit = 0x11, string pdu = "03 00 6B 00 03")
    {
        var frame = new byte[FrameWriter.MaxFrameBytes];
        return frame[..FrameWriter.Write(framing, 7, unit, Hex.Bytes(pdu), frame)];
    }

    private static (List<string> Frames, int Damaged, FrameStatus Last) Read(FrameReader reader, params byte[][] pieces)
    {
        var frames = new List<string>();
        var damaged = 0;
        var last = FrameStatus.Short;
        foreach (var piece in pieces)
        {
            ReadOnlySpan<byte> rest = piece;
            while (true)
            {
                var status = reader.Next(ref rest, out var frame);
                if (status == FrameStatus.Short)
                    break;
                last = status;
                if (status == FrameStatus.Complete)
                    frames.Add($"{frame.Unit:X2} {Convert.ToHexString(frame.Pdu)}");
                else if (status != FrameStatus.Foreign)
                    damaged++;
                if (status == FrameStatus.Lost)
                    return (frames, damaged, last);
            }
        }
        return (frames, damaged, last);
    }
}
