using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Millwright.Drivers.LineProtocol;

/// <summary>A series: a measurement and its tags, in one spelling whatever the order and the escapes it was written with.</summary>
/// <param name="Measurement">Its name.</param>
/// <param name="Tags">Key and value, by key.</param>
public sealed record SeriesName(string Measurement, IReadOnlyList<KeyValuePair<string, string>> Tags)
{
    /// <summary>The most tags of one series.</summary>
    public const int MaxTags = 256;

    private const int MaxShown = 60;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override string ToString()
    {
        var text = new StringBuilder(Escaped(Measurement, isMeasurement: true));
        foreach (var (key, value) in Tags)
            text.Append(',').Append(Escaped(key, isMeasurement: false)).Append('=').Append(Escaped(value, isMeasurement: false));
        return text.ToString();
    }

    /// <summary>The name of one field of this series, in its one spelling.</summary>
    public string With(string field) => $"{this} {Escaped(field, isMeasurement: false)}";

    /// <summary>Reads measurement and tags as a line has them.</summary>
    public static bool TryParse(ReadOnlySpan<byte> written, [NotNullWhen(true)] out SeriesName? series, [NotNullWhen(false)] out string? problem)
    {
        series = null;
        var comma = IndexOfBare(written, (byte)',', (byte)',');
        var end = comma < 0 ? written.Length : comma;
        if (!TryText(written[..end], isMeasurement: true, out var measurement) || measurement.Length == 0)
        {
            problem = measurement is null ? "its measurement is not UTF-8" : "it has no measurement";
            return false;
        }
        var tags = new List<KeyValuePair<string, string>>();
        for (var rest = written[end..]; !rest.IsEmpty;)
        {
            rest = rest[1..];
            var next = IndexOfBare(rest, (byte)',', (byte)',');
            var tag = next < 0 ? rest : rest[..next];
            var equals = IndexOfBare(tag, (byte)'=', (byte)'=');
            if (equals <= 0 || equals == tag.Length - 1)
            {
                problem = $"'{Show(tag)}' is no tag; write key=value, neither of them empty";
                return false;
            }
            if (!TryText(tag[..equals], false, out var key) || !TryText(tag[(equals + 1)..], false, out var value))
            {
                problem = "a tag of it is not UTF-8";
                return false;
            }
            tags.Add(new(key, value));
            if (tags.Count > MaxTags)
            {
                problem = $"it has more than {MaxTags} tags";
                return false;
            }
            rest = next < 0 ? [] : rest[next..];
        }
        tags.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (var i = 1; i < tags.Count; i++)
        {
            if (tags[i].Key == tags[i - 1].Key)
            {
                problem = $"it has the tag '{tags[i].Key}' twice";
                return false;
            }
        }
        (series, problem) = (new(measurement, tags), null);
        return true;
    }

    /// <summary>Reads a series and a field, as a tag's configuration names them.</summary>
    public static bool TryParseWithField(
        string text, [NotNullWhen(true)] out SeriesName? series, [NotNullWhen(true)] out string? field, [NotNullWhen(false)] out string? problem)
    {
        (series, field) = (null, null);
        var bytes = Encoding.UTF8.GetBytes(text);
        var space = IndexOfBare(bytes, (byte)' ', (byte)' ');
        if (space < 0 || space == bytes.Length - 1)
        {
            problem = "it names no field";
            return false;
        }
        if (!TryParse(bytes.AsSpan(0, space), out series, out problem))
            return false;
        if (TryField(bytes.AsSpan(space + 1), out field))
            return true;
        problem = "the field is not UTF-8";
        return false;
    }

    /// <summary>The text of a field's key as written.</summary>
    public static bool TryField(ReadOnlySpan<byte> written, [NotNullWhen(true)] out string? field) => TryText(written, false, out field);

    /// <summary>The text of a string as written between its quotation marks.</summary>
    public static bool TryString(ReadOnlySpan<byte> written, [NotNullWhen(true)] out string? text) =>
        TryUnescape(written, "\"\\"u8, out text);

    /// <summary>Where one of two characters stands that no backslash precedes, -1 for nowhere.</summary>
    internal static int IndexOfBare(ReadOnlySpan<byte> text, byte one, byte other)
    {
        for (var at = 0; at < text.Length;)
        {
            var next = text[at..].IndexOfAny(one, other, (byte)'\\');
            if (next < 0)
                return -1;
            at += next;
            if (text[at] != '\\')
                return at;
            at += 2;
        }
        return -1;
    }

    /// <summary>The beginning of what was written, for a message.</summary>
    public static string Show(ReadOnlySpan<byte> written)
    {
        var text = Encoding.UTF8.GetString(written[..Math.Min(written.Length, MaxShown)]);
        return string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(from[i]) ? '?' : from[i];
        }) + (written.Length > MaxShown ? "..." : "");
    }

    private static bool TryText(ReadOnlySpan<byte> written, bool isMeasurement, [NotNullWhen(true)] out string? text) =>
        TryUnescape(written, isMeasurement ? ", "u8 : ",= "u8, out text);

    /// <summary>A backslash stands for itself unless one of the characters that it escapes follows.</summary>
    private static bool TryUnescape(ReadOnlySpan<byte> written, ReadOnlySpan<byte> escaped, [NotNullWhen(true)] out string? text)
    {
        text = null;
        try
        {
            if (!written.Contains((byte)'\\'))
            {
                text = Strict.GetString(written);
                return true;
            }
            var bytes = new byte[written.Length];
            var length = 0;
            for (var i = 0; i < written.Length; i++)
            {
                if (written[i] == '\\' && i + 1 < written.Length && escaped.Contains(written[i + 1]))
                    i++;
                bytes[length++] = written[i];
            }
            text = Strict.GetString(bytes, 0, length);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static string Escaped(string text, bool isMeasurement)
    {
        var escaped = text.Replace(",", "\\,", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal);
        return isMeasurement ? escaped : escaped.Replace("=", "\\=", StringComparison.Ordinal);
    }
}
