using System.Runtime.InteropServices;
using System.Text;
using Millwright.Model;

namespace Millwright.Historian.Codec;

/// <summary>Strings with a dictionary; byte strings and arrays one after the other, each with its length.</summary>
internal static class ObjectColumn
{
    /// <summary>The longest string, byte string or array in bytes that a block can hold.</summary>
    public const int MaxValueBytes = 16 * 1024 * 1024;

    public static void Encode(ByteWriter writer, TagKind kind, ReadOnlySpan<object> values)
    {
        if (kind == TagKind.String)
        {
            EncodeStrings(writer, values);
            return;
        }
        foreach (var value in values)
        {
            if (value is string[] texts)
            {
                writer.WriteVariable((ulong)texts.Length);
                foreach (var text in texts)
                    WriteText(writer, text);
                continue;
            }
            var bytes = BytesOf((Array)value);
            writer.WriteVariable((ulong)bytes.Length);
            writer.WriteBytes(bytes);
        }
    }

    public static void Decode(ref ByteReader reader, TagKind kind, scoped Span<object?> values)
    {
        if (kind == TagKind.String)
        {
            DecodeStrings(ref reader, values);
            return;
        }
        foreach (ref var value in values)
        {
            if (kind == TagKind.StringArray)
            {
                // Each text takes at least two bytes, so a false count cannot ask for more than the block has.
                var texts = new string[reader.ReadCount(reader.Remaining / 2)];
                for (var i = 0; i < texts.Length; i++)
                    texts[i] = ReadText(ref reader);
                value = texts;
                continue;
            }
            value = ReadArray(kind, reader.ReadBytes(reader.ReadCount(reader.Remaining)));
        }
    }

    /// <summary>What a value takes in memory, roughly.</summary>
    public static int SizeOf(object value) => 24 + value switch
    {
        string text => text.Length * sizeof(char),
        string[] texts => texts.Sum(t => 32 + ((t?.Length ?? 0) * sizeof(char))),
        Array array => Buffer.ByteLength(array),
        _ => 0,
    };

    private static void EncodeStrings(ByteWriter writer, ReadOnlySpan<object> values)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var words = new List<string>();
        Span<long> indexes = stackalloc long[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var text = (string)values[i];
            if (!places.TryGetValue(text, out var place))
            {
                places.Add(text, place = words.Count);
                words.Add(text);
            }
            indexes[i] = place;
        }
        writer.WriteVariable((ulong)words.Count);
        foreach (var word in words)
            WriteText(writer, word);
        IntegerColumn.Encode(writer, indexes);
    }

    private static void DecodeStrings(ref ByteReader reader, scoped Span<object?> values)
    {
        var words = new string[reader.ReadCount(values.Length)];
        for (var i = 0; i < words.Length; i++)
            words[i] = ReadText(ref reader);
        Span<long> indexes = stackalloc long[values.Length];
        IntegerColumn.Decode(ref reader, indexes);
        for (var i = 0; i < values.Length; i++)
        {
            if ((ulong)indexes[i] >= (ulong)words.Length)
                throw new BlockDamagedException("a string is not in the dictionary");
            values[i] = words[indexes[i]];
        }
    }

    /// <summary>UTF-8; a string that is no valid Unicode (half a surrogate pair) goes as UTF-16, so that it comes back as it was.</summary>
    private static void WriteText(ByteWriter writer, string text)
    {
        var wide = !IsWellFormed(text);
        writer.WriteByte(wide ? (byte)1 : (byte)0);
        var length = wide ? text.Length * sizeof(char) : Encoding.UTF8.GetByteCount(text);
        writer.WriteVariable((ulong)length);
        var space = writer.Take(length);
        if (wide)
            MemoryMarshal.AsBytes(text.AsSpan()).CopyTo(space);
        else
            Encoding.UTF8.GetBytes(text, space);
    }

    private static string ReadText(ref ByteReader reader)
    {
        var wide = reader.ReadByte();
        if (wide > 1)
            throw new BlockDamagedException("no such text encoding");
        var bytes = reader.ReadBytes(reader.ReadCount(reader.Remaining));
        return wide == 1 ? new string(MemoryMarshal.Cast<byte, char>(bytes)) : Encoding.UTF8.GetString(bytes);
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return true;
    }

    private static ReadOnlySpan<byte> BytesOf(Array array) =>
        MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array));

    private static Array ReadArray(TagKind kind, ReadOnlySpan<byte> bytes)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Arrays are stored in little-endian order, as all supported processors have it.");
        return kind switch
        {
            TagKind.Bytes or TagKind.UInt8Array => bytes.ToArray(),
            TagKind.BooleanArray => Cast<bool>(ToBooleans(bytes)),
            TagKind.Int8Array => Cast<sbyte>(bytes),
            TagKind.Int16Array => Cast<short>(bytes),
            TagKind.UInt16Array => Cast<ushort>(bytes),
            TagKind.Int32Array => Cast<int>(bytes),
            TagKind.UInt32Array => Cast<uint>(bytes),
            TagKind.Int64Array => Cast<long>(bytes),
            TagKind.UInt64Array => Cast<ulong>(bytes),
            TagKind.Float32Array => Cast<float>(bytes),
            TagKind.Float64Array => Cast<double>(bytes),
            _ => throw new BlockDamagedException($"kind {(byte)kind} is no array"),
        };
    }

    private static ReadOnlySpan<byte> ToBooleans(ReadOnlySpan<byte> bytes) =>
        bytes.ContainsAnyExceptInRange((byte)0, (byte)1) ? throw new BlockDamagedException("a boolean is neither 0 nor 1") : bytes;

    private static T[] Cast<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged
    {
        var items = MemoryMarshal.Cast<byte, T>(bytes);
        return items.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>() == bytes.Length
            ? items.ToArray()
            : throw new BlockDamagedException("an array ends in the middle of an element");
    }
}
