using Millwright.Model;
using Millwright.OpcUa.Types;

namespace Millwright.Publish.OpcUa;

/// <summary>Tag values as OPC UA values and back. Scalars and strings pass without an allocation; arrays are shared.</summary>
internal static class ValueMapping
{
    /// <summary>The built-in type of a kind's values; Variant, which stands for any, where the kind is not known.</summary>
    public static BuiltInType TypeOf(TagKind kind) => kind.Element() switch
    {
        TagKind.Boolean => BuiltInType.Boolean,
        TagKind.Int8 => BuiltInType.SByte,
        TagKind.UInt8 => BuiltInType.Byte,
        TagKind.Int16 => BuiltInType.Int16,
        TagKind.UInt16 => BuiltInType.UInt16,
        TagKind.Int32 => BuiltInType.Int32,
        TagKind.UInt32 => BuiltInType.UInt32,
        TagKind.Int64 => BuiltInType.Int64,
        TagKind.UInt64 => BuiltInType.UInt64,
        TagKind.Float32 => BuiltInType.Float,
        TagKind.Float64 => BuiltInType.Double,
        TagKind.String => BuiltInType.String,
        TagKind.Bytes => BuiltInType.ByteString,
        _ => BuiltInType.Variant,
    };

    public static Variant ToVariant(in TagValue value) => value.Kind switch
    {
        TagKind.Boolean => new(value.AsBoolean()),
        TagKind.Int8 => new((sbyte)value.Bits),
        TagKind.UInt8 => new((byte)value.Bits),
        TagKind.Int16 => new((short)value.Bits),
        TagKind.UInt16 => new((ushort)value.Bits),
        TagKind.Int32 => new((int)value.Bits),
        TagKind.UInt32 => new((uint)value.Bits),
        TagKind.Int64 => new((long)value.Bits),
        TagKind.UInt64 => new(value.Bits),
        TagKind.Float32 => new(BitConverter.UInt32BitsToSingle((uint)value.Bits)),
        TagKind.Float64 => new(BitConverter.UInt64BitsToDouble(value.Bits)),
        TagKind.String => new(value.AsString()),
        TagKind.Bytes => Variant.FromByteString(value.AsBytes()),
        TagKind.None => Variant.Null,
        var array => Variant.FromElements(TypeOf(array), (Array)value.Reference!),
    };

    /// <summary>A value that a client sent.</summary>
    /// <returns>False for what no tag can hold, such as times and structures.</returns>
    public static bool TryToTagValue(in Variant value, out TagValue converted)
    {
        converted = value.IsArray ? FromArray(value) : FromScalar(value);
        return !converted.IsNone;
    }

    /// <summary>A sample with its quality, which is a status code already, and its source time.</summary>
    public static DataValue ToDataValue(in TagValue value, Quality quality, long sourceTicks) =>
        new(ToVariant(value), new StatusCode(quality.Code), ToTime(sourceTicks));

    /// <summary>Ticks of a <see cref="Timestamp"/>; none is no time.</summary>
    public static UaDateTime ToTime(long ticks) => UaDateTime.FromDotNetTicks(ticks);

    private static TagValue FromScalar(in Variant value) => value.Type switch
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
        BuiltInType.Double => TagValue.Of(value.AsDouble()),
        BuiltInType.String when value.AsString() is { } text => TagValue.Of(text),
        BuiltInType.ByteString when value.AsByteString() is { } bytes => TagValue.Of(bytes),
        _ => TagValue.None,
    };

    private static TagValue FromArray(in Variant value) => value.Type switch
    {
        >= BuiltInType.Boolean and <= BuiltInType.Double when value.ValueRank == 1 => TagValue.OfArray(value.Elements!),
        BuiltInType.String when value.ValueRank == 1 => TagValue.OfArray(Array.ConvertAll((string?[])value.Elements!, static s => s ?? "")),
        _ => TagValue.None,
    };
}
