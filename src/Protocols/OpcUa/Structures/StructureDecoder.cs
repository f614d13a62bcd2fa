using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Structures;

/// <summary>Reads a structure's body by its layout (OPC 10000-6, 5.2.6 to 5.2.8).</summary>
internal static class StructureDecoder
{
    public static StructureValue Read(StructureLayout layout, ref UaReader reader)
    {
        reader.Enter();
        var values = new DecodedValue?[layout.Fields.Count];
        if (layout.IsUnion)
        {
            var chosen = reader.ReadUInt32();
            if (chosen > values.Length)
                throw new UaException(StatusCodes.BadDecodingError, $"{layout.Name} has {values.Length} fields, the union names number {chosen} (OPC 10000-6, 5.2.8)");
            if (chosen > 0)
                values[chosen - 1] = ReadField(layout, layout.Fields[(int)chosen - 1], ref reader);
        }
        else
        {
            // Bits are counted over the optional fields alone (OPC 10000-6, 5.2.7).
            var present = layout.Kind == StructureType.StructureWithOptionalFields ? reader.ReadUInt32() : 0;
            for (var i = 0; i < values.Length; i++)
            {
                var field = layout.Fields[i];
                if (field.IsOptional)
                {
                    var given = (present & 1) != 0;
                    present >>= 1;
                    if (!given)
                        continue;
                }
                values[i] = ReadField(layout, field, ref reader);
            }
        }
        reader.Leave();
        return new StructureValue(layout, values);
    }

    private static DecodedValue ReadField(StructureLayout layout, FieldLayout field, ref UaReader reader)
    {
        if (field.Encoding == FieldEncoding.Unknown)
        {
            throw new UaException(
                StatusCodes.BadDataTypeIdUnknown, $"the type {field.DataTypeId} (rank {field.ValueRank}) of {layout.Name}.{field.Name} is not described by the server");
        }
        return field.ValueRank switch
        {
            -1 => ReadScalar(field, ref reader),
            1 => ReadArray(field, ref reader),
            _ => ReadMatrix(layout, field, ref reader),
        };
    }

    private static DecodedValue ReadScalar(FieldLayout field, ref UaReader reader)
    {
        if (field.Encoding == FieldEncoding.Structure)
            return Read(field.Structure!, ref reader);
        if (field.BuiltInType != BuiltInType.Variant)
            return new PlainValue(reader.ReadScalar(field.BuiltInType!.Value), field.Enumeration);
        reader.Enter();
        var value = reader.ReadVariant();
        reader.Leave();
        return new PlainValue(value, field.Enumeration);
    }

    private static DecodedValue ReadArray(FieldLayout field, ref UaReader reader)
    {
        if (field.Encoding == FieldEncoding.Structure)
        {
            var length = reader.ReadArrayLengthOrNull(1);
            return length < 0 ? new PlainValue(Variant.Null) : new StructureArray(ReadStructures(field.Structure!, length, ref reader));
        }
        var ahead = reader;
        if (ahead.ReadInt32() >= 0)
            return new PlainValue(Variant.FromElements(field.BuiltInType!.Value, reader.ReadElements(field.BuiltInType.Value)), field.Enumeration);
        reader = ahead;
        return new PlainValue(Variant.Null, field.Enumeration);
    }

    private static DecodedValue ReadMatrix(StructureLayout layout, FieldLayout field, ref UaReader reader)
    {
        var dimensions = reader.ReadDimensions(out var count);
        if (dimensions.Length == 0)
            return new PlainValue(Variant.Null, field.Enumeration);
        if (dimensions.Length != field.ValueRank)
        {
            throw new UaException(
                StatusCodes.BadDecodingError, $"{layout.Name}.{field.Name} has {field.ValueRank} dimensions, {dimensions.Length} were sent (OPC 10000-6, 5.2.5)");
        }
        if (field.Encoding == FieldEncoding.Structure)
            return new StructureArray(ReadStructures(field.Structure!, count, ref reader), dimensions);
        var elements = reader.ReadElements(field.BuiltInType!.Value, count);
        return new PlainValue(Variant.FromElements(field.BuiltInType.Value, elements, dimensions), field.Enumeration);
    }

    private static StructureValue[] ReadStructures(StructureLayout layout, int count, ref UaReader reader)
    {
        // A structure without a field takes no byte; so many of them as bytes are left is the most that is followed.
        reader.CheckElements(count, 1);
        var structures = new StructureValue[count];
        for (var i = 0; i < count; i++)
            structures[i] = Read(layout, ref reader);
        return structures;
    }
}
