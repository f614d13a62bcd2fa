using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Structures;

/// <summary>
/// Values as JSON for people and tools: field names as the server spells them, enumerations by name, times as ISO 8601, 64-bit integers as
/// text because JSON readers lose digits (OPC 10000-6, 5.4.2), byte strings as base64, ids and statuses as their text, matrices as nested
/// arrays, absent fields left out. A structure whose type is unknown is its type id and its body in base64.
/// </summary>
public static class StructureJson
{
    /// <summary>Deeper levels are written as an ellipsis: extension objects inside each other have no other end.</summary>
    private const int DeepestLevel = 400;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = DeepestLevel + UaLimits.MostDimensions + 2,
    };

    /// <summary>A decoded value as JSON text; structures inside variants are decoded when a codec is given.</summary>
    public static string Format(DecodedValue value, StructureCodec? codec = null) => Format(writer => Write(writer, value, codec));

    /// <summary>A variant as JSON text.</summary>
    public static string Format(Variant value, StructureCodec? codec = null) => Format(writer => Write(writer, value, codec));

    /// <summary>Writes a decoded value into a larger document.</summary>
    public static void Write(Utf8JsonWriter writer, DecodedValue? value, StructureCodec? codec)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value)
        {
            case not null when writer.CurrentDepth > DeepestLevel:
                writer.WriteStringValue("…");
                break;
            case PlainValue { Enumeration: { } enumeration } plain:
                WriteEnumeration(writer, plain.Value, enumeration, codec);
                break;
            case PlainValue plain:
                Write(writer, plain.Value, codec);
                break;
            case StructureValue structure:
                WriteStructure(writer, structure, codec);
                break;
            case StructureArray array:
                WriteNested(writer, [.. array.Dimensions], array.Elements.Count, i => Write(writer, array.Elements[i], codec));
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    /// <summary>Writes a variant into a larger document.</summary>
    public static void Write(Utf8JsonWriter writer, Variant value, StructureCodec? codec)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (writer.CurrentDepth > DeepestLevel)
            writer.WriteStringValue("…");
        else if (value.Elements is { } elements)
            WriteNested(writer, value.Dimensions, elements.Length, i => Write(writer, VariantElements.ElementAt(elements, value.Type, i), codec));
        else
            WriteScalar(writer, value, codec);
    }

    private static string Format(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteStructure(Utf8JsonWriter writer, StructureValue structure, StructureCodec? codec)
    {
        writer.WriteStartObject();
        for (var i = 0; i < structure.Values.Count; i++)
        {
            if (structure.Values[i] is not { } value)
                continue;
            writer.WritePropertyName(structure.Layout.Fields[i].Name);
            Write(writer, value, codec);
        }
        writer.WriteEndObject();
    }

    private static void WriteEnumeration(Utf8JsonWriter writer, Variant value, EnumerationLayout enumeration, StructureCodec? codec)
    {
        if (value.Elements is { } elements)
            WriteNested(writer, value.Dimensions, elements.Length, i => WriteEnumeration(writer, VariantElements.ElementAt(elements, value.Type, i), enumeration, codec));
        else if (value.TryGetInteger(out var number))
            writer.WriteStringValue(enumeration.NameOf(number));
        else
            Write(writer, value, codec);
    }

    private static void WriteNested(Utf8JsonWriter writer, ReadOnlySpan<int> dimensions, int count, Action<int> element)
    {
        var at = 0;
        WriteLevel(writer, dimensions.IsEmpty ? [count] : dimensions, ref at, element);
    }

    private static void WriteLevel(Utf8JsonWriter writer, ReadOnlySpan<int> dimensions, ref int at, Action<int> element)
    {
        writer.WriteStartArray();
        for (var i = 0; i < dimensions[0]; i++)
        {
            if (dimensions.Length > 1)
                WriteLevel(writer, dimensions[1..], ref at, element);
            else
                element(at++);
        }
        writer.WriteEndArray();
    }

    private static void WriteScalar(Utf8JsonWriter writer, Variant value, StructureCodec? codec)
    {
        switch (value.Type)
        {
            case BuiltInType.Null:
                writer.WriteNullValue();
                break;
            case BuiltInType.Boolean:
                writer.WriteBooleanValue(value.AsBoolean());
                break;
            case BuiltInType.Int64:
                writer.WriteStringValue(value.AsInt64().ToString(CultureInfo.InvariantCulture));
                break;
            case BuiltInType.UInt64:
                writer.WriteStringValue(value.AsUInt64().ToString(CultureInfo.InvariantCulture));
                break;
            case >= BuiltInType.SByte and <= BuiltInType.UInt32 when value.TryGetInteger(out var integer):
                writer.WriteNumberValue(integer);
                break;
            case BuiltInType.Float when float.IsFinite(value.AsFloat()):
                writer.WriteNumberValue(value.AsFloat());
                break;
            case BuiltInType.Double when double.IsFinite(value.AsDouble()):
                writer.WriteNumberValue(value.AsDouble());
                break;
            case BuiltInType.String:
                writer.WriteStringValue(value.AsString());
                break;
            case BuiltInType.XmlElement:
                writer.WriteStringValue(value.AsXml());
                break;
            case BuiltInType.ByteString when value.AsByteString() is { } bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case BuiltInType.ByteString or BuiltInType.DiagnosticInfo:
                writer.WriteNullValue();
                break;
            case BuiltInType.ExtensionObject:
                WriteExtension(writer, value.AsExtensionObject(), codec);
                break;
            case BuiltInType.DataValue:
                WriteDataValue(writer, value.AsDataValue(), codec);
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }

    private static void WriteExtension(Utf8JsonWriter writer, ExtensionObject extension, StructureCodec? codec)
    {
        if (extension.IsNull)
        {
            writer.WriteNullValue();
            return;
        }
        string? fault = null;
        try
        {
            if (codec is not null && codec.TryDecode(extension, out var structure))
            {
                Write(writer, structure, codec);
                return;
            }
        }
        catch (UaException malformed)
        {
            fault = malformed.Message;
        }
        writer.WriteStartObject();
        writer.WriteString("typeId", extension.TypeId.ToString());
        writer.WriteBase64String("body", extension.Body.Span);
        if (fault is not null)
            writer.WriteString("error", fault);
        writer.WriteEndObject();
    }

    private static void WriteDataValue(Utf8JsonWriter writer, DataValue value, StructureCodec? codec)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("value");
        Write(writer, value.Value, codec);
        if (value.Status.Value != 0)
            writer.WriteString("status", value.Status.ToString());
        if (value.SourceTimestamp.HasValue)
            writer.WriteString("sourceTimestamp", value.SourceTimestamp.ToString());
        if (value.ServerTimestamp.HasValue)
            writer.WriteString("serverTimestamp", value.ServerTimestamp.ToString());
        writer.WriteEndObject();
    }
}
