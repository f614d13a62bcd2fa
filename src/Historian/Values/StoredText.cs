using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Millwright.Model;

namespace Millwright.Historian.Values;

/// <summary>Values as the columns <c>kind</c>, <c>value</c> and <c>text</c> of our own files have them.</summary>
public static class StoredText
{
    /// <summary>The most elements of an array.</summary>
    public const int MaxElements = 1 << 20;

    private const long MaxExact = 1L << 53;

    /// <summary>A value as a text that <see cref="TryRead"/> makes the same value of. Arrays of texts are JSON, since a text may contain what stands between them.</summary>
    public static string Of(in TagValue value) => value.Kind == TagKind.StringArray
        ? JsonSerializer.Serialize((string[])value.Reference!, StoredTextJson.Plain.StringArray)
        : value.ToString();

    /// <summary>True for an integer that a double would round: beyond 2^53.</summary>
    public static bool IsRounded(in TagValue value) => value.Kind switch
    {
        TagKind.Int64 => (long)value.Bits is > MaxExact or < -MaxExact,
        TagKind.UInt64 => value.Bits > MaxExact,
        _ => false,
    };

    /// <summary>Puts a value together.</summary>
    /// <param name="word">The kind's word.</param>
    /// <param name="number">The column <c>value</c>: a number, or its text; none for NULL.</param>
    /// <param name="text">The column <c>text</c>, none for NULL.</param>
    /// <param name="value">The value, none for the kind none.</param>
    /// <returns>False when they do not fit together.</returns>
    public static bool TryRead(string word, in TagValue number, in TagValue text, out TagValue value)
    {
        value = TagValue.None;
        if (word == "none")
            return true;
        if (TagKinds.FromWord(word) is not { } kind)
            return false;
        if (kind.IsScalar())
            return TryScalar(kind, text.IsNone || text.Kind != TagKind.String ? number : text, out value);
        var written = text.IsNone ? "" : text.ToString();
        if (kind == TagKind.String)
        {
            value = TagValue.Of(written);
            return true;
        }
        return kind == TagKind.Bytes ? TryBytes(written, out value) : TryArray(kind, written, out value);
    }

    private static bool TryScalar(TagKind kind, in TagValue stored, out TagValue value) => stored.Kind == TagKind.String
        ? TryParse(kind, stored.AsString(), out value)
        : ValueFitting.TryFit(stored, kind, out value);

    /// <summary>Reads a scalar as <see cref="TagValue.ToString"/> or a CSV file writes it.</summary>
    private static bool TryParse(TagKind kind, string text, out TagValue value)
    {
        value = TagValue.None;
        if (kind == TagKind.Int64 && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed))
            value = TagValue.Of(signed);
        else if (kind == TagKind.UInt64 && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned))
            value = TagValue.Of(unsigned);
        else if (kind == TagKind.Boolean && text is "true" or "false")
            value = TagValue.Of(text == "true");
        else
            return ValueFitting.TryNumber(text, out var number) && ValueFitting.TryFit(TagValue.Of(number), kind, out value);
        return true;
    }

    private static bool TryBytes(string text, out TagValue value)
    {
        value = TagValue.None;
        var bytes = new byte[text.Length / 2];
        if (text.Length % 2 != 0 || Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        value = TagValue.Of(bytes);
        return true;
    }

    private static bool TryArray(TagKind kind, string text, out TagValue value)
    {
        value = TagValue.None;
        if (text.Length < 2 || text[0] != '[' || text[^1] != ']')
            return false;
        if (kind == TagKind.StringArray)
            return TryTexts(text, out value);
        var parts = text.Length == 2 ? [] : text[1..^1].Split(", ");
        if (parts.Length > MaxElements)
            return false;
        var elements = new TagValue[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!TryParse(kind.Element(), parts[i], out elements[i]))
                return false;
        }
        value = TagValue.OfArray(ArrayOf(kind, elements));
        return true;
    }

    private static bool TryTexts(string text, out TagValue value)
    {
        value = TagValue.None;
        try
        {
            if (JsonSerializer.Deserialize(text, StoredTextJson.Plain.StringArray) is not { } texts || texts.Length > MaxElements || texts.Contains(null))
                return false;
            value = TagValue.OfArray(texts);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Array ArrayOf(TagKind kind, TagValue[] elements) => kind.Element() switch
    {
        TagKind.Boolean => Array.ConvertAll(elements, e => e.Bits != 0),
        TagKind.Int8 => Array.ConvertAll(elements, e => (sbyte)e.Bits),
        TagKind.UInt8 => Array.ConvertAll(elements, e => (byte)e.Bits),
        TagKind.Int16 => Array.ConvertAll(elements, e => (short)e.Bits),
        TagKind.UInt16 => Array.ConvertAll(elements, e => (ushort)e.Bits),
        TagKind.Int32 => Array.ConvertAll(elements, e => (int)e.Bits),
        TagKind.UInt32 => Array.ConvertAll(elements, e => (uint)e.Bits),
        TagKind.Int64 => Array.ConvertAll(elements, e => (long)e.Bits),
        TagKind.UInt64 => Array.ConvertAll(elements, e => e.Bits),
        TagKind.Float32 => Array.ConvertAll(elements, e => BitConverter.UInt32BitsToSingle((uint)e.Bits)),
        _ => Array.ConvertAll(elements, e => BitConverter.UInt64BitsToDouble(e.Bits)),
    };
}

[JsonSerializable(typeof(string[]))]
internal sealed partial class StoredTextJson : JsonSerializerContext
{
    public static StoredTextJson Plain { get; } = new(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
