using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Types;

public sealed class NumericRangeTests
{
    private static readonly Variant Matrix = Variant.FromElements(BuiltInType.Int32, Enumerable.Range(0, 12).ToArray(), [3, 4]);

    [Theory]
    [InlineData("3")]
    [InlineData("1:5")]
    [InlineData("0:1,2:4")]
    public void A_range_is_written_as_it_was_read(string text)
    {
        Assert.True(NumericRange.TryParse(text, out var range));
        Assert.Equal(text, range!.ToString());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("2:2")]
    [InlineData("5:1")]
    [InlineData("-1")]
    [InlineData("1:")]
    [InlineData(":1")]
    [InlineData("1,")]
    [InlineData("1:2:3")]
    [InlineData(" 1")]
    [InlineData("99999999999")]
    public void What_is_no_range_is_refused(string text) => Assert.False(NumericRange.TryParse(text, out _));

    [Fact]
    public void No_text_is_the_whole_value()
    {
        Assert.True(NumericRange.TryParse("", out var range));
        Assert.Null(range);
    }

    [Theory]
    [InlineData("1", new[] { 20 })]
    [InlineData("1:2", new[] { 20, 30 })]
    [InlineData("1:9", new[] { 20, 30 })]
    public void A_part_of_an_array_is_cut_at_its_end(string text, int[] expected)
    {
        Assert.Equal(StatusCodes.Good, Range(text).Read(Variant.FromArray([10, 20, 30]), out var part));
        Assert.Equal(Variant.FromArray(expected), part);
    }

    [Fact]
    public void A_part_of_a_matrix_keeps_its_dimensions()
    {
        Assert.Equal(StatusCodes.Good, Range("1:2,1:2").Read(Matrix, out var part));
        Assert.Equal(Variant.FromElements(BuiltInType.Int32, new[] { 5, 6, 9, 10 }, [2, 2]), part);
        Assert.Equal(StatusCodes.Good, Range("2,0:9").Read(Matrix, out part));
        Assert.Equal(Variant.FromElements(BuiltInType.Int32, new[] { 8, 9, 10, 11 }, [1, 4]), part);
    }

    [Fact]
    public void Parts_of_strings_are_strings()
    {
        Assert.Equal(StatusCodes.Good, Range("1:2").Read(new Variant("abcd"), out var part));
        Assert.Equal(new Variant("bc"), part);
        Assert.Equal(StatusCodes.Good, Range("3:9").Read(Variant.FromByteString([1, 2, 3, 4]), out part));
        Assert.Equal(Variant.FromByteString([4]), part);
    }

    [Fact]
    public void A_range_that_does_not_fit_has_its_status()
    {
        Assert.Equal(StatusCodes.BadIndexRangeNoData, Range("3").Read(Variant.FromArray([1, 2, 3]), out _));
        Assert.Equal(StatusCodes.BadIndexRangeInvalid, Range("0,0").Read(Variant.FromArray([1, 2, 3]), out _));
        Assert.Equal(StatusCodes.BadIndexRangeInvalid, Range("0").Read(new Variant(1), out _));
        Assert.Equal(StatusCodes.BadIndexRangeInvalid, Range("0").Read(Matrix, out _));
        Assert.Equal(StatusCodes.BadIndexRangeNoData, Range("4").Read(new Variant("abcd"), out _));
    }

    [Fact]
    public void A_written_part_leaves_the_rest_and_the_original()
    {
        var original = Variant.FromArray([1, 2, 3, 4]);
        Assert.Equal(StatusCodes.Good, Range("1:2").Write(original, Variant.FromArray([8, 9]), out var changed));
        Assert.Equal(Variant.FromArray([1, 8, 9, 4]), changed);
        Assert.Equal(Variant.FromArray([1, 2, 3, 4]), original);
        var corner = Variant.FromElements(BuiltInType.Int32, new[] { -1, -2, -3, -4 }, [2, 2]);
        Assert.Equal(StatusCodes.Good, Range("0:1,2:3").Write(Matrix, corner, out changed));
        Assert.Equal(Variant.FromElements(BuiltInType.Int32, new[] { 0, 1, -1, -2, 4, 5, -3, -4, 8, 9, 10, 11 }, [3, 4]), changed);
        Assert.Equal(StatusCodes.Good, Range("1:2").Write(new Variant("abcd"), new Variant("XY"), out changed));
        Assert.Equal(new Variant("aXYd"), changed);
    }

    [Fact]
    public void A_part_that_does_not_fit_is_not_written()
    {
        var array = Variant.FromArray([1, 2, 3]);
        Assert.Equal(StatusCodes.BadIndexRangeNoData, Range("2:3").Write(array, Variant.FromArray([1, 2]), out _));
        Assert.Equal(StatusCodes.BadIndexRangeDataMismatch, Range("0:1").Write(array, Variant.FromArray([1, 2, 3]), out _));
        Assert.Equal(StatusCodes.BadTypeMismatch, Range("0:1").Write(array, Variant.FromArray([1.0, 2]), out _));
        Assert.Equal(StatusCodes.BadTypeMismatch, Range("0").Write(array, new Variant(1), out _));
    }

    private static NumericRange Range(string text)
    {
        Assert.True(NumericRange.TryParse(text, out var range));
        return range!;
    }
}
