using Millwright.Modbus.Messages;
using Millwright.Protocols.Tests.Fakes;

namespace Millwright.Protocols.Tests.Modbus;

public sealed class MessageTests
{
    public static TheoryData<string> Names => [.. MessageVectors.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_decodes_and_encodes_to_the_same_bytes(string name)
    {
        var (text, decode) = MessageVectors.All[name];
        var pdu = Hex.Bytes(text);
        Span<byte> again = stackalloc byte[260];
        Assert.Equal(DecodeStatus.Complete, decode(pdu, again, out var length));
        Assert.Equal(Convert.ToHexString(pdu), Convert.ToHexString(again[..length]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_cut_at_any_offset_is_short(string name)
    {
        var (text, decode) = MessageVectors.All[name];
        var pdu = Hex.Bytes(text);
        Span<byte> again = stackalloc byte[260];
        for (var length = 0; length < pdu.Length; length++)
            Assert.Equal(DecodeStatus.Short, decode(pdu.AsSpan(0, length), again, out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_behind_a_message_are_an_error(string name)
    {
        var (text, decode) = MessageVectors.All[name];
        Span<byte> again = stackalloc byte[260];
        Assert.Equal(DecodeStatus.Malformed, decode([.. Hex.Bytes(text), 0], again, out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_flipped_bit_never_decodes_to_the_same_message(string name)
    {
        var (text, decode) = MessageVectors.All[name];
        var pdu = Hex.Bytes(text);
        Span<byte> again = stackalloc byte[260];
        for (var bit = 0; bit < pdu.Length * 8; bit++)
        {
            var flipped = (byte[])pdu.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            // Reserved and boolean bytes may be canonicalised, but what is complete must be encodable without loss of length.
            if (decode(flipped, again, out var length) == DecodeStatus.Complete)
                Assert.Equal(flipped.Length, length);
        }
    }

    [Theory]
    [InlineData("3 read holding registers response", "03 FB")]
    [InlineData("3 read holding registers response", "03 03")]
    [InlineData("3 read holding registers response", "03 00")]
    [InlineData("12 event log response", "0C 05")]
    [InlineData("12 event log response", "0C 47")]
    [InlineData("16 write registers request", "10 00 00 00 7C F8")]
    [InlineData("20 read file request", "14 06")]
    [InlineData("20 read file request", "14 07 05 00 01 00 00 00 01")]
    [InlineData("20 read file response", "14 04 04 06 00 00")]
    [InlineData("23 read write request", "17 00 00 00 01 00 00 00 01 F4")]
    [InlineData("24 fifo response", "18 00 42 00 20")]
    [InlineData("24 fifo response", "18 00 08 00 02")]
    [InlineData("43 identification request", "2B 0D")]
    [InlineData("exception", "81 00")]
    [InlineData("exception", "01")]
    public void An_impossible_length_or_code_is_refused_before_the_rest_arrives(string name, string text)
    {
        Span<byte> again = stackalloc byte[260];
        Assert.Equal(DecodeStatus.Malformed, MessageVectors.All[name].Decode(Hex.Bytes(text), again, out _));
    }

    [Fact]
    public void A_mask_keeps_and_sets_as_the_specification_shows() => Assert.Equal(0x17, new MaskWrite(4, 0xF2, 0x25).Apply(0x12));

    [Fact]
    public void Bits_are_packed_lowest_address_first()
    {
        var packed = new byte[2];
        PackedBits.Pack([true, false, true, true, false, false, true, true, true, false], packed);
        Assert.Equal("CD01", Convert.ToHexString(packed));
        var bits = new bool[10];
        PackedBits.Unpack(packed, bits);
        Assert.Equal([true, false, true, true, false, false, true, true, true, false], bits);
    }

    [Theory]
    [InlineData(ModbusExceptionCode.GatewayTargetFailedToRespond, "gateway target failed to respond (0x0B)")]
    [InlineData((ModbusExceptionCode)0x55, "exception 0x55")]
    public void An_exception_has_a_name(ModbusExceptionCode code, string name) => Assert.Equal(name, code.Describe());
}
