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
/// The text is kept in two parts, so that the tags of an asset share its path and the assets of a type share the names of their tags.
/// </remarks>
public readonly struct TagPath : IEquatable<TagPath>, IComparable<TagPath>
{
    public const int MaxSegments = 16;
    public const int MaxSegmentLength = 64;
    public const int MaxLength = 256;

    /// <summary>All but the last segment, null at the top.</summary>
    private readonly string? _parent;
    private readonly string? _name;

    private TagPath(string? parent, string name) => (_parent, _name) = (parent, name);

    public bool IsEmpty => _name is null;

    /// <summary>The last segment.</summary>
    public string Name => _name ?? "";

    /// <summary>The path without its last segment; empty at the top.</summary>
    public TagPath Parent => _parent is null ? default : Split(_parent);

    /// <summary>The number of segments.</summary>
    public int Depth => IsEmpty ? 0 : _parent is null ? 1 : _parent.AsSpan().Count('/') + 2;

    /// <summary>The number of characters.</summary>
    public int Length => (_parent is null ? 0 : _parent.Length + 1) + Name.Length;

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
        path = Split(text!);
        return true;
    }

    /// <summary>This path with another below it.</summary>
    /// <exception cref="FormatException">The result breaks a limit.</exception>
    public TagPath Append(string segments) => Parse(IsEmpty ? segments : this + "/" + segments);

    /// <summary>This path with the texts of others in the place of equal ones, so that many paths share few texts.</summary>
    public TagPath Sharing(TextPool texts) => IsEmpty ? this : new(_parent is null ? null : texts.Shared(_parent), texts.Shared(_name!));

    /// <summary>True when this path is <paramref name="ancestor"/> or lies below it. Every path lies below the empty one.</summary>
    public bool IsWithin(TagPath ancestor)
    {
        Span<char> buffer = stackalloc char[MaxLength];
        Span<char> above = stackalloc char[MaxLength];
        var text = CopyTo(buffer);
        var start = ancestor.CopyTo(above);
        return start.IsEmpty
            || (text.StartsWith(start, StringComparison.OrdinalIgnoreCase) && (text.Length == start.Length || text[start.Length] == '/'));
    }

    public bool Equals(TagPath other) =>
        string.Equals(_name, other._name, StringComparison.OrdinalIgnoreCase) && string.Equals(_parent, other._parent, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is TagPath other && Equals(other);

    public override int GetHashCode() =>
        HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(_parent ?? ""), StringComparer.OrdinalIgnoreCase.GetHashCode(Name));

    public int CompareTo(TagPath other)
    {
        if (ReferenceEquals(_parent, other._parent))
            return StringComparer.OrdinalIgnoreCase.Compare(_name, other._name);
        Span<char> buffer = stackalloc char[MaxLength];
        Span<char> others = stackalloc char[MaxLength];
        return CopyTo(buffer).CompareTo(other.CopyTo(others), StringComparison.OrdinalIgnoreCase);
    }

    public static bool operator ==(TagPath left, TagPath right) => left.Equals(right);
    public static bool operator !=(TagPath left, TagPath right) => !left.Equals(right);
    public static bool operator <(TagPath left, TagPath right) => left.CompareTo(right) < 0;
    public static bool operator >(TagPath left, TagPath right) => left.CompareTo(right) > 0;
    public static bool operator <=(TagPath left, TagPath right) => left.CompareTo(right) <= 0;
    public static bool operator >=(TagPath left, TagPath right) => left.CompareTo(right) >= 0;

    public override string ToString() => _parent is null ? Name : _parent + "/" + _name;

    private static TagPath Split(string text) =>
        text.LastIndexOf('/') is var at and > 0 ? new(text[..at], text[(at + 1)..]) : new(null, text);

    /// <summary>The text, in a buffer of <see cref="MaxLength"/>.</summary>
    private ReadOnlySpan<char> CopyTo(Span<char> buffer)
    {
        var at = 0;
        if (_parent is not null)
        {
            _parent.CopyTo(buffer);
            at = _parent.Length;
            buffer[at++] = '/';
        }
        Name.CopyTo(buffer[at..]);
        return buffer[..Length];
    }

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
