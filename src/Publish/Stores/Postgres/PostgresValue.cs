using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Millwright.Historian.Values;
using Millwright.Model;

namespace Millwright.Publish.Stores.Postgres;

/// <summary>
/// A value as its columns have it: <c>value</c> for numbers, <c>text</c> for what is none or what a double would round, and <c>raw</c> for the few
/// that neither brings back bit by bit: NaN with a payload, texts that are no Unicode or have a zero, byte strings.
/// </summary>
/// <param name="Number">The number, null where it is none.</param>
/// <param name="Text">A text that PostgreSQL takes, null where there is none.</param>
/// <param name="Raw">The exact bytes, null where the others say it all.</param>
internal readonly record struct PostgresValue(double? Number, string? Text, byte[]? Raw)
{
    public static PostgresValue Of(in TagValue value)
    {
        if (value.TryGetDouble(out var number))
            return new(number, StoredText.IsRounded(value) ? value.ToString() : null, double.IsNaN(number) ? ScalarBytes(value.Bits) : null);
        return value.Kind switch
        {
            TagKind.None => default,
            TagKind.String => new(null, Clean(value.AsString()), IsClean(value.AsString()) ? null : Utf16(value.AsString())),
            TagKind.Bytes => new(null, null, value.AsBytes()),
            TagKind.StringArray => Texts((string[])value.Reference!),
            _ => new(null, StoredText.Of(value), HasNaN(value) ? ArrayBytes((Array)value.Reference!) : null),
        };
    }

    /// <summary>The value that was stored.</summary>
    /// <exception cref="InvalidDataException">Somebody else has written into the row.</exception>
    public TagValue Read(TagKind kind)
    {
        if (Raw is { } raw)
            return ReadRaw(kind, raw);
        // Without raw bytes it is the one NaN that this program makes, whatever bits the server has for it.
        var number = Number is { } n ? TagValue.Of(double.IsNaN(n) ? double.NaN : n) : TagValue.None;
        var text = Text is { } t ? TagValue.Of(t) : TagValue.None;
        return StoredText.TryRead(kind.Word(), number, text, out var value) ? value : throw new InvalidDataException($"value {Number} and text '{Text}' are no {kind.Word()}");
    }

    private static TagValue ReadRaw(TagKind kind, byte[] raw)
    {
        if (kind.IsScalar() && raw.Length == sizeof(ulong))
            return TagValue.FromBits(kind, BinaryPrimitives.ReadUInt64LittleEndian(raw));
        switch (kind)
        {
            case TagKind.Bytes:
                return TagValue.Of(raw);
            case TagKind.String:
                return TagValue.Of(new string(MemoryMarshal.Cast<byte, char>(raw)));
            case TagKind.StringArray:
                return TagValue.OfArray(ReadTexts(raw));
            case TagKind.Float32Array:
                return TagValue.OfArray(MemoryMarshal.Cast<byte, float>(raw).ToArray());
            case TagKind.Float64Array:
                return TagValue.OfArray(MemoryMarshal.Cast<byte, double>(raw).ToArray());
            default:
                throw new InvalidDataException($"{raw.Length} bytes are no {kind.Word()}");
        }
    }

    private static PostgresValue Texts(string[] texts)
    {
        var isClean = texts.All(IsClean);
        return new(null, StoredText.Of(TagValue.OfArray(isClean ? texts : [.. texts.Select(Clean)])), isClean ? null : TextBytes(texts));
    }

    private static bool IsClean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsLowSurrogate(text[i]) || (char.IsHighSurrogate(text[i]) && !(++i < text.Length && char.IsLowSurrogate(text[i]))))
                return false;
        }
        return true;
    }

    private static string Clean(string text) => IsClean(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');

    private static byte[] ScalarBytes(ulong bits)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, bits);
        return bytes;
    }

    private static byte[] Utf16(string text) => MemoryMarshal.AsBytes(text.AsSpan()).ToArray();

    private static bool HasNaN(in TagValue value) => value.Reference switch
    {
        float[] floats => Array.Exists(floats, float.IsNaN),
        double[] doubles => Array.Exists(doubles, double.IsNaN),
        _ => false,
    };

    private static byte[] ArrayBytes(Array array) => array switch
    {
        float[] floats => MemoryMarshal.AsBytes(floats.AsSpan()).ToArray(),
        double[] doubles => MemoryMarshal.AsBytes(doubles.AsSpan()).ToArray(),
        _ => throw new ArgumentException($"{array.GetType().Name} holds no NaN", nameof(array)),
    };

    private static byte[] TextBytes(string[] texts)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in texts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
            bytes.Write(length);
            bytes.Write(MemoryMarshal.AsBytes(text.AsSpan()));
        }
        return bytes.ToArray();
    }

    private static string[] ReadTexts(ReadOnlySpan<byte> raw)
    {
        var texts = new List<string>();
        while (raw.Length > 0)
        {
            var length = raw.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(raw);
            if (length < 0 || length > (raw.Length - sizeof(int)) / sizeof(char))
                throw new InvalidDataException("the raw form of an array of texts is damaged");
            texts.Add(new(MemoryMarshal.Cast<byte, char>(raw.Slice(sizeof(int), length * sizeof(char)))));
            raw = raw[(sizeof(int) + (length * sizeof(char)))..];
        }
        return [.. texts];
    }
}
