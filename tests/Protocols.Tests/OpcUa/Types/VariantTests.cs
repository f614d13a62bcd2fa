using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Types;

public sealed class VariantTests
{
    [Fact]
    public void A_scalar_comes_out_as_it_went_in()
    {
        var guid = Guid.Parse("72962b91-fa75-4ae6-8d28-b404dc7daf63");
        var expanded = new ExpandedNodeId(new NodeId(0, "x"), "urn:a", 4);
        Assert.True(new Variant(true).AsBoolean());
        Assert.Equal(sbyte.MinValue, new Variant(sbyte.MinValue).AsSByte());
        Assert.Equal((byte)255, new Variant((byte)255).AsByte());
        Assert.Equal(short.MinValue, new Variant(short.MinValue).AsInt16());
        Assert.Equal(ushort.MaxValue, new Variant(ushort.MaxValue).AsUInt16());
        Assert.Equal(int.MinValue, new Variant(int.MinValue).AsInt32());
        Assert.Equal(uint.MaxValue, new Variant(uint.MaxValue).AsUInt32());
        Assert.Equal(long.MinValue, new Variant(long.MinValue).AsInt64());
        Assert.Equal(ulong.MaxValue, new Variant(ulong.MaxValue).AsUInt64());
        Assert.Equal(-1.5f, new Variant(-1.5f).AsFloat());
        Assert.Equal(double.Epsilon, new Variant(double.Epsilon).AsDouble());
        Assert.Equal("text", new Variant("text").AsString());
        Assert.Equal(new UaDateTime(5), new Variant(new UaDateTime(5)).AsDateTime());
        Assert.Equal(guid, new Variant(guid).AsGuid());
        Assert.Equal([1, 2], Variant.FromByteString([1, 2]).AsByteString());
        Assert.Equal("<a/>", Variant.FromXml("<a/>").AsXml());
        Assert.Equal(new NodeId(2, "s"), new Variant(new NodeId(2, "s")).AsNodeId());
        Assert.Equal(new NodeId(2, guid), new Variant(new NodeId(2, guid)).AsNodeId());
        Assert.Equal(new NodeId(65535, uint.MaxValue), new Variant(new NodeId(65535, uint.MaxValue)).AsNodeId());
        Assert.Equal(expanded, new Variant(expanded).AsExpandedNodeId());
        Assert.Equal(new NodeId(2, 9), new Variant(new ExpandedNodeId(new NodeId(2, 9))).AsExpandedNodeId().Id);
        Assert.Equal(StatusCodes.BadTimeout, new Variant((StatusCode)StatusCodes.BadTimeout).AsStatusCode());
        Assert.Equal(new QualifiedName(3, "q"), new Variant(new QualifiedName(3, "q")).AsQualifiedName());
        Assert.Equal(new LocalizedText("de", "t"), new Variant(new LocalizedText("de", "t")).AsLocalizedText());
        Assert.Equal(new LocalizedText(null, "t"), new Variant(new LocalizedText("t")).AsLocalizedText());
        Assert.Equal(new DataValue(new Variant(1)), new Variant(new DataValue(new Variant(1))).AsDataValue());
    }

    [Fact]
    public void A_value_of_another_type_is_a_type_mismatch()
    {
        var fault = Assert.Throws<UaException>(() => new Variant(1).AsDouble());
        Assert.Equal(StatusCodes.BadTypeMismatch, fault.Status);
        Assert.Throws<UaException>(() => Variant.FromArray([1, 2]).AsInt32());
        Assert.Throws<UaException>(() => new Variant(1).AsArray<int>());
        Assert.Throws<UaException>(() => Variant.Null.AsString());
    }

