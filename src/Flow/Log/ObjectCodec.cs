using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>Strings, byte strings and arrays: a code byte, a length, the content.</summary>
/// <remarks>
/// Codes from <see cref="ScalarCodec.FirstObjectCode"/>: String, Bytes, then the arrays in the order of their kinds. Numbers stand little-endian.
/// A string is a varint <c>1 + 2 * bytes + form</c> (form 0 UTF-8, 1 UTF-16 for text that is no valid Unicode; 0 for null) and its bytes.
/// </remarks>
internal static class ObjectCodec
{
    private const int StringCode = ScalarCodec.FirstObjectCode;
    private const int BytesCode = StringCode + 1;
    private const int FirstArrayCode = BytesCode + 1;
    private const int LastArrayCode = FirstArrayCode + (int)TagKind.StringArray - (int)TagKind.BooleanArray;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The most bytes a value can take.</summary>
    public static long MaxBytes(object value) => value switch
    {
        string text => StringBytes(text),
        string?[] texts => 1 + Varint.MaxBytes + texts.Sum(StringBytes),
        Array array => 1 + Varint.MaxBytes + (long)Buffer.ByteLength(array),
        _ => throw new ArgumentException($"A tag cannot hold {value.GetType().Name}.", nameof(value)),
    };

    public static int Encode(TagKind kind, object value, Span<byte> into)
    {
        into[0] = (byte)(kind switch
        {
            TagKind.String => StringCode,
            TagKind.Bytes => BytesCode,
            _ => FirstArrayCode + (int)kind - (int)TagKind.BooleanArray,
        });
        return 1 + value switch
        {
            string text => PutString(text, into[1..]),
            string?[] texts => PutStrings(texts, into[1..]),
            _ => PutElements((Array)value, into[1..]),
        };
    }

    public static bool TryDecode(byte code, ref ReadOnlySpan<byte> bytes, out TagValue value)
    {
        value = default;
        if (code is < StringCode or > LastArrayCode)
            return false;
        switch (code)
        {
            case StringCode:
                if (!TryGetString(ref bytes, out var text) || text is null)
                    return false;
                value = TagValue.Of(text);
                return true;
            case BytesCode:
                if (!TryGetContent(ref bytes, 1, out var content))
                    return false;
                value = TagValue.Of(content.ToArray());
                return true;
            default:
                return TryGetArray((TagKind)((int)TagKind.BooleanArray + code - FirstArrayCode), ref bytes, out value);
        }
    }

