using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Encoding;

public sealed class MalformedInputTests
{
    [Fact]
    public void A_value_cut_at_any_offset_is_a_decoding_error()
    {
        var values = new RandomValues(3);
        using var writer = new UaWriter();
        for (var i = 0; i < 500; i++)
        {
            writer.Clear();
            writer.WriteDataValue(values.DataValue());
            for (var length = 0; length < writer.Length; length++)
            {
                var cut = writer.Written[..length].ToArray();
                Assert.Equal(StatusCodes.BadDecodingError, Assert.Throws<UaException>(() => new UaReader(cut).ReadDataValue()).Status);
                Assert.Throws<UaException>(() =>
                {
                    var reader = new UaReader(cut);
                    reader.SkipDataValue();
                });
            }
        }
    }

    [Fact]
    public void A_flipped_bit_is_another_value_or_the_typed_error()
    {
        var values = new RandomValues(4);
        using var writer = new UaWriter();
        for (var i = 0; i < 300; i++)
        {
            writer.Clear();
            writer.WriteDataValue(values.DataValue());
            var bytes = writer.Written.ToArray();
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                var reader = new UaReader(bytes);
                try
                {
                    reader.ReadDataValue();
                }
                catch (UaException fault)
                {
                    Assert.True(fault.Status.IsBad);
                }
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Theory]
    [InlineData("40 00", "a scalar with dimensions")]
    [InlineData("80 00000000", "an array of nothing")]
    [InlineData("18 00", "a variant in a variant")]
    [InlineData("C6 02000000 01000000 02000000 02000000 02000000 02000000", "dimensions for more elements than there are")]
    [InlineData("C6 01000000 01000000 02000000 FFFFFFFF FFFFFFFF", "negative dimensions")]
    [InlineData("11 06 00", "an unknown encoding of a node id")]
    [InlineData("15 04", "an unknown mask of a localized text")]
    [InlineData("16 0000 03", "an unknown encoding of a body")]
    [InlineData("17 40", "an unknown mask of a data value")]
    [InlineData("19 80", "an unknown mask of diagnostics")]
    public void What_the_standard_forbids_is_a_decoding_error(string hex, string what)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var fault = Assert.Throws<UaException>(() => new UaReader(bytes).ReadVariant());
        Assert.True(fault.Status == StatusCodes.BadDecodingError, what);
        Assert.Contains("OPC 10000-6", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0C FFFFFF7F")]
    [InlineData("0F FFFFFF7F")]
    [InlineData("86 FFFFFF7F")]
    [InlineData("96 FFFFFF0F")]
    public void An_announced_length_is_refused_before_anything_is_allocated(string hex)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Throws<UaException>(() => new UaReader(bytes).ReadVariant());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<UaException>(() => new UaReader(bytes).ReadVariant());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public void A_length_that_fits_the_limit_but_not_the_input_is_refused_before_anything_is_allocated()
    {
        // 999,999 data values would take 48 MB.
        var bytes = Convert.FromHexString("97" + "3F420F00" + "000000000000");
        Assert.Throws<UaException>(() => new UaReader(bytes).ReadVariant());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<UaException>(() => new UaReader(bytes).ReadVariant());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public void What_is_above_a_limit_is_named_so()
    {
        var limits = new UaLimits { MaxStringBytes = 2, MaxByteStringBytes = 3, MaxArrayLength = 4, MaxNesting = 2 };
        using var writer = new UaWriter();
        Variant[] above =
        [
            new Variant("abc"), Variant.FromByteString(new byte[4]), Variant.FromArray(new int[5]), new Variant(new ExtensionObject(new NodeId(1), new byte[4])),
            Variant.FromArray([Variant.FromArray([Variant.FromArray([new Variant(1)])])]),
        ];
        foreach (var value in above)
        {
            writer.Clear();
            writer.WriteVariant(value);
            var bytes = writer.Written.ToArray();
            Assert.Equal(StatusCodes.BadEncodingLimitsExceeded, Assert.Throws<UaException>(() => new UaReader(bytes, limits).ReadVariant()).Status);
            Assert.Equal(value, new UaReader(bytes).ReadVariant());
        }
    }

    [Theory]
    [InlineData("98 01000000", 5)]
    [InlineData("17 01", 2)]
    [InlineData("19 40", 1)]
    public void Endless_nesting_ends_at_the_limit_even_when_it_is_set_higher(string level, int bytesALevel)
    {
        var one = Convert.FromHexString(level.Replace(" ", "", StringComparison.Ordinal));
        var bytes = new byte[one.Length * 20_000];
        for (var i = 0; i < 20_000; i++)
            one.CopyTo(bytes, i * one.Length);
        if (bytesALevel == 1)
            bytes.AsSpan(1).Fill(0x40);
        var limits = new UaLimits { MaxNesting = 1_000_000 };
        Assert.Equal(StatusCodes.BadEncodingLimitsExceeded, Assert.Throws<UaException>(() => new UaReader(bytes, limits).ReadVariant()).Status);
        Assert.Equal(StatusCodes.BadEncodingLimitsExceeded, Assert.Throws<UaException>(() =>
        {
            var reader = new UaReader(bytes, limits);
            reader.SkipVariant();
        }).Status);
    }
}
