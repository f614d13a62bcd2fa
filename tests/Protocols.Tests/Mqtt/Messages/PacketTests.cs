using Millwright.Mqtt.Messages;
using Millwright.Protocols.Tests.Fakes;

namespace Millwright.Protocols.Tests.Mqtt.Messages;

public sealed class PacketTests
{
    public static TheoryData<string> Names => [.. PacketVectors.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_packet_decodes_and_encodes_to_the_same_bytes(string name)
    {
        var (version, hex) = PacketVectors.All[name];
        var bytes = Hex.Bytes(hex);
        Assert.Equal(FrameStatus.Complete, PacketFrame.TryRead(bytes, MqttLimits.MaxPacketBytes, out var frame, out var needed));
        Assert.Equal(bytes.Length, frame.TotalBytes);
        Assert.Equal(bytes.Length, needed);
        Span<byte> again = stackalloc byte[256];
        Assert.Equal(MqttReasonCode.Success, PacketVectors.Recode(version, frame, again, out var length));
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(again[..length]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_packet_does_not_encode_into_too_little_room(string name)
    {
        var (version, hex) = PacketVectors.All[name];
        var bytes = Hex.Bytes(hex);
        PacketFrame.TryRead(bytes, MqttLimits.MaxPacketBytes, out var frame, out _);
        if (frame.Type is MqttPacketType.PingReq or MqttPacketType.PingResp)
            return;
        for (var room = 0; room < bytes.Length; room++)
        {
            PacketVectors.Recode(version, frame, new byte[room], out var length);
            Assert.Equal(0, length);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_cut_at_any_offset_is_short(string name)
    {
        var bytes = Hex.Bytes(PacketVectors.All[name].Hex);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Equal(FrameStatus.Short, PacketFrame.TryRead(bytes.AsSpan(0, length), MqttLimits.MaxPacketBytes, out _, out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_body_cut_at_any_offset_is_refused_or_another_whole_packet(string name)
    {
        var (version, hex) = PacketVectors.All[name];
        var bytes = Hex.Bytes(hex);
        var again = new byte[256];
        for (var length = 2; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            cut[1] = (byte)(length - 2);
            PacketFrame.TryRead(cut, MqttLimits.MaxPacketBytes, out var frame, out _);
            if (PacketVectors.Recode(version, frame, again, out var written) == MqttReasonCode.Success)
                Assert.InRange(written, 1, length);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_flipped_bit_is_refused_or_encodes_to_what_it_says(string name)
    {
        var (version, hex) = PacketVectors.All[name];
        var bytes = Hex.Bytes(hex);
        var again = new byte[256];
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (PacketFrame.TryRead(flipped, MqttLimits.MaxPacketBytes, out var frame, out _) != FrameStatus.Complete)
                continue;
            if (PacketVectors.Recode(version, frame, again, out var length) != MqttReasonCode.Success)
                continue;
            // A reason of success, and properties that are none, may be left out; nothing else may differ.
            var same = again.AsSpan(0, length).SequenceEqual(flipped.AsSpan(0, frame.TotalBytes));
            Assert.True(same || length < frame.TotalBytes, $"bit {bit}");
        }
    }

    [Theory]
    [InlineData("00 00")]
    [InlineData("11 00")]
    [InlineData("36 00")]
    [InlineData("38 00")]
    [InlineData("60 02")]
    [InlineData("80 02")]
    [InlineData("A0 02")]
    [InlineData("C1 00")]
    [InlineData("30 80808080 01")]
    [InlineData("30 8000")]
    public void A_first_byte_or_length_that_none_may_have_is_malformed(string hex) =>
        Assert.Equal(FrameStatus.Malformed, PacketFrame.TryRead(Hex.Bytes(hex), MqttLimits.MaxPacketBytes, out _, out _));

    [Fact]
    public void A_packet_above_the_limit_is_refused_before_it_has_come() =>
        Assert.Equal(FrameStatus.TooLarge, PacketFrame.TryRead(Hex.Bytes("30 8001"), 128, out _, out _));

    [Theory]
    [InlineData("3.1.1 with the reserved flag", "10 0E 00044D515454 04 03 003C 0002 6331", MqttReasonCode.MalformedPacket)]
    [InlineData("3.1.1 with a password alone", "10 11 00044D515454 04 42 003C 0002 6331 0001 70", MqttReasonCode.MalformedPacket)]
    [InlineData("will QoS 3", "10 0E 00044D515454 04 1E 003C 0002 6331", MqttReasonCode.MalformedPacket)]
    [InlineData("will QoS without a will", "10 0E 00044D515454 04 0A 003C 0002 6331", MqttReasonCode.MalformedPacket)]
    [InlineData("a client identifier with NUL", "10 0E 00044D515454 04 02 003C 0002 6300", MqttReasonCode.MalformedPacket)]
    [InlineData("a client identifier with a surrogate", "10 0F 00044D515454 04 02 003C 0003 EDA080", MqttReasonCode.MalformedPacket)]
    [InlineData("bytes behind", "10 0F 00044D515454 04 02 003C 0002 6331 00", MqttReasonCode.MalformedPacket)]
    [InlineData("another protocol", "10 0E 00044D515455 04 02 003C 0002 6331", MqttReasonCode.UnsupportedProtocolVersion)]
    [InlineData("version 3.1", "10 10 00064D5149736470 03 02 003C 0002 6331", MqttReasonCode.UnsupportedProtocolVersion)]
    [InlineData("version 6", "10 0E 00044D515454 06 02 003C 0002 6331", MqttReasonCode.UnsupportedProtocolVersion)]
    [InlineData("receive maximum 0", "10 10 00044D515454 05 02 0000 03 21 0000 0000", MqttReasonCode.ProtocolError)]
    [InlineData("receive maximum twice", "10 13 00044D515454 05 02 0000 06 21 0001 21 0001 0000", MqttReasonCode.ProtocolError)]
    [InlineData("a property of another packet", "10 10 00044D515454 05 02 0000 03 23 0001 0000", MqttReasonCode.ProtocolError)]
    [InlineData("an unknown property", "10 0F 00044D515454 05 02 0000 02 7F 00 0000", MqttReasonCode.MalformedPacket)]
    [InlineData("request problem information 2", "10 0F 00044D515454 05 02 0000 02 17 02 0000", MqttReasonCode.ProtocolError)]
    [InlineData("authentication data without a method", "10 11 00044D515454 05 02 0000 04 16 0001 01 0000", MqttReasonCode.ProtocolError)]
    public void A_wrong_CONNECT_is_refused_for_what_is_wrong(string what, string hex, MqttReasonCode code)
    {
        PacketFrame.TryRead(Hex.Bytes(hex), MqttLimits.MaxPacketBytes, out var frame, out _);
        Assert.True(ConnectPacket.TryRead(frame.Body, out _) == code, what);
    }

    [Theory]
    [InlineData("an empty topic", MqttVersion.V311, 0, "0000", MqttReasonCode.TopicNameInvalid)]
    [InlineData("an empty topic without alias", MqttVersion.V5, 0, "0000 00", MqttReasonCode.ProtocolError)]
    [InlineData("a wildcard", MqttVersion.V311, 0, "0003 612F23", MqttReasonCode.TopicNameInvalid)]
    [InlineData("bad UTF-8", MqttVersion.V311, 0, "0002 C328", MqttReasonCode.MalformedPacket)]
    [InlineData("packet identifier 0", MqttVersion.V311, 2, "0001 61 0000", MqttReasonCode.MalformedPacket)]
    [InlineData("topic alias 0", MqttVersion.V5, 0, "0001 61 03 23 0000", MqttReasonCode.TopicAliasInvalid)]
    [InlineData("subscription identifier 0", MqttVersion.V5, 0, "0001 61 02 0B 00", MqttReasonCode.ProtocolError)]
    [InlineData("a wildcard in the response topic", MqttVersion.V5, 0, "0001 61 04 08 0001 23", MqttReasonCode.ProtocolError)]
    [InlineData("payload format 2", MqttVersion.V5, 0, "0001 61 02 01 02", MqttReasonCode.ProtocolError)]
    [InlineData("properties longer than the packet", MqttVersion.V5, 0, "0001 61 7F", MqttReasonCode.MalformedPacket)]
    public void A_wrong_PUBLISH_is_refused_for_what_is_wrong(string what, MqttVersion version, byte flags, string hex, MqttReasonCode code) =>
        Assert.True(PublishPacket.TryRead(flags, Hex.Bytes(hex), version, out _) == code, what);

    [Theory]
    [InlineData("no filter", MqttVersion.V311, "0001", MqttReasonCode.ProtocolError)]
    [InlineData("QoS 3", MqttVersion.V311, "0001 0001 61 03", MqttReasonCode.MalformedPacket)]
    [InlineData("options of 5", MqttVersion.V311, "0001 0001 61 04", MqttReasonCode.MalformedPacket)]
    [InlineData("reserved bits", MqttVersion.V5, "0001 00 0001 61 40", MqttReasonCode.MalformedPacket)]
    [InlineData("retain handling 3", MqttVersion.V5, "0001 00 0001 61 30", MqttReasonCode.ProtocolError)]
    [InlineData("no local on a shared one", MqttVersion.V5, "0001 00 000A 2473686172652F672F61 04", MqttReasonCode.ProtocolError)]
    public void A_wrong_SUBSCRIBE_is_refused_for_what_is_wrong(string what, MqttVersion version, string hex, MqttReasonCode code) =>
        Assert.True(SubscribePacket.TryRead(Hex.Bytes(hex), version, out _) == code, what);
}
