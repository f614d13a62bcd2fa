using System.Globalization;
using Millwright.Model;
using Millwright.OpcUa.Structures;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>
/// From a server's values to a tag's. Numbers pass without an allocation. A time is text in ISO 8601, or milliseconds since 1970 as a number;
/// ids, names and texts are text; a structure, or anything else that is asked for as a string, is JSON; a matrix is its elements row by row.
/// </summary>
internal static class ValueMapping
{
    /// <summary>The value as the kind the tag is declared with.</summary>
    /// <param name="value">What came.</param>
    /// <param name="kind">What the tag is to hold.</param>
    /// <param name="structures">Decodes structures; null leaves them encoded in the JSON.</param>
    /// <param name="mapped">The tag's value; none for an empty variant.</param>
    /// <returns>False when the value is of another kind and does not fit.</returns>
    public static bool TryMap(in Variant value, TagKind kind, StructureCodec? structures, out TagValue mapped)
    {
        if (value.IsNull)
        {
            mapped = TagValue.None;
            return true;
        }
        if (value.IsArray)
            return TryMapArray(value, kind, structures, out mapped);
        if (value.Type is >= BuiltInType.Boolean and <= BuiltInType.Double)
        {
            mapped = Number(value);
            if (mapped.Kind == kind || mapped.TryConvert(kind, out mapped))
                return true;
            return TryText(value, kind, structures, out mapped);
        }
        return TryMapOther(value, kind, structures, out mapped);
    }

    /// <summary>The kind that fits a built-in type best.</summary>
    public static TagKind KindOf(BuiltInType type, bool isArray)
    {
        var kind = type switch
        {
            BuiltInType.Boolean => TagKind.Boolean,
            BuiltInType.SByte => TagKind.Int8,
            BuiltInType.Byte => TagKind.UInt8,
            BuiltInType.Int16 => TagKind.Int16,
            BuiltInType.UInt16 => TagKind.UInt16,
            BuiltInType.Int32 => TagKind.Int32,
            BuiltInType.UInt32 or BuiltInType.StatusCode => TagKind.UInt32,
            BuiltInType.Int64 => TagKind.Int64,
            BuiltInType.UInt64 => TagKind.UInt64,
            BuiltInType.Float => TagKind.Float32,
            BuiltInType.Double => TagKind.Float64,
            BuiltInType.ByteString => TagKind.Bytes,
            _ => TagKind.String,
        };
        if (!isArray)
            return kind;
        // There is no array of byte strings: JSON holds it.
        return kind == TagKind.Bytes || HoldsJson(type) ? TagKind.String : (TagKind)((byte)kind | TagKinds.ArrayFlag);
    }

    private static bool HoldsJson(BuiltInType type) =>
        type is BuiltInType.ExtensionObject or BuiltInType.Variant or BuiltInType.DataValue or BuiltInType.DiagnosticInfo;

    private static TagValue Number(in Variant value) => value.Type switch
    {
        BuiltInType.Boolean => TagValue.Of(value.AsBoolean()),
        BuiltInType.SByte => TagValue.Of(value.AsSByte()),
        BuiltInType.Byte => TagValue.Of(value.AsByte()),
        BuiltInType.Int16 => TagValue.Of(value.AsInt16()),
        BuiltInType.UInt16 => TagValue.Of(value.AsUInt16()),
        BuiltInType.Int32 => TagValue.Of(value.AsInt32()),
        BuiltInType.UInt32 => TagValue.Of(value.AsUInt32()),
        BuiltInType.Int64 => TagValue.Of(value.AsInt64()),
        BuiltInType.UInt64 => TagValue.Of(value.AsUInt64()),
        BuiltInType.Float => TagValue.Of(value.AsFloat()),
        _ => TagValue.Of(value.AsDouble()),
    };

    private static bool TryMapOther(in Variant value, TagKind kind, StructureCodec? structures, out TagValue mapped)
    {
        switch (value.Type)
        {
            case BuiltInType.DateTime when kind.IsNumeric():
                return TagValue.Of(Milliseconds(value.AsDateTime())).TryConvert(kind, out mapped);
            case BuiltInType.StatusCode when kind.IsNumeric():
                return TagValue.Of(value.AsStatusCode().Value).TryConvert(kind, out mapped);
            case BuiltInType.ByteString when kind == TagKind.Bytes:
                mapped = TagValue.Of(value.AsByteString() ?? []);
                return true;
            case BuiltInType.ByteString when kind == TagKind.UInt8Array:
                mapped = TagValue.OfArray(value.AsByteString() ?? []);
                return true;
            default:
                return TryText(value, kind, structures, out mapped);
        }
    }

    private static bool TryText(in Variant value, TagKind kind, StructureCodec? structures, out TagValue mapped)
    {
        mapped = TagValue.None;
        if (kind != TagKind.String)
            return false;
        mapped = TagValue.Of(value.IsArray ? StructureJson.Format(value, structures) : Text(value, structures));
        return true;
    }

