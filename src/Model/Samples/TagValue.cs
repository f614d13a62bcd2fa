using System.Globalization;
using System.Runtime.CompilerServices;

namespace Millwright.Model;

/// <summary>A value of any <see cref="TagKind"/> without boxing: scalars live in 64 bits, the rest behind one reference.</summary>
/// <remarks>
/// A string, byte array or array that was put in must not be changed afterwards. Two floats are equal when their bits are,
/// so a NaN equals itself and keeps its payload.
/// </remarks>
public readonly struct TagValue : IEquatable<TagValue>
{
    private readonly ulong _bits;
    private readonly object? _reference;

    private TagValue(TagKind kind, ulong bits, object? reference = null)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
    }

    public TagKind Kind { get; }

    /// <summary>No value.</summary>
    public static TagValue None => default;

    public bool IsNone => Kind == TagKind.None;

    /// <summary>The 64 bits of a scalar: integers sign-extended, floats by their IEEE 754 bits (32-bit ones in the low half).</summary>
    public ulong Bits => _bits;

    /// <summary>The string or array of a value that is not a scalar.</summary>
    public object? Reference => _reference;

    public static TagValue Of(bool value) => new(TagKind.Boolean, value ? 1UL : 0UL);
    public static TagValue Of(sbyte value) => new(TagKind.Int8, (ulong)(long)value);
    public static TagValue Of(byte value) => new(TagKind.UInt8, value);
    public static TagValue Of(short value) => new(TagKind.Int16, (ulong)(long)value);
    public static TagValue Of(ushort value) => new(TagKind.UInt16, value);
    public static TagValue Of(int value) => new(TagKind.Int32, (ulong)(long)value);
    public static TagValue Of(uint value) => new(TagKind.UInt32, value);
    public static TagValue Of(long value) => new(TagKind.Int64, (ulong)value);
    public static TagValue Of(ulong value) => new(TagKind.UInt64, value);
    public static TagValue Of(float value) => new(TagKind.Float32, BitConverter.SingleToUInt32Bits(value));
    public static TagValue Of(double value) => new(TagKind.Float64, BitConverter.DoubleToUInt64Bits(value));
    public static TagValue Of(string value) => new(TagKind.String, 0, value ?? throw new ArgumentNullException(nameof(value)));
    public static TagValue Of(byte[] value) => new(TagKind.Bytes, 0, value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>An array of booleans, numbers or strings.</summary>
    /// <exception cref="ArgumentException">The element type is none of <see cref="TagKind"/>'s.</exception>
    public static TagValue OfArray(Array value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var kind = value switch
        {
            bool[] => TagKind.BooleanArray,
            string[] => TagKind.StringArray,
            float[] => TagKind.Float32Array,
            double[] => TagKind.Float64Array,
            // The CLR lets sbyte[] pass as byte[] and so on: ask the type itself.
            _ when value.GetType() == typeof(sbyte[]) => TagKind.Int8Array,
            _ when value.GetType() == typeof(byte[]) => TagKind.UInt8Array,
            _ when value.GetType() == typeof(short[]) => TagKind.Int16Array,
            _ when value.GetType() == typeof(ushort[]) => TagKind.UInt16Array,
            _ when value.GetType() == typeof(int[]) => TagKind.Int32Array,
            _ when value.GetType() == typeof(uint[]) => TagKind.UInt32Array,
            _ when value.GetType() == typeof(long[]) => TagKind.Int64Array,
            _ when value.GetType() == typeof(ulong[]) => TagKind.UInt64Array,
            _ => throw new ArgumentException($"A tag cannot hold {value.GetType().Name}.", nameof(value)),
        };
        return new(kind, 0, value);
    }

    /// <summary>Puts a scalar together from its kind and bits, as they are stored.</summary>
    /// <exception cref="ArgumentException">The kind is not a scalar.</exception>
    public static TagValue FromBits(TagKind kind, ulong bits) =>
        kind.IsScalar() ? new(kind, bits) : throw new ArgumentException($"{kind} does not fit in 64 bits.", nameof(kind));

    /// <summary>Puts any value together from its parts, as they stand in the columns of a <see cref="SampleBatch"/>.</summary>
    public static TagValue FromParts(TagKind kind, ulong bits, object? reference) => new(kind, bits, reference);

    public bool AsBoolean() => _bits != 0;

    public string AsString() => (string)_reference!;

    public byte[] AsBytes() => (byte[])_reference!;

    /// <summary>The scalar as a double; 64-bit integers beyond 2^53 lose their low bits. False for strings, arrays and none.</summary>
    public bool TryGetDouble(out double value)
    {
        value = Kind switch
        {
            TagKind.Float64 => BitConverter.UInt64BitsToDouble(_bits),
            TagKind.Float32 => BitConverter.UInt32BitsToSingle((uint)_bits),
            TagKind.UInt64 => _bits,
            TagKind.Boolean or (>= TagKind.Int8 and <= TagKind.Int64) => (long)_bits,
            _ => double.NaN,
        };
        return Kind is >= TagKind.Boolean and <= TagKind.Float64;
    }

    /// <summary>The scalar as a double, NaN where it is none.</summary>
    public double ToDouble() => TryGetDouble(out var value) ? value : double.NaN;

    /// <summary>The scalar as another scalar kind: rounded to the nearest integer, ties to even.</summary>
    /// <returns>False when the value does not fit into the kind, or is not a scalar.</returns>
    public bool TryConvert(TagKind kind, out TagValue converted)
    {
        // The caller may let the result take this value's own place: read all of it first.
        var value = this;
        converted = value;
        if (value.Kind == kind)
            return true;
        converted = None;
        if (!value.TryGetDouble(out var number) || !kind.IsScalar() || kind == TagKind.None)
            return false;
        if (kind == TagKind.Float64)
            converted = Of(number);
        else if (kind == TagKind.Float32)
            converted = Of((float)number);
        else if (kind == TagKind.Boolean)
            converted = Of(number != 0);
        else if (value.Kind.IsFloat())
            return TryFromDouble(kind, Math.Round(number, MidpointRounding.ToEven), out converted);
        else if (value.Kind == TagKind.UInt64)
            return TryFromUnsigned(kind, value._bits, out converted);
        else
            return TryFromSigned(kind, (long)value._bits, out converted);
        return true;
    }

    public bool Equals(TagValue other)
    {
        if (Kind != other.Kind || _bits != other._bits)
            return false;
        if (ReferenceEquals(_reference, other._reference))
            return true;
        return (_reference, other._reference) switch
        {
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (Array a, Array b) => SameElements(a, b),
            _ => false,
        };
    }

    public override bool Equals(object? obj) => obj is TagValue other && Equals(other);

    public override int GetHashCode() => _reference switch
    {
        null => HashCode.Combine(Kind, _bits),
        string text => HashCode.Combine(Kind, text),
        Array array => HashCode.Combine(Kind, array.Length),
        _ => (int)Kind,
    };

    public static bool operator ==(TagValue left, TagValue right) => left.Equals(right);
    public static bool operator !=(TagValue left, TagValue right) => !left.Equals(right);

    /// <summary>Invariant text that reads back to the same value; arrays as <c>[1, 2]</c>, bytes in hexadecimal.</summary>
    public override string ToString() => Kind switch
    {
        TagKind.None => "",
        TagKind.Boolean => _bits != 0 ? "true" : "false",
        TagKind.UInt64 => _bits.ToString(CultureInfo.InvariantCulture),
        TagKind.Float32 => BitConverter.UInt32BitsToSingle((uint)_bits).ToString("R", CultureInfo.InvariantCulture),
        TagKind.Float64 => BitConverter.UInt64BitsToDouble(_bits).ToString("R", CultureInfo.InvariantCulture),
        TagKind.String => AsString(),
        TagKind.Bytes => Convert.ToHexString(AsBytes()),
        _ when Kind.IsArray() => ArrayText((Array)_reference!),
        _ => ((long)_bits).ToString(CultureInfo.InvariantCulture),
    };

    private static bool TryFromDouble(TagKind kind, double whole, out TagValue value)
    {
        // 2^63 and 2^64 are exact doubles, so these comparisons are exact too; NaN fails both.
        if (whole is >= -9223372036854775808.0 and < 9223372036854775808.0)
            return TryFromSigned(kind, (long)whole, out value);
        if (whole is >= 0 and < 18446744073709551616.0)
            return TryFromUnsigned(kind, (ulong)whole, out value);
        value = None;
        return false;
    }

    private static bool TryFromSigned(TagKind kind, long whole, out TagValue value)
    {
        var fits = kind switch
        {
            TagKind.Int8 => whole is >= sbyte.MinValue and <= sbyte.MaxValue,
            TagKind.UInt8 => whole is >= 0 and <= byte.MaxValue,
            TagKind.Int16 => whole is >= short.MinValue and <= short.MaxValue,
            TagKind.UInt16 => whole is >= 0 and <= ushort.MaxValue,
            TagKind.Int32 => whole is >= int.MinValue and <= int.MaxValue,
            TagKind.UInt32 => whole is >= 0 and <= uint.MaxValue,
            TagKind.UInt64 => whole >= 0,
            _ => true,
        };
        value = fits ? new(kind, (ulong)whole) : None;
        return fits;
    }

    private static bool TryFromUnsigned(TagKind kind, ulong whole, out TagValue value)
    {
        if (whole <= long.MaxValue)
            return TryFromSigned(kind, (long)whole, out value);
        var fits = kind == TagKind.UInt64;
        value = fits ? new(kind, whole) : None;
        return fits;
    }

    private static bool SameElements(Array a, Array b)
    {
        if (a.Length != b.Length)
            return false;
        if (a is string[] first && b is string[] second)
            return first.AsSpan().SequenceEqual(second);
        return BytesOf(a).SequenceEqual(BytesOf(b));
    }

    private static ReadOnlySpan<byte> BytesOf(Array array) =>
        System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(
            ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string ArrayText(Array array)
    {
        var parts = new string[array.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = array.GetValue(i) switch
            {
                bool flag => flag ? "true" : "false",
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                var other => other?.ToString() ?? "",
            };
        }
        return "[" + string.Join(", ", parts) + "]";
    }
}
