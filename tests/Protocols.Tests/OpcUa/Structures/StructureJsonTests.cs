using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Structures;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Structures;

public sealed class StructureJsonTests
{
    [Theory]
    [MemberData(nameof(Values))]
    public void A_variant_is_json(Variant value, string json) => Assert.Equal(json, StructureJson.Format(value));

    public static TheoryData<Variant, string> Values() => new()
    {
        { Variant.Null, "null" },
        { new Variant(true), "true" },
        { new Variant((sbyte)-1), "-1" },
        { new Variant(4294967295u), "4294967295" },
        { new Variant(long.MinValue), "\"-9223372036854775808\"" },
        { new Variant(ulong.MaxValue), "\"18446744073709551615\"" },
        { new Variant(1.5f), "1.5" },
        { new Variant(double.NaN), "\"NaN\"" },
        { new Variant("Grün \"水\""), "\"Grün \\\"水\\\"\"" },
        { new Variant((string?)null), "null" },
        { Variant.FromByteString([1, 2]), "\"AQI=\"" },
        { Variant.FromByteString(null), "null" },
        { new Variant(new NodeId(2, "a")), "\"ns=2;s=a\"" },
        { new Variant((StatusCode)StatusCodes.BadTimeout), "\"BadTimeout (0x800A0000)\"" },
        { new Variant(new LocalizedText("en", "text")), "\"text\"" },
        { Variant.FromElements(BuiltInType.Int32, new[] { 1, 2, 3, 4, 5, 6 }, [3, 1, 2]), "[[[1,2]],[[3,4]],[[5,6]]]" },
        { Variant.FromElements(BuiltInType.Int32, Array.Empty<int>(), [2, 0]), "[[],[]]" },
        { Variant.FromArray([new Variant(1), Variant.FromArray(["a"]), Variant.Null]), "[1,[\"a\"],null]" },
        { new Variant(new DataValue(new Variant(1), StatusCodes.BadTimeout)), """{"value":1,"status":"BadTimeout (0x800A0000)"}""" },
        { new Variant(new ExtensionObject(new NodeId(2, 7), new byte[] { 1 })), """{"typeId":"ns=2;i=7","body":"AQ=="}""" },
        { new Variant(ExtensionObject.Null), "null" },
    };

    [Fact]
    public void Structures_in_a_variant_are_decoded_by_a_codec()
    {
        var codec = new StructureCodec(Machine.Definitions());
        var point = new ExtensionObject(Machine.EncodingOf(Machine.Point), new byte[16]);
        Assert.Equal("""[{"X":0,"Y":0}]""", codec.ToJson(Variant.FromArray([point])));
    }

    [Fact]
    public void A_structure_that_does_not_follow_its_definition_is_shown_with_the_reason()
    {
        var codec = new StructureCodec(Machine.Definitions());
        var json = codec.ToJson(new Variant(new ExtensionObject(Machine.EncodingOf(Machine.Point), new byte[3])));
        Assert.Contains("\"body\":\"AAAA\"", json, StringComparison.Ordinal);
        Assert.Contains("BadDecodingError", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Structures_inside_each_other_without_end_are_cut()
    {
        var codec = new StructureCodec(Machine.Definitions());
        var body = Array.Empty<byte>();
        using var writer = new UaWriter();
        for (var level = 0; level < 2000; level++)
        {
            writer.Clear();
            writer.WriteExtensionObject(new ExtensionObject(Machine.EncodingOf(Machine.Message), body));
            writer.WriteVariant(Variant.Null);
            writer.WriteRaw(new byte[16]);
            body = writer.Written.ToArray();
        }
        var json = codec.ToJson(new Variant(new ExtensionObject(Machine.EncodingOf(Machine.Message), body)));
        Assert.Contains("…", json, StringComparison.Ordinal);
    }
}