    private static string Text(in Variant value, StructureCodec? structures) => value.Type switch
    {
        BuiltInType.String => value.AsString() ?? "",
        BuiltInType.DateTime => value.AsDateTime().ToString(),
        BuiltInType.Guid => value.AsGuid().ToString("D", CultureInfo.InvariantCulture),
        BuiltInType.XmlElement => value.AsXml() ?? "",
        BuiltInType.NodeId => value.AsNodeId().ToString(),
        BuiltInType.ExpandedNodeId => value.AsExpandedNodeId().ToString(),
        BuiltInType.StatusCode => value.AsStatusCode().ToString(),
        BuiltInType.QualifiedName => value.AsQualifiedName().ToString(),
        BuiltInType.LocalizedText => value.AsLocalizedText().Text ?? "",
        >= BuiltInType.Boolean and <= BuiltInType.Double => Number(value).ToString(),
        _ => StructureJson.Format(value, structures),
    };

    private static bool TryMapArray(in Variant value, TagKind kind, StructureCodec? structures, out TagValue mapped)
    {
        var elements = value.Elements!;
        // A range of one element is an array at the server; a tag that holds one value means the element.
        if (!kind.IsArray() && kind is not (TagKind.String or TagKind.Bytes) && elements.Length == 1)
            return TryMap(ElementOf(value, 0), kind, structures, out mapped);
        if (value.Type == BuiltInType.Byte && kind == TagKind.Bytes)
        {
            mapped = TagValue.Of((byte[])elements);
            return true;
        }
        if (kind == TagKind.StringArray)
        {
            mapped = TagValue.OfArray(Texts(value, structures));
            return true;
        }
        if (kind.IsArray() && KindOf(value.Type, isArray: true) == kind && value.Type is >= BuiltInType.Boolean and <= BuiltInType.Double)
        {
            mapped = TagValue.OfArray(elements);
            return true;
        }
        if (kind.IsArray() && kind.Element().IsScalar())
            return TryConvertArray(value, kind, out mapped);
        return TryText(value, kind, structures, out mapped);
    }

    private static string[] Texts(in Variant value, StructureCodec? structures)
    {
        var texts = new string[value.Elements!.Length];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = Text(ElementOf(value, i), structures);
        return texts;
    }

    private static bool TryConvertArray(in Variant value, TagKind kind, out TagValue mapped)
    {
        mapped = TagValue.None;
        var length = value.Elements!.Length;
        var array = NewArray(kind.Element(), length);
        for (var i = 0; i < length; i++)
        {
            if (!TryMap(ElementOf(value, i), kind.Element(), null, out var element) || element.IsNone)
                return false;
            Put(array, i, element);
        }
        mapped = TagValue.OfArray(array);
        return true;
    }

    private static Array NewArray(TagKind element, int length) => element switch
    {
        TagKind.Boolean => new bool[length],
        TagKind.Int8 => new sbyte[length],
        TagKind.UInt8 => new byte[length],
        TagKind.Int16 => new short[length],
        TagKind.UInt16 => new ushort[length],
        TagKind.Int32 => new int[length],
        TagKind.UInt32 => new uint[length],
        TagKind.Int64 => new long[length],
        TagKind.UInt64 => new ulong[length],
        TagKind.Float32 => new float[length],
        _ => new double[length],
    };

    private static void Put(Array array, int index, in TagValue value)
    {
        // The order matters: the CLR lets byte[] pass as sbyte[] and so on, which is the same bits here.
        switch (array)
        {
            case bool[] a: a[index] = value.AsBoolean(); break;
            case float[] a: a[index] = BitConverter.UInt32BitsToSingle((uint)value.Bits); break;
            case double[] a: a[index] = BitConverter.UInt64BitsToDouble(value.Bits); break;
            case sbyte[] a: a[index] = (sbyte)value.Bits; break;
            case short[] a: a[index] = (short)value.Bits; break;
            case int[] a: a[index] = (int)value.Bits; break;
            case long[] a: a[index] = (long)value.Bits; break;
        }
    }

    private static Variant ElementOf(in Variant value, int index) => value.Elements switch
    {
        bool[] a => new(a[index]),
        float[] a => new(a[index]),
        double[] a => new(a[index]),
        string?[] a => value.Type == BuiltInType.XmlElement ? Variant.FromXml(a[index]) : new(a[index]),
        UaDateTime[] a => new(a[index]),
        Guid[] a => new(a[index]),
        byte[]?[] a => Variant.FromByteString(a[index]),
        NodeId[] a => new(a[index]),
        ExpandedNodeId[] a => new(a[index]),
        StatusCode[] a => new(a[index]),
        QualifiedName[] a => new(a[index]),
        LocalizedText[] a => new(a[index]),
        ExtensionObject[] a => new(a[index]),
        Variant[] a => a[index],
        DataValue[] a => a[index].Value,
        var a => Integer(value.Type, a!, index),
    };

    private static Variant Integer(BuiltInType type, Array elements, int index) => type switch
    {
        BuiltInType.SByte => new(((sbyte[])elements)[index]),
        BuiltInType.Byte => new(((byte[])elements)[index]),
        BuiltInType.Int16 => new(((short[])elements)[index]),
        BuiltInType.UInt16 => new(((ushort[])elements)[index]),
        BuiltInType.Int32 => new(((int[])elements)[index]),
        BuiltInType.UInt32 => new(((uint[])elements)[index]),
        BuiltInType.Int64 => new(((long[])elements)[index]),
        BuiltInType.UInt64 => new(((ulong[])elements)[index]),
        _ => Variant.Null,
    };

    private static long Milliseconds(UaDateTime time) => (time.DotNetTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
}
