using Millwright.Historian.Values;
using Millwright.Model;

namespace Millwright.Product.Tests.Archive;

public sealed class StoredTextTests
{
    public static TheoryData<TagValue> Values() =>
    [
        TagValue.None, TagValue.Of(true), TagValue.Of(sbyte.MinValue), TagValue.Of(byte.MaxValue), TagValue.Of(short.MinValue), TagValue.Of(ushort.MaxValue),
        TagValue.Of(int.MinValue), TagValue.Of(uint.MaxValue), TagValue.Of(long.MinValue), TagValue.Of(long.MaxValue), TagValue.Of((1L << 53) + 1), TagValue.Of(ulong.MaxValue),
        TagValue.Of(0.1f), TagValue.Of(-0f), TagValue.Of(float.Epsilon), TagValue.Of(float.PositiveInfinity), TagValue.Of(0.1 + 0.2), TagValue.Of(-0d), TagValue.Of(double.Epsilon), TagValue.Of(double.MaxValue),
        TagValue.Of(""), TagValue.Of("[1, 2]"), TagValue.Of(Array.Empty<byte>()), TagValue.Of(new byte[] { 0, 255 }),
        TagValue.OfArray(new[] { true, false }), TagValue.OfArray(Array.Empty<double>()), TagValue.OfArray(new[] { 1.5, double.NegativeInfinity, -0d }), TagValue.OfArray(new[] { 0.1f }),
        TagValue.OfArray(new[] { long.MinValue, (1L << 53) + 1 }), TagValue.OfArray(new[] { ulong.MaxValue }), TagValue.OfArray(new byte[] { 1, 2 }), TagValue.OfArray(new sbyte[] { -1 }),
        TagValue.OfArray(new short[] { -1 }), TagValue.OfArray(new ushort[] { 1 }), TagValue.OfArray(new[] { -7 }), TagValue.OfArray(new[] { 7u }),
        TagValue.OfArray(new[] { "a, b", "", "c]", "\"q\"" }), TagValue.OfArray(Array.Empty<string>()), TagValue.OfArray(new[] { "" }),
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_comes_back_from_its_columns(TagValue value)
    {
        // As the table of samples has it: numbers in a double, what a double rounds and what is none in a text.
        var isNumber = value.TryGetDouble(out var number);
        var isRounded = value.Kind switch { TagKind.Int64 => Int128.Abs((long)value.Bits) > 1L << 53, TagKind.UInt64 => value.Bits > 1L << 53, _ => false };
        var text = isNumber && !isRounded ? TagValue.None : TagValue.Of(StoredText.Of(value));
        Assert.True(StoredText.TryRead(value.Kind.Word(), isNumber ? TagValue.Of(number) : TagValue.None, text, out var parquet));
        Assert.Equal(value, parquet);
        Assert.True(StoredText.TryRead(value.Kind.Word(), isNumber ? TagValue.Of(TagValue.Of(number).ToString()) : TagValue.None, text, out var csv));
        Assert.Equal(value, csv);
    }

    [Theory]
    [InlineData("int16", "40000", null)]
    [InlineData("int16", "1.5", null)]
    [InlineData("int16", null, null)]
    [InlineData("float7", "1", null)]
    [InlineData("bytes", null, "ABC")]
    [InlineData("bytes", null, "XY")]
    [InlineData("int8[]", null, "1, 2")]
    [InlineData("int8[]", null, "[1, 200]")]
    [InlineData("string[]", null, "[a]")]
    [InlineData("string[]", null, "[null]")]
    [InlineData("bool", null, "yes")]
    public void What_does_not_fit_together_is_no_value(string kind, string? number, string? text) => Assert.False(StoredText.TryRead(kind, Cell(number), Cell(text), out _));

    [Theory]
    [InlineData("21.5", TagKind.Float64, "21.5")]
    [InlineData(" 7 ", TagKind.Int16, "7")]
    [InlineData("7.0", TagKind.Int16, "7")]
    [InlineData("9007199254740993", TagKind.Int64, "9007199254740993")]
    [InlineData("18446744073709551615", TagKind.UInt64, "18446744073709551615")]
    [InlineData("TRUE", TagKind.Boolean, "true")]
    [InlineData("1", TagKind.Boolean, "true")]
    [InlineData("-inf", TagKind.Float64, "-Infinity")]
    [InlineData("run", TagKind.String, "run")]
    [InlineData("7.5", TagKind.Int16, null)]
    [InlineData("300", TagKind.UInt8, null)]
    [InlineData("-1", TagKind.UInt64, null)]
    [InlineData("2", TagKind.Boolean, null)]
    [InlineData("1e39", TagKind.Float32, null)]
    [InlineData("run", TagKind.Float64, null)]
    [InlineData("1,5", TagKind.Float64, null)]
    public void A_foreign_text_becomes_a_value_only_where_it_says_the_same(string text, TagKind kind, string? expected)
    {
        Assert.Equal(expected is not null, ValueFitting.TryFit(TagValue.Of(text), kind, out var value));
        Assert.Equal(expected ?? "", value.ToString());
    }

    [Fact]
    public void A_whole_number_that_a_double_would_round_stays_what_it_is_or_is_refused()
    {
        Assert.False(ValueFitting.TryFit(TagValue.Of((1L << 53) + 1), TagKind.Float64, out _));
        Assert.True(ValueFitting.TryFit(TagValue.Of(1L << 53), TagKind.Float64, out _));
        Assert.False(ValueFitting.TryFit(TagValue.Of(1.5), TagKind.Int32, out _));
        Assert.False(ValueFitting.TryFit(TagValue.Of(double.NaN), TagKind.Int32, out _));
        Assert.True(ValueFitting.TryFit(TagValue.Of(double.NaN), TagKind.Float32, out _));
        Assert.True(ValueFitting.TryFit(TagValue.Of(7), TagKind.String, out var text));
        Assert.Equal("7", text.AsString());
    }

    private static TagValue Cell(string? text) => text is null ? TagValue.None : TagValue.Of(text);
}
