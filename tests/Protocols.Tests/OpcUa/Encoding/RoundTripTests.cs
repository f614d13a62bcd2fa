using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Encoding;

public sealed class RoundTripTests
{
    [Fact]
    public void Every_value_is_read_as_it_was_written()
    {
        var values = new RandomValues(1);
        using var writer = new UaWriter(16);
        for (var i = 0; i < 20_000; i++)
        {
            var value = values.DataValue();
            writer.Clear();
            writer.WriteDataValue(value);
            var reader = new UaReader(writer.Written);
            Assert.Equal(value, reader.ReadDataValue());
            Assert.Equal(0, reader.Remaining);
        }
    }

    [Fact]
    public void Passing_over_a_value_ends_where_reading_it_ends()
    {
        var values = new RandomValues(2);
        using var writer = new UaWriter();
        for (var i = 0; i < 20_000; i++)
        {
            writer.Clear();
            writer.WriteDataValue(values.DataValue());
            writer.WriteDiagnosticInfo(values.DiagnosticInfo());
            writer.WriteExpandedNodeId(values.ExpandedNodeId());
            writer.WriteQualifiedName(values.QualifiedName());
            var reader = new UaReader(writer.Written);
            reader.SkipDataValue();
            reader.SkipDiagnosticInfo();
            reader.SkipExpandedNodeId();
            reader.SkipQualifiedName();
            Assert.Equal(0, reader.Remaining);
        }
    }

    [Fact]
    public void Every_built_in_type_takes_part()
    {
        var values = new RandomValues(1);
        var seen = new HashSet<(BuiltInType, int)>();
        for (var i = 0; i < 20_000; i++)
        {
            var value = values.Variant();
            seen.Add((value.Type, Math.Min(value.ValueRank, 2)));
        }
        for (var type = BuiltInType.Boolean; type <= BuiltInType.DiagnosticInfo; type++)
        {
            Assert.Equal(type != BuiltInType.Variant, seen.Contains((type, -1)));
            Assert.Contains((type, 1), seen);
            Assert.Contains((type, 2), seen);
        }
    }
}
