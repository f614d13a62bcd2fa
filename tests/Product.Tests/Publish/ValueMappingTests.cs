using Millwright.Model;
using Millwright.OpcUa.Types;
using Millwright.Publish.OpcUa;

namespace Millwright.Product.Tests.Publish;

public sealed class ValueMappingTests
{
    public static TheoryData<TagKind, object> Values => new()
    {
        { TagKind.Boolean, true },
        { TagKind.Int8, (sbyte)-128 },
        { TagKind.UInt8, (byte)255 },
        { TagKind.Int16, short.MinValue },
        { TagKind.UInt16, ushort.MaxValue },
        { TagKind.Int32, int.MinValue },
        { TagKind.UInt32, uint.MaxValue },
        { TagKind.Int64, long.MinValue },
        { TagKind.UInt64, ulong.MaxValue },
        { TagKind.Float32, 1.5f },
        { TagKind.Float64, double.NegativeInfinity },
        { TagKind.String, "Grüße" },
        { TagKind.Bytes, new byte[] { 1, 2 } },
        { TagKind.BooleanArray, new[] { true, false } },
        { TagKind.Int8Array, new sbyte[] { -1 } },
        { TagKind.UInt8Array, new byte[] { 200 } },
        { TagKind.Int16Array, new short[] { -2 } },
        { TagKind.UInt16Array, new ushort[] { 2 } },
        { TagKind.Int32Array, new[] { -3 } },
        { TagKind.UInt32Array, new uint[] { 3 } },
        { TagKind.Int64Array, new long[] { -4 } },
        { TagKind.UInt64Array, new ulong[] { 4 } },
        { TagKind.Float32Array, new[] { 1.5f } },
        { TagKind.Float64Array, new[] { 2.5, double.NaN } },
        { TagKind.StringArray, new[] { "a", "" } },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Every_kind_goes_out_and_comes_back_as_it_was(TagKind kind, object raw)
    {
        var value = Of(kind, raw);
        var variant = ValueMapping.ToVariant(value);
        Assert.Equal(ValueMapping.TypeOf(kind), variant.Type);
        Assert.Equal(kind.IsArray() ? 1 : -1, variant.ValueRank);
        Assert.True(ValueMapping.TryToTagValue(variant, out var back));
        Assert.Equal(value, back);
    }

    [Fact]
    public void The_list_above_has_every_kind() =>
        Assert.Equal(Enum.GetValues<TagKind>().Where(k => k != TagKind.None).Order(), Values.Select(v => v.Data.Item1).Order());

    [Fact]
    public void Quality_and_time_pass_unchanged_and_a_bad_reading_has_no_value()
    {
        var at = Timestamp.From(new(2026, 3, 9, 10, 0, 0, TimeSpan.Zero));
        var uncertain = ValueMapping.ToDataValue(TagValue.Of(1.5), Quality.UncertainEngineeringUnitsExceeded, at.Ticks);
        Assert.Equal((1.5, (StatusCode)StatusCodes.UncertainEngineeringUnitsExceeded), (uncertain.Value.AsDouble(), uncertain.Status));
        Assert.Equal(at.ToDateTime(), uncertain.SourceTimestamp.ToDateTimeOffset().UtcDateTime);
        var bad = ValueMapping.ToDataValue(TagValue.None, Quality.BadNoCommunication, at.Ticks);
        Assert.True(bad.Value.IsNull);
        Assert.Equal<StatusCode>(StatusCodes.BadNoCommunication, bad.Status);
        Assert.False(ValueMapping.ToDataValue(TagValue.None, Quality.Bad, 0).SourceTimestamp.HasValue);
    }

    [Fact]
    public void What_no_tag_can_hold_is_not_taken()
    {
        Assert.False(ValueMapping.TryToTagValue(Variant.Null, out _));
        Assert.False(ValueMapping.TryToTagValue(new Variant((string?)null), out _));
        Assert.False(ValueMapping.TryToTagValue(new Variant(new UaDateTime(1)), out _));
        Assert.False(ValueMapping.TryToTagValue(Variant.FromElements(BuiltInType.Double, new double[4], [2, 2]), out _));
        Assert.False(ValueMapping.TryToTagValue(Variant.FromArray(new Variant[1]), out _));
    }

    [Fact]
    public void Numbers_and_texts_go_out_without_an_allocation()
    {
        var text = TagValue.Of("text");
        Send(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Send(text);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void Send(TagValue text)
        {
            for (var i = 0; i < 100; i++)
            {
                ValueMapping.ToDataValue(TagValue.Of((double)i), Quality.Good, 1);
                ValueMapping.ToDataValue(text, Quality.Good, 1);
            }
        }
    }

    private static TagValue Of(TagKind kind, object raw) => raw switch
    {
        byte[] bytes when kind == TagKind.Bytes => TagValue.Of(bytes),
        Array array => TagValue.OfArray(array),
        bool v => TagValue.Of(v),
        sbyte v => TagValue.Of(v),
        byte v => TagValue.Of(v),
        short v => TagValue.Of(v),
        ushort v => TagValue.Of(v),
        int v => TagValue.Of(v),
        uint v => TagValue.Of(v),
        long v => TagValue.Of(v),
        ulong v => TagValue.Of(v),
        float v => TagValue.Of(v),
        double v => TagValue.Of(v),
        _ => TagValue.Of((string)raw),
    };
}
