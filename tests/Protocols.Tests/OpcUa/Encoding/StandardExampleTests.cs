using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Encoding;

/// <summary>Bytes that OPC 10000-6, 5.2 prints or spells out.</summary>
public sealed class StandardExampleTests
{
    [Theory]
    [MemberData(nameof(Examples))]
    public void A_value_has_the_bytes_of_the_standard(string hex, Variant value)
    {
        using var writer = new UaWriter();
        writer.WriteVariant(value);
        Assert.Equal(hex.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(writer.Written));
        Assert.Equal(value, new UaReader(writer.Written).ReadVariant());
    }

    public static TheoryData<string, Variant> Examples() => new()
    {
        { "00", Variant.Null },
        { "01 01", new Variant(true) },
        { "06 00CA9A3B", new Variant(1_000_000_000) },
        { "0A 0000D0C0", new Variant(-6.5f) },
        { "0C 06000000E6B0B4426F79", new Variant("水Boy") },
        { "0C FFFFFFFF", new Variant((string?)null) },
        { "0C 00000000", new Variant("") },
        { "0E 912B967275FAE64A8D28B404DC7DAF63", new Variant(Guid.Parse("72962B91-FA75-4AE6-8D28-B404DC7DAF63")) },
        { "11 0048", new Variant(new NodeId(72)) },
        { "11 01050104", new Variant(new NodeId(5, 1025)) },
        { "11 02050000000100", new Variant(new NodeId(5, 65_536)) },
        { "11 0201010A000000", new Variant(new NodeId(257, 10)) },
        { "11 03010006000000486F74E6B0B4", new Variant(new NodeId(1, "Hot水")) },
        { "12 8001 04000000 75726E3A", new Variant(new ExpandedNodeId(new NodeId(1), "urn:", 0)) },
        { "12 4001 02000000", new Variant(new ExpandedNodeId(new NodeId(1), null, 2)) },
        { "13 00003480", new Variant((StatusCode)StatusCodes.BadNodeIdUnknown) },
        { "14 0200 01000000 41", new Variant(new QualifiedName(2, "A")) },
        { "15 03 02000000 656E 01000000 41", new Variant(new LocalizedText("en", "A")) },
        { "15 02 01000000 41", new Variant(new LocalizedText("A")) },
        { "16 0000 00", new Variant(ExtensionObject.Null) },
        { "16 01023412 01 02000000 CAFE", new Variant(new ExtensionObject(new NodeId(2, 0x1234), new byte[] { 0xCA, 0xFE })) },
        { "17 0D 06 01000000 0100000000000000 0200000000000000", new Variant(new DataValue(new Variant(1), default, new UaDateTime(1), new UaDateTime(2))) },
        { "17 02 00003480", new Variant(DataValue.FromStatus(StatusCodes.BadNodeIdUnknown)) },
        { "86 02000000 01000000 02000000", Variant.FromArray([1, 2]) },
        { "83 02000000 0102", Variant.FromArray(new byte[] { 1, 2 }) },
        { "0F 02000000 0102", Variant.FromByteString([1, 2]) },
        { "C1 02000000 0100 02000000 02000000 01000000", Variant.FromElements(BuiltInType.Boolean, new[] { true, false }, [2, 1]) },
        { "98 02000000 0101 00", Variant.FromArray([new Variant(true), Variant.Null]) },
    };

    [Fact]
    public void A_data_value_keeps_picoseconds_behind_its_times()
    {
        using var writer = new UaWriter();
        writer.WriteDataValue(new DataValue(new Variant((byte)7), StatusCodes.UncertainInitialValue, new UaDateTime(1), new UaDateTime(2), 3, 4));
        Assert.Equal("3F0307" + "00009240" + "0100000000000000" + "0300" + "0200000000000000" + "0400", Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void Diagnostics_follow_the_order_of_their_table()
    {
        using var writer = new UaWriter();
        writer.WriteDiagnosticInfo(new DiagnosticInfo
        {
            SymbolicId = 1,
            NamespaceUri = 2,
            Locale = 3,
            LocalizedText = 4,
            AdditionalInfo = "A",
            InnerStatus = StatusCodes.BadTimeout,
            Inner = new DiagnosticInfo { SymbolicId = 5 },
        });
        Assert.Equal("7F" + "01000000" + "02000000" + "03000000" + "04000000" + "0100000041" + "00000A80" + "0105000000", Convert.ToHexString(writer.Written));
    }

    [Theory]
    [InlineData("1A 02000000 0102")]
    [InlineData("1F 02000000 0102")]
    public void A_type_of_the_future_reads_as_a_byte_string(string hex) =>
        Assert.Equal(Variant.FromByteString([1, 2]), new UaReader(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))).ReadVariant());

    [Fact]
    public void A_boolean_that_is_not_zero_is_true() => Assert.True(new UaReader([0x02]).ReadBoolean());

    [Theory]
    [InlineData("C600000000" + "00000000")]
    [InlineData("C600000000" + "FFFFFFFF")]
    public void Announced_dimensions_that_do_not_come_leave_an_array(string hex) =>
        Assert.Equal(Variant.FromArray(Array.Empty<int>()), new UaReader(Convert.FromHexString(hex)).ReadVariant());

    [Fact]
    public void A_null_array_reads_as_an_empty_one() =>
        Assert.Equal(Variant.FromArray(Array.Empty<int>()), new UaReader(Convert.FromHexString("86FFFFFFFF")).ReadVariant());
}
