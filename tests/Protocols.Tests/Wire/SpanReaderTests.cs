using Millwright.Wire;

namespace Millwright.Protocols.Tests.Wire;

public sealed class SpanReaderTests
{
    [Fact]
    public void Both_byte_orders_read_what_they_wrote()
    {
        Span<byte> buffer = stackalloc byte[29];
        var writer = new SpanWriter(buffer);
        writer.WriteByte(1);
        writer.WriteUInt16BigEndian(0x0203);
        writer.WriteUInt16LittleEndian(0x0203);
        writer.WriteUInt32BigEndian(0x04050607);
        writer.WriteUInt32LittleEndian(0x04050607);
        writer.WriteUInt64BigEndian(0x08090A0B0C0D0E0F);
        writer.WriteUInt64LittleEndian(0x08090A0B0C0D0E0F);
        Assert.False(writer.Overflowed);
        Assert.Equal(29, writer.Written);
        Assert.Equal("0102030302", Convert.ToHexString(buffer[..5]));

        var reader = new SpanReader(buffer);
        Assert.True(reader.TryReadByte(out var b) && b == 1);
        Assert.True(reader.TryReadUInt16BigEndian(out var u16) && u16 == 0x0203);
        Assert.True(reader.TryReadUInt16LittleEndian(out u16) && u16 == 0x0203);
        Assert.True(reader.TryReadUInt32BigEndian(out var u32) && u32 == 0x04050607);
        Assert.True(reader.TryReadUInt32LittleEndian(out u32) && u32 == 0x04050607);
        Assert.True(reader.TryReadUInt64BigEndian(out var u64) && u64 == 0x08090A0B0C0D0E0F);
        Assert.True(reader.TryReadUInt64LittleEndian(out u64) && u64 == 0x08090A0B0C0D0E0F);
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void A_short_read_takes_nothing()
    {
        var reader = new SpanReader([1, 2, 3]);
        Assert.False(reader.TryReadUInt32BigEndian(out var value));
        Assert.Equal(0u, value);
        Assert.False(reader.TryReadBytes(4, out _));
        Assert.False(reader.TryReadBytes(-1, out _));
        Assert.Equal(3, reader.Remaining);
    }

    [Fact]
    public void A_write_that_does_not_fit_stops_the_writer()
    {
        var writer = new SpanWriter(new byte[3]);
        writer.WriteUInt16BigEndian(1);
        writer.WriteUInt16BigEndian(2);
        writer.WriteByte(3);
        Assert.True(writer.Overflowed);
        Assert.Equal(2, writer.Written);
    }
}
