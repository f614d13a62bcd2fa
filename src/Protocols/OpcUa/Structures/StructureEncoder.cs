using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Structures;

/// <summary>Writes a tree as the structure it came from (OPC 10000-6, 5.2.6 to 5.2.8).</summary>
internal static class StructureEncoder
{
    public static void Write(StructureValue value, UaWriter writer)
    {
        var layout = value.Layout;
        if (layout.IsUnion)
        {
            WriteUnion(value, writer);
            return;
        }
        if (layout.Kind == StructureType.StructureWithOptionalFields)
            writer.WriteUInt32(PresentFields(value));
        for (var i = 0; i < layout.Fields.Count; i++)
        {
            var field = layout.Fields[i];
            if (value.Values[i] is { } given)
                WriteField(layout, field, given, writer);
            else if (!field.IsOptional)
                throw Mismatch(layout, field, "has no value");
        }
    }

    private static void WriteUnion(StructureValue value, UaWriter writer)
    {
        var chosen = 0;
        for (var i = 0; i < value.Values.Count; i++)
        {
            if (value.Values[i] is null)
                continue;
            if (chosen > 0)
                throw Mismatch(value.Layout, value.Layout.Fields[i], "is a second value of a union");
            chosen = i + 1;
        }
        writer.WriteUInt32((uint)chosen);
        if (chosen > 0)
            WriteField(value.Layout, value.Layout.Fields[chosen - 1], value.Values[chosen - 1]!, writer);
    }

    private static uint PresentFields(StructureValue value)
    {
        uint present = 0;
        var bit = 0;
        for (var i = 0; i < value.Values.Count; i++)
        {
            if (!value.Layout.Fields[i].IsOptional)
                continue;
            if (value.Values[i] is not null)
                present |= 1u << bit;
            bit++;
        }
        return present;
    }

    private static void WriteField(StructureLayout layout, FieldLayout field, DecodedValue value, UaWriter writer)
    {
        switch (value)
        {
            case PlainValue { Value.IsNull: true } when field.ValueRank != -1:
                writer.WriteInt32(-1);
                break;
            case StructureValue structure when field.ValueRank == -1 && structure.Layout == field.Structure && field.Encoding == FieldEncoding.Structure:
                Write(structure, writer);
                break;
            case StructureArray array when field.ValueRank != -1 && field.Encoding == FieldEncoding.Structure:
                WriteStructures(layout, field, array, writer);
                break;
            case PlainValue plain when field.ValueRank == -1 && field.BuiltInType == BuiltInType.Variant:
                writer.WriteVariant(plain.Value);
                break;
            case PlainValue plain when plain.Value.Type == field.BuiltInType && plain.Value.ValueRank == field.ValueRank:
                WritePlain(plain.Value, writer);
                break;
            default:
                throw Mismatch(layout, field, $"takes {field.BuiltInType?.ToString() ?? field.Structure?.Name ?? "a type nobody described"} of rank {field.ValueRank}");
        }
    }

    private static void WritePlain(in Variant value, UaWriter writer)
    {
        if (value.Elements is not { } elements)
        {
            writer.WriteScalar(value);
        }
        else if (value.ValueRank == 1)
        {
            writer.WriteElements(value.Type, elements);
        }
        else
        {
            WriteDimensions(value.Dimensions, writer);
            writer.WriteBareElements(value.Type, elements);
        }
    }

    private static void WriteStructures(StructureLayout layout, FieldLayout field, StructureArray array, UaWriter writer)
    {
        if (field.ValueRank == 1)
            writer.WriteInt32(array.Elements.Count);
        else if (array.Dimensions.Count == field.ValueRank && array.Dimensions.Aggregate(1L, static (product, length) => product * length) == array.Elements.Count)
            WriteDimensions([.. array.Dimensions], writer);
        else
            throw Mismatch(layout, field, "is a matrix whose dimensions do not hold its elements");
        foreach (var element in array.Elements)
        {
            if (element.Layout != field.Structure)
                throw Mismatch(layout, field, $"has an element of {element.Layout.Name}");
            Write(element, writer);
        }
    }

    private static void WriteDimensions(ReadOnlySpan<int> dimensions, UaWriter writer)
    {
        writer.WriteInt32(dimensions.Length);
        foreach (var length in dimensions)
            writer.WriteInt32(length);
    }

    private static UaException Mismatch(StructureLayout layout, FieldLayout field, string what) =>
        new(StatusCodes.BadTypeMismatch, $"{layout.Name}.{field.Name} {what}");
}
