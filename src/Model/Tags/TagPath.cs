using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Millwright.Model;

/// <summary>
/// Where a tag or asset stands in the plant: <c>enterprise/site/area/line/machine/tag</c>, the equipment levels of ISA-95
/// (IEC 62264-1, 5.3) as far as the plant has them.
/// </summary>
/// <remarks>
/// 1 to 16 segments of 1 to 64 characters, 256 in all. A segment has letters, digits, <c>_</c>, <c>-</c> and <c>.</c>, and begins
/// and ends with a letter or digit, so that it is a legal MQTT topic level, URL segment and OPC UA browse name as it stands. An
/// accented letter is one character (Unicode form C); an accent written apart is refused, so one name has one spelling. Case is kept as written and ignored when comparing: <c>Press3</c> and <c>press3</c> are one.
/// </remarks>
public readonly struct TagPath : IEquatable<TagPath>, IComparable<TagPath>
{
    public const int MaxSegments = 16;
    public const int MaxSegmentLength = 64;
    public const int MaxLength = 256;

    private readonly string? _text;

    private TagPath(string text) => _text = text;

    public bool IsEmpty => string.IsNullOrEmpty(_text);

    /// <summary>The last segment.</summary>
    public string Name => Text[(Text.LastIndexOf('/') + 1)..];

    /// <summary>The path without its last segment; empty at the top.</summary>
    public TagPath Parent => Text.LastIndexOf('/') is var at and > 0 ? new(Text[..at]) : default;

    /// <summary>The number of segments.</summary>
    public int Depth
    {
        get
        {
            if (IsEmpty)
                return 0;
            var depth = 1;
            foreach (var c in Text)
            {
                if (c == '/')
                    depth++;
            }
            return depth;
        }
    }

    private string Text => _text ?? "";

    /// <summary>Reads a path that is known to be one.</summary>
    /// <exception cref="FormatException">The text is no path; the message says why.</exception>
    public static TagPath Parse(string text) =>
        TryParse(text, out var path, out var problem) ? path : throw new FormatException(problem);

    /// <summary>Reads a path.</summary>
    /// <param name="text">The path as written.</param>
    /// <param name="path">The path, empty on failure.</param>
    /// <param name="problem">What is wrong with the text, in words for the one who wrote it.</param>
    public static bool TryParse(string? text, out TagPath path, [NotNullWhen(false)] out string? problem)
    {
        path = default;
        problem = Problem(text);
        if (problem is not null)
            return false;
        path = new(text!);
        return true;
    }

    /// <summary>This path with another below it.</summary>
    /// <exception cref="FormatException">The result breaks a limit.</exception>
    public TagPath Append(string segments) => Parse(IsEmpty ? segments : Text + "/" + segments);

    /// <summary>True when this path is <paramref name="ancestor"/> or lies below it. Every path lies below the empty one.</summary>
    public bool IsWithin(TagPath ancestor) =>
        ancestor.IsEmpty
        || (Text.StartsWith(ancestor.Text, StringComparison.OrdinalIgnoreCase)
            && (Text.Length == ancestor.Text.Length || Text[ancestor.Text.Length] == '/'));

    public bool Equals(TagPath other) => string.Equals(Text, other.Text, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is TagPath other && Equals(other);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Text);

    public int CompareTo(TagPath other) => StringComparer.OrdinalIgnoreCase.Compare(Text, other.Text);

    public static bool operator ==(TagPath left, TagPath right) => left.Equals(right);
    public static bool operator !=(TagPath left, TagPath right) => !left.Equals(right);
    public static bool operator <(TagPath left, TagPath right) => left.CompareTo(right) < 0;
    public static bool operator >(TagPath left, TagPath right) => left.CompareTo(right) > 0;
    public static bool operator <=(TagPath left, TagPath right) => left.CompareTo(right) <= 0;
    public static bool operator >=(TagPath left, TagPath right) => left.CompareTo(right) >= 0;

    public override string ToString() => Text;

    private static string? Problem(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "the path is empty";
        if (text.Length > MaxLength)
            return $"the path has {text.Length} characters; at most {MaxLength} are allowed";
        var segments = 0;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != '/')
                continue;
            if (++segments > MaxSegments)
                return $"the path has more than {MaxSegments} segments";
            if (SegmentProblem(text.AsSpan(start, i - start)) is { } problem)
                return problem;
            start = i + 1;
        }
        return null;
    }

    private static string? SegmentProblem(ReadOnlySpan<char> segment)
    {
        if (segment.IsEmpty)
            return "a segment between two '/' is empty";
        if (segment.Length > MaxSegmentLength)
            return $"segment '{segment}' has {segment.Length} characters; at most {MaxSegmentLength} are allowed";
        foreach (var c in segment)
        {
            if (char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                return $"segment '{segment}' writes an accent apart from its letter; write both as one character";
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '-' or '.'))
                return $"segment '{segment}' has the character '{c}'; letters, digits, '_', '-' and '.' are allowed";
        }
        return char.IsLetterOrDigit(segment[0]) && char.IsLetterOrDigit(segment[^1])
            ? null
            : $"segment '{segment}' must begin and end with a letter or digit";
    }
}
