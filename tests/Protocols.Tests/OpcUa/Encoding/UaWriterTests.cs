using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Encoding;

public sealed class UaWriterTests
{
    [Fact]
    public void The_buffer_grows_and_keeps_what_was_written()
    {
        using var writer = new UaWriter(1);
        for (var i = 0; i < 100_000; i++)
            writer.WriteInt32(i);
        var reader = new UaReader(writer.Written);
        for (var i = 0; i < 100_000; i++)
            Assert.Equal(i, reader.ReadInt32());
    }

    [Fact]
    public void A_message_above_the_limit_is_an_error_with_its_status()
    {
        using var writer = new UaWriter(16, maxBytes: 100);
        writer.WriteRaw(new byte[100]);
        Assert.Equal(StatusCodes.BadEncodingLimitsExceeded, Assert.Throws<UaException>(() => writer.WriteByte(1)).Status);
        Assert.Equal(100, writer.Length);
    }

    [Fact]
    public void Reserved_room_is_filled_later()
    {
        using var writer = new UaWriter();
        var at = writer.Reserve(4);
        writer.WriteByte(9);
        writer.Patch(at, 0x01020304);
        Assert.Equal("0403020109", Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void A_structure_gets_the_length_of_what_was_written_into_it()
    {
        using var writer = new UaWriter();
        var body = writer.BeginExtensionObject(new NodeId(2, 300));
        writer.WriteString("abc");
        writer.EndExtensionObject(body);
        var extension = new UaReader(writer.Written).ReadExtensionObject();
        Assert.Equal(new NodeId(2, 300), extension.TypeId);
        Assert.Equal("03000000616263", Convert.ToHexString(extension.Body.Span));
    }

    [Fact]
    public void What_turned_out_too_large_is_taken_back()
    {
        using var writer = new UaWriter();
        writer.WriteByte(1);
        var at = writer.Length;
        writer.WriteString("too large");
        writer.Truncate(at);
        Assert.Equal([1], writer.Written.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Truncate(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Truncate(-1));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void Long_strings_of_wide_characters_are_whole(int length)
    {
        var text = new string('水', length);
        using var writer = new UaWriter(16);
        writer.WriteString(text);
        Assert.Equal(4 + (3 * length), writer.Length);
        Assert.Equal(text, new UaReader(writer.Written).ReadString());
    }
}
