using System.Globalization;
using System.Text.Json;
using Millwright.Model;

namespace Millwright.Drivers.Payloads;

/// <summary>Values of payloads as values of tags. Any input is read or refused; nothing is rounded into a kind it does not fit.</summary>
internal static class PayloadValue
{
    /// <summary>The most elements of an array.</summary>
    public const int MaxElements = 100_000;

    /// <summary>A part of a document; false when it is not of the kind. JSON's null is no value.</summary>
    public static bool TryRead(JsonElement element, TagKind kind, out TagValue value)
    {
        value = TagValue.None;
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                return true;
            case JsonValueKind.True or JsonValueKind.False when kind == TagKind.String:
                return TryRead(element.GetRawText(), kind, out value);
            case JsonValueKind.True or JsonValueKind.False:
                return kind.IsScalar() && TagValue.Of(element.GetBoolean()).TryConvert(kind, out value);
            case JsonValueKind.Number:
                return TryRead(element.GetRawText(), kind, out value);
            case JsonValueKind.String:
                return TryRead(element.GetString()!, kind, out value);
            case JsonValueKind.Array when kind.IsArray() && element.GetArrayLength() <= MaxElements:
                return TryReadArray(element, kind, out value);
            case JsonValueKind.Object or JsonValueKind.Array when kind == TagKind.String:
                value = TagValue.Of(element.GetRawText());
                return true;
            default:
                return false;
        }
    }

    /// <summary>A text as a value; byte strings are written in Base64.</summary>
    public static bool TryRead(string text, TagKind kind, out TagValue value)
    {
        value = TagValue.None;
        switch (kind)
        {
            case TagKind.String:
                value = TagValue.Of(text);
                return true;
            case TagKind.Bytes:
                var bytes = new byte[(text.Length / 4 * 3) + 3];
                if (!Convert.TryFromBase64String(text, bytes, out var count))
                    return false;
                value = TagValue.Of(bytes[..count]);
                return true;
            case TagKind.Boolean when BooleanOf(text) is { } flag:
                value = TagValue.Of(flag);
                return true;
            default:
                return kind.IsScalar() && kind != TagKind.None && TryNumber(text.AsSpan().Trim(), kind, out value);
        }
    }

    private static bool TryNumber(ReadOnlySpan<char> text, TagKind kind, out TagValue value)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return TagValue.Of(whole).TryConvert(kind, out value);
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned))
            return TagValue.Of(unsigned).TryConvert(kind, out value);
        value = TagValue.None;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return BooleanOf(text) is { } flag && kind.IsNumeric() && TagValue.Of(flag).TryConvert(kind, out value);
        // 3.5 is no integer: it is refused rather than rounded.
        return (!kind.IsInteger() || number == Math.Truncate(number)) && TagValue.Of(number).TryConvert(kind, out value);
    }

    private static bool? BooleanOf(ReadOnlySpan<char> text)
    {
        var word = text.Trim();
        if (Is(word, "true") || Is(word, "on") || Is(word, "yes"))
            return true;
        return Is(word, "false") || Is(word, "off") || Is(word, "no") ? false : null;

        static bool Is(ReadOnlySpan<char> word, string wanted) => word.Equals(wanted, StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryReadArray(JsonElement element, TagKind kind, out TagValue value)
    {
        value = TagValue.None;
        var values = new TagValue[element.GetArrayLength()];
        var at = 0;
        foreach (var item in element.EnumerateArray())
        {
            if (!TryRead(item, kind.Element(), out values[at]) || values[at++].IsNone)
                return false;
        }
        value = kind.Element() switch
        {
            TagKind.Boolean => TagValue.OfArray(Array.ConvertAll(values, v => v.AsBoolean())),
            TagKind.Int8 => TagValue.OfArray(Array.ConvertAll(values, v => (sbyte)(long)v.Bits)),
            TagKind.UInt8 => TagValue.OfArray(Array.ConvertAll(values, v => (byte)v.Bits)),
            TagKind.Int16 => TagValue.OfArray(Array.ConvertAll(values, v => (short)(long)v.Bits)),
            TagKind.UInt16 => TagValue.OfArray(Array.ConvertAll(values, v => (ushort)v.Bits)),
            TagKind.Int32 => TagValue.OfArray(Array.ConvertAll(values, v => (int)(long)v.Bits)),
            TagKind.UInt32 => TagValue.OfArray(Array.ConvertAll(values, v => (uint)v.Bits)),
            TagKind.Int64 => TagValue.OfArray(Array.ConvertAll(values, v => (long)v.Bits)),
            TagKind.UInt64 => TagValue.OfArray(Array.ConvertAll(values, v => v.Bits)),
            TagKind.Float32 => TagValue.OfArray(Array.ConvertAll(values, v => (float)v.ToDouble())),
            TagKind.Float64 => TagValue.OfArray(Array.ConvertAll(values, v => v.ToDouble())),
            TagKind.String => TagValue.OfArray(Array.ConvertAll(values, v => v.AsString())),
            _ => TagValue.None,
        };
        return !value.IsNone;
    }
}
