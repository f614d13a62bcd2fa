using System.Text;
using Millwright.Protocols.Tests.Fakes;
using Millwright.Wire;

namespace Millwright.Protocols.Tests.Wire;

public sealed class ChecksumTests
{
    [Fact]
    public void Crc16_has_the_published_check_value() => Assert.Equal(0x4B37, Crc16.Compute(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Crc16_of_the_serial_line_example_is_0x1241() => Assert.Equal(0x1241, Crc16.Compute([0x02, 0x07]));

    [Fact]
    public void Crc16_is_the_same_at_every_split()
    {
        var bytes = new byte[64];
        new Random(1).NextBytes(bytes);
        var whole = Crc16.Compute(bytes);
        for (var i = 0; i <= bytes.Length; i++)
            Assert.Equal(whole, Crc16.Append(Crc16.Append(Crc16.Start, bytes.AsSpan(0, i)), bytes.AsSpan(i)));
    }

    [Fact]
    public void Every_flipped_bit_breaks_the_crc()
    {
        var frame = Hex.Bytes("11 03 00 6B 00 03 76 87");
        Assert.True(Crc16.IsValid(frame));
        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Crc16.IsValid(frame));
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Lrc_makes_the_sum_zero()
    {
        byte[] bytes = [0x11, 0x03, 0x00, 0x6B, 0x00, 0x03];
        Assert.Equal(0x7E, Lrc.Compute(bytes));
    }
}