    [Fact]
    public void A_scalar_number_costs_no_allocation()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sum = 0.0;
        for (var i = 0; i < 1000; i++)
        {
            sum += new Variant(1.5).AsDouble() + new Variant(i).AsInt32() + new Variant(new NodeId(1, (uint)i)).AsNodeId().Numeric;
            sum += new Variant(new UaDateTime(i)).AsDateTime().Ticks + (new Variant(1.0) == new Variant(2.0) ? 1 : 0);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    [Fact]
    public void Equality_is_type_shape_and_every_element()
    {
        Assert.Equal(new Variant(1), new Variant(1));
        Assert.NotEqual(new Variant(1), new Variant(1u));
        Assert.NotEqual(new Variant(1), Variant.FromArray([1]));
        Assert.Equal(Variant.FromArray(["a", null]), Variant.FromArray(["a", null]));
        Assert.NotEqual(Variant.FromArray([1, 2]), Variant.FromArray([1, 3]));
        Assert.NotEqual(
            Variant.FromElements(BuiltInType.Int32, new[] { 1, 2, 3, 4, 5, 6 }, [2, 3]), Variant.FromElements(BuiltInType.Int32, new[] { 1, 2, 3, 4, 5, 6 }, [3, 2]));
        Assert.Equal(Variant.FromByteString([1]), Variant.FromByteString([1]));
        Assert.NotEqual(Variant.FromByteString([1]), Variant.FromArray(new byte[] { 1 }));
        Assert.NotEqual(Variant.FromByteString(null), Variant.FromByteString([]));
        Assert.Equal(new Variant(double.NaN), new Variant(double.NaN));
        Assert.NotEqual(Variant.Null, new Variant((string?)null));
        Assert.Equal(Variant.FromArray([new Variant(1), Variant.FromArray([2.5])]).GetHashCode(), Variant.FromArray([new Variant(1), Variant.FromArray([2.5])]).GetHashCode());
    }

    [Fact]
    public void A_matrix_knows_its_dimensions()
    {
        var matrix = Variant.FromElements(BuiltInType.Double, new double[6], [2, 3]);
        Assert.Equal(2, matrix.ValueRank);
        Assert.Equal([2, 3], matrix.Dimensions.ToArray());
        Assert.Throws<UaException>(() => Variant.FromElements(BuiltInType.Double, new double[6], [2, 4]));
        Assert.Throws<UaException>(() => Variant.FromElements(BuiltInType.Double, new float[6]));
        Assert.Throws<UaException>(() => Variant.FromElements(BuiltInType.Double, Array.Empty<double>(), [int.MaxValue, int.MaxValue, int.MaxValue]));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void The_text_is_for_people(Variant value, string text) => Assert.Equal(text, value.ToString());

    public static TheoryData<Variant, string> Texts() => new()
    {
        { new Variant(3.5), "3.5" },
        { new Variant(0.1f), "0.1" },
        { new Variant(ulong.MaxValue), "18446744073709551615" },
        { new Variant(true), "true" },
        { new Variant("text"), "text" },
        { Variant.Null, "null" },
        { Variant.FromByteString([0xAB, 1]), "0xAB01" },
        { Variant.FromArray([1.5, 2]), "[1.5, 2]" },
        { Variant.FromElements(BuiltInType.Int16, new short[] { 1, 2, 3, 4 }, [2, 2]), "2x2[1, 2, 3, 4]" },
        { Variant.FromArray([new Variant(1), new Variant("a"), Variant.FromArray([true])]), "[1, a, [true]]" },
        { new Variant((StatusCode)StatusCodes.BadTimeout), "BadTimeout (0x800A0000)" },
        { new Variant(new NodeId(2, "a")), "ns=2;s=a" },
    };

    [Fact]
    public void The_text_of_a_long_array_is_cut() =>
        Assert.EndsWith("63, … (1000 elements)]", Variant.FromArray(Enumerable.Range(0, 1000).ToArray()).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Any_number_is_a_double_and_any_integer_a_long()
    {
        Assert.True(new Variant((byte)7).TryGetNumber(out var number));
        Assert.Equal(7, number);
        Assert.True(new Variant(ulong.MaxValue).TryGetNumber(out number));
        Assert.Equal(18446744073709551615.0, number);
        Assert.True(new Variant(-1.5f).TryGetNumber(out number));
        Assert.Equal(-1.5, number);
        Assert.True(new Variant(true).TryGetInteger(out var integer));
        Assert.Equal(1, integer);
        Assert.False(new Variant(ulong.MaxValue).TryGetInteger(out _));
        Assert.False(new Variant("7").TryGetNumber(out _));
        Assert.False(Variant.FromArray([1]).TryGetNumber(out _));
    }
}
