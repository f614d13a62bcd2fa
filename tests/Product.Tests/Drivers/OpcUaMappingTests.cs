using Millwright.Drivers.OpcUa;
using Millwright.Model;
using Millwright.OpcUa.Types;

namespace Millwright.Product.Tests.Drivers;

public sealed class OpcUaMappingTests
{
    public static TheoryData<Variant, TagKind, TagValue> Values => new()
    {
        { new(true), TagKind.Boolean, TagValue.Of(true) },
        { new((sbyte)-5), TagKind.Int8, TagValue.Of((sbyte)-5) },
        { new((byte)200), TagKind.UInt8, TagValue.Of((byte)200) },
        { new((short)-7), TagKind.Int16, TagValue.Of((short)-7) },
        { new((ushort)65_535), TagKind.UInt16, TagValue.Of((ushort)65_535) },
        { new(-70_000), TagKind.Int32, TagValue.Of(-70_000) },
        { new(4_000_000_000u), TagKind.UInt32, TagValue.Of(4_000_000_000u) },
        { new(long.MinValue), TagKind.Int64, TagValue.Of(long.MinValue) },
        { new(ulong.MaxValue), TagKind.UInt64, TagValue.Of(ulong.MaxValue) },
        { new(1.5f), TagKind.Float32, TagValue.Of(1.5f) },
        { new(-2.25), TagKind.Float64, TagValue.Of(-2.25) },
        { new(true), TagKind.Float64, TagValue.Of(1.0) },
        { new(7), TagKind.Float64, TagValue.Of(7.0) },
        { new(2.6), TagKind.Int16, TagValue.Of((short)3) },
        { new("Öl"), TagKind.String, TagValue.Of("Öl") },
        { new((string?)null), TagKind.String, TagValue.Of("") },
        { new(12), TagKind.String, TagValue.Of("12") },
        { new(new LocalizedText("de", "Halt")), TagKind.String, TagValue.Of("Halt") },
        { new(new QualifiedName(2, "Speed")), TagKind.String, TagValue.Of("2:Speed") },
        { new(NodeId.Parse("ns=2;s=Speed")), TagKind.String, TagValue.Of("ns=2;s=Speed") },
        { new(Guid.Empty), TagKind.String, TagValue.Of("00000000-0000-0000-0000-000000000000") },
        { new(UaDateTime.FromDotNetTicks(DateTime.UnixEpoch.AddMilliseconds(1500).Ticks)), TagKind.Int64, TagValue.Of(1500L) },
        { new(UaDateTime.FromDotNetTicks(DateTime.UnixEpoch.Ticks)), TagKind.String, TagValue.Of("1970-01-01T00:00:00.0000000Z") },
        { new(new StatusCode(0x8034_0000)), TagKind.UInt32, TagValue.Of(0x8034_0000u) },
        { Variant.FromByteString([1, 2]), TagKind.Bytes, TagValue.Of([1, 2]) },
        { Variant.FromArray([1.0, 2.0]), TagKind.Float64Array, TagValue.OfArray(new[] { 1.0, 2.0 }) },
        { Variant.FromArray([1, 2]), TagKind.Float64Array, TagValue.OfArray(new[] { 1.0, 2.0 }) },
        { Variant.FromArray([(byte)1, (byte)2]), TagKind.UInt8Array, TagValue.OfArray(new byte[] { 1, 2 }) },
        { Variant.FromArray([(sbyte)-1]), TagKind.Int8Array, TagValue.OfArray(new sbyte[] { -1 }) },
        { Variant.FromArray(["a", null]), TagKind.StringArray, TagValue.OfArray(new[] { "a", "" }) },
        { Variant.FromArray([42]), TagKind.Int32, TagValue.Of(42) },
        { Variant.FromArray([1, 2]), TagKind.String, TagValue.Of("[1,2]") },
        { Variant.FromElements(BuiltInType.Double, new[] { 1.0, 2, 3, 4 }, [2, 2]), TagKind.Float64Array, TagValue.OfArray(new[] { 1.0, 2, 3, 4 }) },
        { Variant.Null, TagKind.Float64, TagValue.None },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void A_servers_value_becomes_the_kind_of_its_tag(Variant value, TagKind kind, TagValue expected)
    {
        Assert.True(ValueMapping.TryMap(value, kind, null, out var mapped));
        Assert.Equal(expected, mapped);
        Assert.Equal(expected.Kind, mapped.Kind);
    }

    public static TheoryData<Variant, TagKind> Misfits => new()
    {
        { new("text"), TagKind.Float64 },
        { new(70_000), TagKind.Int16 },
        { new(-1), TagKind.UInt32 },
        { Variant.FromArray([1, 2]), TagKind.Int32 },
        { Variant.FromArray([1, 70_000]), TagKind.Int16Array },
        { new(1.5), TagKind.Bytes },
        { new(1.5), TagKind.Float64Array },
    };

    [Theory]
    [MemberData(nameof(Misfits), DisableDiscoveryEnumeration = true)]
    public void A_value_that_does_not_fit_its_tag_is_none(Variant value, TagKind kind) =>
        Assert.False(ValueMapping.TryMap(value, kind, null, out _));

    [Fact]
    public void Numbers_are_mapped_without_an_allocation()
    {
        Variant[] values = [new(1.5), new(2.5f), new(7), new(true), new(9L), new(UaDateTime.FromDotNetTicks(DateTime.UnixEpoch.Ticks))];
        TagKind[] kinds = [TagKind.Float64, TagKind.Float64, TagKind.Int32, TagKind.Boolean, TagKind.Int16, TagKind.Int64];
        Map();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Map();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Map()
        {
            for (var i = 0; i < values.Length; i++)
                ValueMapping.TryMap(values[i], kinds[i], null, out _);
        }
    }

    public static TheoryData<TagValue, BuiltInType, bool, Variant> Writes => new()
    {
        { TagValue.Of(1.0), BuiltInType.Boolean, false, new(true) },
        { TagValue.Of(200.0), BuiltInType.Byte, false, new((byte)200) },
        { TagValue.Of(-3.0), BuiltInType.Int16, false, new((short)-3) },
        { TagValue.Of(4e9), BuiltInType.UInt32, false, new(4_000_000_000u) },
        { TagValue.Of(1.5), BuiltInType.Float, false, new(1.5f) },
        { TagValue.Of(7), BuiltInType.Double, false, new(7.0) },
        { TagValue.Of("on"), BuiltInType.String, false, new("on") },
        { TagValue.Of("on"), BuiltInType.LocalizedText, false, new(new LocalizedText("on")) },
        { TagValue.Of("1970-01-01T00:00:01Z"), BuiltInType.DateTime, false, new(UaDateTime.FromDotNetTicks(DateTime.UnixEpoch.AddSeconds(1).Ticks)) },
        { TagValue.Of(1000L), BuiltInType.DateTime, false, new(UaDateTime.FromDotNetTicks(DateTime.UnixEpoch.AddSeconds(1).Ticks)) },
        { TagValue.Of(55.0), BuiltInType.Int32, true, Variant.FromArray([55]) },
        { TagValue.OfArray(new[] { 1, 2 }), BuiltInType.Int32, true, Variant.FromArray([1, 2]) },
        { TagValue.Of([1, 2]), BuiltInType.ByteString, false, Variant.FromByteString([1, 2]) },
    };

    [Theory]
    [MemberData(nameof(Writes), DisableDiscoveryEnumeration = true)]
    public void A_tags_value_is_written_in_the_type_of_the_node(TagValue value, BuiltInType type, bool isArray, Variant expected)
    {
        Assert.Null(WriteMapping.Map(value, type, isArray, out var variant));
        Assert.Equal(expected, variant);
        Assert.Equal(type, variant.Type);
    }

    [Theory]
    [InlineData(300.0, BuiltInType.Byte, false)]
    [InlineData(-1.0, BuiltInType.UInt32, false)]
    [InlineData(double.NaN, BuiltInType.Int32, false)]
    [InlineData(1.0, BuiltInType.String, false)]
    [InlineData(1.0, BuiltInType.ExtensionObject, false)]
    [InlineData(1e300, BuiltInType.DateTime, false)]
    [InlineData(1.0, BuiltInType.Guid, true)]
    public void A_value_that_a_node_cannot_hold_is_not_written(double value, BuiltInType type, bool isArray) =>
        Assert.NotNull(WriteMapping.Map(TagValue.Of(value), type, isArray, out _));
}
