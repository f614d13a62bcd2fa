using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Structures;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.Fakes;

namespace Millwright.Protocols.Tests.OpcUa.Structures;

public sealed class StructureCodecTests
{
    private const string JobBytes =
        "03000000 416263" + "02000000" + "0900" + "000000000000F83F" + "00005AF64CF5D401" + "000000000000F03F 0000000000000040"
        + "01000000 0000000000000840 0000000000001040" + "02000000 07000000 08000000" + "02000000 02000000 03000000 010203040506"
        + "0A 0000C03F" + "02000000 00000000 05000000" + "02000000 01000000 02000000"
        + "0000000000000000 0000000000000000 0000000000000000 0000000000001440";

    private readonly StructureCodec _codec = new(Machine.Definitions());

    [Fact]
    public void A_structure_becomes_a_tree_of_named_values()
    {
        var job = Decode(Machine.Job, JobBytes);
        Assert.Equal("Job", job.Layout.Name);
        Assert.Equal(new Variant("Abc"), job.Find("Name"));
        Assert.Equal(new Variant(2), job.Find("Mode"));
        Assert.Equal(new Variant((ushort)9), job.Find("Flags"));
        Assert.Equal(new Variant(1.5), job.Find("Speed"));
        Assert.Equal(new Variant(new UaDateTime(132_000_000_000_000_000)), job.Find("At"));
        Assert.Equal(new Variant(2.0), job.Find("Position.Y"));
        Assert.Equal(new Variant(3.0), Assert.IsType<StructureArray>(job["Path"]).Elements[0].Find("X"));
        Assert.Equal(Variant.FromArray([7, 8]), job.Find("Counts"));
        Assert.Equal(Variant.FromElements(BuiltInType.Byte, new byte[] { 1, 2, 3, 4, 5, 6 }, [2, 3]), job.Find("Matrix"));
        Assert.Equal(new Variant(1.5f), job.Find("Any"));
        Assert.Equal([1, 2], Assert.IsType<StructureArray>(job["Grid"]).Dimensions);
        Assert.Null(job["Nothing"]);
        Assert.Null(job.Find("Name.X"));
    }

    [Fact]
    public void A_tree_is_readable_as_json() => Assert.Equal(
        """{"Name":"Abc","Mode":"Running","Flags":"Door|Heater","Speed":1.5,"At":"2019-04-17T18:40:00.0000000Z","Position":{"X":1,"Y":2},"Path":[{"X":3,"Y":4}]"""
        + ""","Counts":[7,8],"Matrix":[[1,2,3],[4,5,6]],"Any":1.5,"Modes":["Idle","5"],"Grid":[[{"X":0,"Y":0},{"X":0,"Y":5}]]}""",
        Decode(Machine.Job, JobBytes).ToString());

    [Theory]
    [InlineData("01000000" + "07000000" + "000000000000E03F" + "01", """{"Id":7,"Wear":0.5,"Worn":true}""")]
    [InlineData("00000000" + "07000000" + "00", """{"Id":7,"Worn":false}""")]
    [InlineData("03000000" + "07000000" + "000000000000E03F" + "00" + "000000000000F03F 0000000000000040", """{"Id":7,"Wear":0.5,"Worn":false,"Offset":{"X":1,"Y":2}}""")]
    [InlineData("02000000" + "07000000" + "00" + "000000000000F03F 0000000000000040", """{"Id":7,"Worn":false,"Offset":{"X":1,"Y":2}}""")]
    public void Optional_fields_are_there_when_their_bit_is_set(string hex, string json)
    {
        SameBytesAgain(Machine.Tool, hex);
        Assert.Equal(json, Decode(Machine.Tool, hex).ToString());
    }

    [Theory]
    [InlineData("00000000", "{}")]
    [InlineData("01000000 000000000000F03F", """{"Value":1}""")]
    [InlineData("02000000 01000000 41", """{"Fault":"A"}""")]
    [InlineData("03000000 000000000000F03F 0000000000000040", """{"At":{"X":1,"Y":2}}""")]
    public void A_union_has_the_one_field_its_switch_names(string hex, string json)
    {
        SameBytesAgain(Machine.Result, hex);
        Assert.Equal(json, Decode(Machine.Result, hex).ToString());
    }

