using System.Globalization;
using Millwright.Model;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>From a tag's value to the type that a node takes: a server refuses a write of another type, however well it would fit.</summary>
internal static class WriteMapping
{
    /// <summary>The value as a variant of the node's type.</summary>
    /// <param name="value">What is to be written.</param>
    /// <param name="type">The node's type.</param>
    /// <param name="isArray">True when the node, or the part of it that is written, is an array.</param>
    /// <param name="variant">The value for the server.</param>
    /// <returns>Null when done, else what is wrong with the value.</returns>
    public static string? Map(in TagValue value, BuiltInType type, bool isArray, out Variant variant)
    {
        variant = Variant.Null;
        if (isArray && !value.Kind.IsArray() && value.Kind is not TagKind.Bytes)
            return MapOneElement(value, type, out variant);
        if (value.Kind.IsArray() || (isArray && value.Kind == TagKind.Bytes))
            return MapArray(value, type, isArray, out variant);
        return type switch
        {
            >= BuiltInType.Boolean and <= BuiltInType.Double => MapNumber(value, type, out variant),
            _ => MapText(value, type, out variant),
        };
    }

    private static string? MapNumber(in TagValue value, BuiltInType type, out Variant variant)
    {
        variant = Variant.Null;
        var kind = ValueMapping.KindOf(type, isArray: false);
        if (!value.TryConvert(kind, out var raw))
            return $"{value} does not fit into {type}";
        variant = type switch
        {
            BuiltInType.Boolean => new(raw.AsBoolean()),
            BuiltInType.SByte => new((sbyte)raw.Bits),
            BuiltInType.Byte => new((byte)raw.Bits),
            BuiltInType.Int16 => new((short)raw.Bits),
            BuiltInType.UInt16 => new((ushort)raw.Bits),
            BuiltInType.Int32 => new((int)raw.Bits),
            BuiltInType.UInt32 => new((uint)raw.Bits),
            BuiltInType.Int64 => new((long)raw.Bits),
            BuiltInType.UInt64 => new(raw.Bits),
            BuiltInType.Float => new(BitConverter.UInt32BitsToSingle((uint)raw.Bits)),
            _ => new(BitConverter.UInt64BitsToDouble(raw.Bits)),
        };
        return null;
    }

    private static string? MapText(in TagValue value, BuiltInType type, out Variant variant)
    {
        variant = Variant.Null;
        var text = value.Kind == TagKind.String ? value.AsString() : null;
        switch (type)
        {
            case BuiltInType.String when text is not null:
                variant = new(text);
                return null;
            case BuiltInType.LocalizedText when text is not null:
                variant = new(new LocalizedText(text));
                return null;
            case BuiltInType.XmlElement when text is not null:
                variant = Variant.FromXml(text);
                return null;
            case BuiltInType.ByteString when value.Kind == TagKind.Bytes:
                variant = Variant.FromByteString(value.AsBytes());
                return null;
            case BuiltInType.Guid when Guid.TryParse(text, out var guid):
                variant = new(guid);
                return null;
            case BuiltInType.NodeId when text is not null && NodeId.TryParse(text, out var id):
                variant = new(id);
                return null;
            case BuiltInType.QualifiedName when text is not null:
                variant = new(QualifiedName.Parse(text));
                return null;
            case BuiltInType.StatusCode when value.TryConvert(TagKind.UInt32, out var code):
                variant = new(new StatusCode((uint)code.Bits));
                return null;
            case BuiltInType.DateTime:
                return MapTime(value, text, out variant);
            default:
                return $"a {value.Kind.Word()} cannot be written to a node of type {type}";
        }
    }

    private static string? MapTime(in TagValue value, string? text, out Variant variant)
    {
        variant = Variant.Null;
        if (text is not null)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
                return $"'{text}' is no time";
            variant = new(UaDateTime.From(time));
            return null;
        }
        if (!value.TryConvert(TagKind.Int64, out var milliseconds) || Math.Abs((long)milliseconds.Bits) > 253_402_300_799_999)
            return $"{value} are no milliseconds since 1970";
        variant = new(UaDateTime.FromDotNetTicks(DateTime.UnixEpoch.Ticks + (long)milliseconds.Bits * TimeSpan.TicksPerMillisecond));
        return null;
    }

    private static string? MapOneElement(in TagValue value, BuiltInType type, out Variant variant)
    {
        var problem = Map(value, type, isArray: false, out variant);
        if (problem is not null)
            return problem;
        variant = type switch
        {
            BuiltInType.Boolean => Variant.FromArray([variant.AsBoolean()]),
            BuiltInType.SByte => Variant.FromArray([variant.AsSByte()]),
            BuiltInType.Byte => Variant.FromArray([variant.AsByte()]),
            BuiltInType.Int16 => Variant.FromArray([variant.AsInt16()]),
            BuiltInType.UInt16 => Variant.FromArray([variant.AsUInt16()]),
            BuiltInType.Int32 => Variant.FromArray([variant.AsInt32()]),
            BuiltInType.UInt32 => Variant.FromArray([variant.AsUInt32()]),
            BuiltInType.Int64 => Variant.FromArray([variant.AsInt64()]),
            BuiltInType.UInt64 => Variant.FromArray([variant.AsUInt64()]),
            BuiltInType.Float => Variant.FromArray([variant.AsFloat()]),
            BuiltInType.Double => Variant.FromArray([variant.AsDouble()]),
            BuiltInType.String => Variant.FromArray([variant.AsString()]),
            _ => Variant.Null,
        };
        return variant.IsNull ? $"one element of an array of {type} cannot be written" : null;
    }

    private static string? MapArray(in TagValue value, BuiltInType type, bool isArray, out Variant variant)
    {
        variant = Variant.Null;
        if (!isArray)
            return $"an array cannot be written to a single {type}";
        if (value.Kind == TagKind.Bytes && type == BuiltInType.Byte)
        {
            variant = Variant.FromArray(value.AsBytes());
            return null;
        }
        if (value.Kind != ValueMapping.KindOf(type, isArray: true))
            return $"a {value.Kind.Word()} cannot be written to an array of {type}";
        variant = Variant.FromElements(type, (Array)value.Reference!);
        return null;
    }
}
