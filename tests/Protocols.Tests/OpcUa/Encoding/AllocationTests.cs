using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Encoding;

public sealed class AllocationTests
{
    private static readonly BuiltInType[] Plain =
    [
        BuiltInType.Boolean, BuiltInType.SByte, BuiltInType.Byte, BuiltInType.Int16, BuiltInType.UInt16, BuiltInType.Int32, BuiltInType.UInt32, BuiltInType.Int64,
        BuiltInType.UInt64, BuiltInType.Float, BuiltInType.Double, BuiltInType.DateTime, BuiltInType.StatusCode,
    ];

    [Fact]
    public void Reading_and_writing_scalars_and_data_values_allocates_nothing()
    {
        var values = new RandomValues(5);
        var samples = new DataValue[1000];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = new DataValue(
                values.Scalar(Plain[i % Plain.Length]), StatusCodes.UncertainInitialValue, new UaDateTime(i + 1), new UaDateTime(i + 2), 3, 4);
        }
        using var writer = new UaWriter(1 << 17);
        Assert.Equal(samples.Length, Pass());

        var before = GC.GetAllocatedBytesForCurrentThread();
        var equal = Pass();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(samples.Length, equal);

        int Pass()
        {
            writer.Clear();
            foreach (var sample in samples)
                writer.WriteDataValue(sample);
            var reader = new UaReader(writer.Written);
            var same = 0;
            foreach (var sample in samples)
                same += reader.ReadDataValue() == sample ? 1 : 0;
            return same;
        }
    }

    [Fact]
    public void Passing_over_any_value_allocates_nothing()
    {
        var values = new RandomValues(6);
        using var writer = new UaWriter();
        for (var i = 0; i < 1000; i++)
            writer.WriteDataValue(values.DataValue());
        Pass();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Pass()
        {
            var reader = new UaReader(writer.Written);
            while (reader.Remaining > 0)
                reader.SkipDataValue();
        }
    }
}