    [Fact]
    public void A_field_that_allows_subtypes_travels_with_its_type()
    {
        const string Hex = "01028913 01 10000000 000000000000F03F0000000000000040" + "0B 0000000000000440" + "00000000000008400000000000001040";
        SameBytesAgain(Machine.Message, Hex);
        var message = Decode(Machine.Message, Hex);
        Assert.Equal("""{"Body":{"X":1,"Y":2},"Number":2.5,"Plain":{"X":3,"Y":4}}""", StructureJson.Format(message, _codec));
    }

    [Fact]
    public void A_tree_is_encoded_to_the_bytes_it_came_from()
    {
        SameBytesAgain(Machine.Job, JobBytes);
        SameBytesAgain(Machine.Part, "01000000 41 02000000 01000000 42 FFFFFFFF 01000000 43 00000000");
        SameBytesAgain(Machine.Part, "FFFFFFFF FFFFFFFF");
    }

    [Fact]
    public void A_body_cut_at_any_offset_or_longer_than_its_definition_is_a_decoding_error()
    {
        var body = Hex.Bytes(JobBytes);
        Assert.True(_codec.TryGetLayout(Machine.Job, out var layout));
        for (var length = 0; length < body.Length; length++)
            Assert.Equal(StatusCodes.BadDecodingError, Assert.Throws<UaException>(() => _codec.Decode(layout, body.AsSpan(0, length))).Status);
        var fault = Assert.Throws<UaException>(() => _codec.Decode(layout, [.. body, 0]));
        Assert.Equal(StatusCodes.BadDecodingError, fault.Status);
        Assert.Contains("Job", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_with_a_flipped_bit_is_another_tree_or_the_typed_error()
    {
        var body = Hex.Bytes(JobBytes);
        Assert.True(_codec.TryGetLayout(Machine.Job, out var layout));
        for (var bit = 0; bit < body.Length * 8; bit++)
        {
            body[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.NotNull(_codec.Decode(layout, body).ToString());
            }
            catch (UaException fault)
            {
                Assert.True(fault.Status.IsBad);
            }
            body[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData("04000000")]
    [InlineData("FFFFFFFF")]
    public void A_union_of_a_field_that_does_not_exist_is_a_decoding_error(string hex)
    {
        Assert.True(_codec.TryGetLayout(Machine.Result, out var layout));
        Assert.Equal(StatusCodes.BadDecodingError, Assert.Throws<UaException>(() => _codec.Decode(layout, Hex.Bytes(hex))).Status);
    }

    [Fact]
    public void Structures_nested_without_end_stop_at_the_limit()
    {
        Assert.True(_codec.TryGetLayout(Machine.Part, out var layout));
        var level = Hex.Bytes("00000000 01000000");
        var body = Enumerable.Repeat(level, 10_000).SelectMany(static bytes => bytes).ToArray();
        Assert.Equal(StatusCodes.BadEncodingLimitsExceeded, Assert.Throws<UaException>(() => _codec.Decode(layout, body)).Status);
    }

    [Fact]
    public void A_structure_that_holds_itself_stops_at_the_limit()
    {
        var definitions = new DataTypeDefinitions();
        definitions.AddStructure(new NodeId(2, 1), "Ouroboros", Machine.Of(StructureType.Structure, Machine.Field("Self", new NodeId(2, 1))));
        var codec = new StructureCodec(definitions);
        Assert.True(codec.TryGetLayout(new NodeId(2, 1), out var layout));
        Assert.Equal(StatusCodes.BadEncodingLimitsExceeded, Assert.Throws<UaException>(() => codec.Decode(layout, [])).Status);
    }

    [Fact]
    public void An_array_of_structures_without_fields_is_no_way_to_take_memory()
    {
        var definitions = new DataTypeDefinitions();
        definitions.AddStructure(new NodeId(2, 1), "Empty", Machine.Of(StructureType.Structure));
        definitions.AddStructure(new NodeId(2, 2), "Many", Machine.Of(StructureType.Structure, Machine.Field("All", new NodeId(2, 1), 1), Machine.Field("Grid", new NodeId(2, 1), 2)));
        var codec = new StructureCodec(definitions);
        Assert.True(codec.TryGetLayout(new NodeId(2, 2), out var layout));
        Assert.Throws<UaException>(() => codec.Decode(layout, Hex.Bytes("3F420F00")));
        Assert.Throws<UaException>(() => codec.Decode(layout, Hex.Bytes("00000000 02000000 E8030000 E8030000")));
    }

    [Fact]
    public void Types_that_nobody_described_are_listed_and_named()
    {
        var definitions = new DataTypeDefinitions();
        definitions.AddStructure(new NodeId(2, 1), "Machine", Machine.Of(StructureType.Structure, Machine.Field("State", new NodeId(3, 9)), Machine.Field("Speed", new NodeId(2, 7))));
        definitions.AddSubtype(new NodeId(2, 7), new NodeId(11));
        Assert.Equal([new NodeId(3, 9)], definitions.Missing());
        var codec = new StructureCodec(definitions);
        Assert.True(codec.TryGetLayout(new NodeId(2, 1), out var layout));
        var fault = Assert.Throws<UaException>(() => codec.Decode(layout, new byte[16]));
        Assert.Equal(StatusCodes.BadDataTypeIdUnknown, fault.Status);
        Assert.Contains("ns=3;i=9", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Machine.State", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Supertypes_in_a_circle_are_a_missing_type()
    {
        var definitions = new DataTypeDefinitions();
        definitions.AddSubtype(new NodeId(2, 1), new NodeId(2, 2));
        definitions.AddSubtype(new NodeId(2, 2), new NodeId(2, 1));
        definitions.AddStructure(new NodeId(2, 3), "A", Machine.Of(StructureType.Structure, Machine.Field("X", new NodeId(2, 1))));
        Assert.Single(definitions.Missing());
    }

    [Fact]
    public void An_extension_object_is_decoded_by_its_encoding_id_only()
    {
        Assert.True(_codec.TryDecode(new ExtensionObject(Machine.EncodingOf(Machine.Point), new byte[16]), out var point));
        Assert.Equal("Point", point.Layout.Name);
        Assert.False(_codec.TryDecode(new ExtensionObject(Machine.Point, new byte[16]), out _));
        Assert.False(_codec.TryDecode(new ExtensionObject(Machine.EncodingOf(Machine.Point), ExtensionObjectEncoding.Xml, new byte[16]), out _));
        Assert.False(_codec.TryDecode(ExtensionObject.Null, out _));
    }

    [Fact]
    public void A_tree_made_by_hand_is_encoded()
    {
        Assert.True(_codec.TryGetLayout(Machine.Tool, out var tool));
        var value = new StructureValue(tool, new PlainValue(new Variant(7)), null, new PlainValue(new Variant(true)), null);
        var extension = StructureCodec.Encode(value);
        Assert.Equal(Machine.EncodingOf(Machine.Tool), extension.TypeId);
        Assert.Equal("000000000700000001", Convert.ToHexString(extension.Body.Span));
    }

    [Fact]
    public void A_value_of_another_type_is_a_mismatch_that_names_the_field()
    {
        Assert.True(_codec.TryGetLayout(Machine.Tool, out var tool));
        Assert.True(_codec.TryGetLayout(Machine.Result, out var result));
        var plain = new PlainValue(new Variant(7));
        var worn = new PlainValue(new Variant(true));
        StructureValue[] wrong =
        [
            new(tool, new PlainValue(new Variant(7u)), null, worn, null),
            new(tool, new PlainValue(Variant.FromArray([7])), null, worn, null),
            new(tool, plain, null, null, null),
            new(tool, plain, null, worn, plain),
            new(tool, plain, null, worn, new StructureValue(result, null, null, null)),
            new(result, new PlainValue(new Variant(1.0)), new PlainValue(new Variant("a")), null),
        ];
        foreach (var value in wrong)
        {
            var fault = Assert.Throws<UaException>(() => StructureCodec.Encode(value));
            Assert.Equal(StatusCodes.BadTypeMismatch, fault.Status);
            Assert.Contains(value.Layout.Name + ".", fault.Message, StringComparison.Ordinal);
        }
        Assert.Throws<ArgumentException>(() => new StructureValue(tool, plain));
    }

    [Fact]
    public void More_optional_fields_than_a_mask_has_bits_are_refused()
    {
        var fields = Enumerable.Range(0, 33).Select(static i => Machine.Field($"F{i}", new NodeId(6), optional: true)).ToArray();
        Assert.Throws<UaException>(() => new DataTypeDefinitions().AddStructure(new NodeId(2, 1), "Wide", Machine.Of(StructureType.StructureWithOptionalFields, fields)));
    }

    private StructureValue Decode(NodeId type, string hex)
    {
        Assert.True(_codec.TryGetLayout(type, out var layout));
        return _codec.Decode(layout, Hex.Bytes(hex));
    }

    private void SameBytesAgain(NodeId type, string hex) =>
        Assert.Equal(Convert.ToHexString(Hex.Bytes(hex)), Convert.ToHexString(StructureCodec.Encode(Decode(type, hex)).Body.Span));
}