    public static int PutString(string? text, Span<byte> into)
    {
        if (text is null)
        {
            into[0] = 0;
            return 1;
        }
        var valid = IsValidUnicode(text);
        var length = valid ? Encoding.UTF8.GetByteCount(text) : text.Length * sizeof(char);
        var at = Varint.Write(into, 1 + (((ulong)length << 1) | (valid ? 0UL : 1UL)));
        if (valid)
            return at + Encoding.UTF8.GetBytes(text, into[at..]);
        foreach (var c in text)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(into[at..], c);
            at += sizeof(char);
        }
        return at;
    }

    public static bool TryGetString(ref ReadOnlySpan<byte> bytes, out string? text)
    {
        text = null;
        if (!TrySplitString(ref bytes, out var token, out var content))
            return false;
        if (token == 0)
            return true;
        return ((token - 1) & 1) == 0 ? TryGetUtf8(content, out text) : TryGetUtf16(content, out text);
    }

    /// <summary>Passes over a string without making one.</summary>
    public static bool TrySkipString(ref ReadOnlySpan<byte> bytes) => TrySplitString(ref bytes, out _, out _);

    private static bool TrySplitString(ref ReadOnlySpan<byte> bytes, out ulong token, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!Varint.TryRead(ref bytes, out token))
            return false;
        if (token == 0)
            return true;
        var length = (token - 1) >> 1;
        if (length > (ulong)bytes.Length)
            return false;
        content = bytes[..(int)length];
        bytes = bytes[(int)length..];
        return true;
    }

    private static bool TryGetUtf8(ReadOnlySpan<byte> content, out string? text)
    {
        text = System.Text.Unicode.Utf8.IsValid(content) ? Utf8.GetString(content) : null;
        return text is not null;
    }

    private static bool TryGetUtf16(ReadOnlySpan<byte> content, out string? text)
    {
        text = null;
        if (content.Length % sizeof(char) != 0)
            return false;
        var chars = new char[content.Length / sizeof(char)];
        for (var i = 0; i < chars.Length; i++)
            chars[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(content[(2 * i)..]);
        text = new(chars);
        return true;
    }

    /// <summary>The most bytes a string of so many characters can take.</summary>
    public static long MaxStringBytes(int length) => Varint.MaxBytes + 3L * length;

    private static long StringBytes(string? text) => MaxStringBytes(text?.Length ?? 0);

    private static bool IsValidUnicode(string text)
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

    private static int PutStrings(string?[] texts, Span<byte> into)
    {
        var at = Varint.Write(into, (ulong)texts.Length);
        foreach (var text in texts)
            at += PutString(text, into[at..]);
        return at;
    }

    private static int PutElements(Array array, Span<byte> into)
    {
        var bytes = BytesOf(array);
        var at = Varint.Write(into, (ulong)array.Length);
        bytes.CopyTo(into[at..]);
        SwapOnBigEndian(into.Slice(at, bytes.Length), ElementSize(array));
        return at + bytes.Length;
    }

    private static bool TryGetArray(TagKind kind, ref ReadOnlySpan<byte> bytes, out TagValue value)
    {
        value = default;
        if (kind == TagKind.StringArray)
            return TryGetStrings(ref bytes, out value);
        var size = ElementSize(kind);
        if (!TryGetContent(ref bytes, size, out var content))
            return false;
        var length = content.Length / size;
        // Any other byte than 0 and 1 would be a bool that is neither true nor false.
        if (kind == TagKind.BooleanArray && content.ContainsAnyExceptInRange((byte)0, (byte)1))
            return false;
        Array array = kind switch
        {
            TagKind.BooleanArray => new bool[length],
            TagKind.Int8Array => new sbyte[length],
            TagKind.UInt8Array => new byte[length],
            TagKind.Int16Array => new short[length],
            TagKind.UInt16Array => new ushort[length],
            TagKind.Int32Array => new int[length],
            TagKind.UInt32Array => new uint[length],
            TagKind.Int64Array => new long[length],
            TagKind.UInt64Array => new ulong[length],
            TagKind.Float32Array => new float[length],
            _ => new double[length],
        };
        var target = BytesOf(array);
        content.CopyTo(target);
        SwapOnBigEndian(target, size);
        value = TagValue.OfArray(array);
        return true;
    }

    private static bool TryGetStrings(ref ReadOnlySpan<byte> bytes, out TagValue value)
    {
        value = default;
        if (!Varint.TryRead(ref bytes, bytes.Length, out var count) || count > bytes.Length)
            return false;
        var texts = new string?[count];
        for (var i = 0; i < count; i++)
        {
            if (!TryGetString(ref bytes, out texts[i]))
                return false;
        }
        value = TagValue.OfArray(texts);
        return true;
    }

    private static bool TryGetContent(ref ReadOnlySpan<byte> bytes, int elementSize, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!Varint.TryRead(ref bytes, bytes.Length, out var count) || (long)count * elementSize > bytes.Length)
            return false;
        content = bytes[..(count * elementSize)];
        bytes = bytes[content.Length..];
        return true;
    }

    private static Span<byte> BytesOf(Array array) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array));

    private static int ElementSize(Array array) => array.Length == 0 ? 1 : Buffer.ByteLength(array) / array.Length;

    private static int ElementSize(TagKind kind) => kind switch
    {
        TagKind.BooleanArray or TagKind.Int8Array or TagKind.UInt8Array => 1,
        TagKind.Int16Array or TagKind.UInt16Array => 2,
        TagKind.Int32Array or TagKind.UInt32Array or TagKind.Float32Array => 4,
        _ => 8,
    };

    private static void SwapOnBigEndian(Span<byte> bytes, int size)
    {
        if (BitConverter.IsLittleEndian || size == 1)
            return;
        for (var i = 0; i < bytes.Length; i += size)
            bytes.Slice(i, size).Reverse();
    }
}
