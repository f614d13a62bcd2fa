using Millwright.Model;

namespace Millwright.Product.Tests.Model;

public sealed class TagValueTests
{
    public static TheoryData<TagKind, double, bool> Conversions => new()
    {
        { TagKind.Int8, 127, true }, { TagKind.Int8, 128, false }, { TagKind.Int8, -128, true }, { TagKind.Int8, -129, false },
        { TagKind.UInt8, 255, true }, { TagKind.UInt8, 256, false }, { TagKind.UInt8, -1, false },
        { TagKind.Int16, -32768, true }, { TagKind.Int16, 32768, false },
        { TagKind.UInt16, 65535, true }, { TagKind.UInt16, 65536, false },
        { TagKind.Int32, int.MaxValue, true }, { TagKind.Int32, 2147483648.0, false },
        { TagKind.UInt32, uint.MaxValue, true }, { TagKind.UInt32, 4294967296.0, false },
        { TagKind.Int64, 9223372036854774784.0, true }, { TagKind.Int64, 9223372036854775808.0, false }, { TagKind.Int64, -9223372036854775808.0, true },
        { TagKind.UInt64, 18446744073709549568.0, true }, { TagKind.UInt64, 18446744073709551616.0, false }, { TagKind.UInt64, -1, false },
        { TagKind.Int32, double.NaN, false }, { TagKind.UInt64, double.PositiveInfinity, false }, { TagKind.Boolean, 3, true },
    };

    [Theory]
    [MemberData(nameof(Conversions))]
    public void A_double_converts_where_it_fits(TagKind kind, double value, bool fits)
    {
        Assert.Equal(fits, TagValue.Of(value).TryConvert(kind, out var converted));
        Assert.Equal(fits ? kind : TagKind.None, converted.Kind);
        if (fits && kind != TagKind.Boolean)
            Assert.Equal(value, converted.ToDouble());
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1.5, 2)]
    [InlineData(2.5, 2)]
    [InlineData(-1.5, -2)]
    public void Halves_go_to_the_even_integer(double value, int expected)
    {
        Assert.True(TagValue.Of(value).TryConvert(TagKind.Int32, out var converted));
        Assert.Equal(TagValue.Of(expected), converted);
    }

    [Fact]
    public void Large_integers_convert_exactly()
    {
        Assert.True(TagValue.Of(ulong.MaxValue).TryConvert(TagKind.UInt64, out var same));
        Assert.Equal(ulong.MaxValue, same.Bits);
        Assert.False(TagValue.Of(ulong.MaxValue).TryConvert(TagKind.Int64, out _));
        Assert.True(TagValue.Of(long.MaxValue).TryConvert(TagKind.UInt64, out var unsigned));
        Assert.Equal((ulong)long.MaxValue, unsigned.Bits);
        Assert.False(TagValue.Of(-1L).TryConvert(TagKind.UInt64, out _));
    }

    [Fact]
    public void A_value_may_be_converted_into_its_own_place()
    {
        var value = TagValue.Of(41.6);
        Assert.True(value.TryConvert(TagKind.Int16, out value));
        Assert.Equal(TagValue.Of((short)42), value);
        Assert.False(value.TryConvert(TagKind.String, out value));
        Assert.True(value.IsNone);
    }

    [Fact]
    public void Equality_is_of_kind_and_content()
    {
        Assert.Equal(TagValue.Of(double.NaN), TagValue.Of(double.NaN));
        Assert.NotEqual(TagValue.Of(0.0), TagValue.Of(-0.0));
        Assert.NotEqual(TagValue.Of(1), TagValue.Of(1L));
        Assert.Equal(TagValue.Of("a"), TagValue.Of(new string('a', 1)));
        Assert.Equal(TagValue.OfArray(new[] { 1f, 2f }), TagValue.OfArray(new[] { 1f, 2f }));
        Assert.NotEqual(TagValue.OfArray(new[] { 1f, 2f }), TagValue.OfArray(new[] { 1f, 3f }));
        Assert.NotEqual(TagValue.OfArray(new[] { "a" }), TagValue.OfArray(new[] { "b" }));
        Assert.NotEqual(TagValue.Of(new byte[] { 1 }), TagValue.OfArray(new byte[] { 1 }));
        Assert.Equal(TagValue.OfArray(new[] { true, false }).GetHashCode(), TagValue.OfArray(new[] { true, false }).GetHashCode());
    }

    public static TheoryData<TagValue, string> Texts => new()
    {
        { TagValue.None, "" }, { TagValue.Of(true), "true" }, { TagValue.Of((sbyte)-5), "-5" }, { TagValue.Of(ulong.MaxValue), "18446744073709551615" },
        { TagValue.Of(0.1f), "0.1" }, { TagValue.Of(0.1), "0.1" }, { TagValue.Of("x"), "x" }, { TagValue.Of(new byte[] { 1, 255 }), "01FF" },
        { TagValue.OfArray(new[] { 1.5, 2 }), "[1.5, 2]" }, { TagValue.OfArray(new[] { true }), "[true]" }, { TagValue.OfArray(new[] { "a", "b" }), "[a, b]" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_is_invariant(TagValue value, string text) => Assert.Equal(text, value.ToString());

    [Fact]
    public void Arrays_of_each_kind_know_their_kind()
    {
        Array[] arrays = [new bool[1], new sbyte[1], new byte[1], new short[1], new ushort[1], new int[1], new uint[1], new long[1], new ulong[1], new float[1], new double[1], new string[1]];
        Assert.Equal(Enumerable.Range(0x81, 12), arrays.Select(a => (int)TagValue.OfArray(a).Kind));
        Assert.Throws<ArgumentException>(() => TagValue.OfArray(new decimal[1]));
        Assert.Throws<ArgumentException>(() => TagValue.FromBits(TagKind.String, 0));
    }

    [Fact]
    public void Every_kind_has_a_word_that_leads_back_to_it()
    {
        foreach (var kind in Enum.GetValues<TagKind>().Where(k => k != TagKind.None))
            Assert.Equal(kind, TagKinds.FromWord(kind.Word().ToUpperInvariant()));
        Assert.Null(TagKinds.FromWord("real"));
    }
}
