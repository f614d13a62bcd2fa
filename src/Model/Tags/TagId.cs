using System.Globalization;

namespace Millwright.Model;

/// <summary>
/// A tag's identity for life: given once, unique over all nodes, kept when the tag is renamed or moved, so that its history follows.
/// </summary>
/// <param name="Value">128 bits; all zero stands for none.</param>
public readonly record struct TagId(Guid Value) : IComparable<TagId>
{
    /// <summary>The bytes a <see cref="TagId"/> takes on disk.</summary>
    public const int Size = 16;

    public bool IsNone => Value == Guid.Empty;

    /// <summary>A new identity, ordered by the time it was given (RFC 9562, version 7).</summary>
    public static TagId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    public static TagId Read(ReadOnlySpan<byte> bytes) => new(new Guid(bytes[..Size], bigEndian: true));

    public void Write(Span<byte> bytes) => Value.TryWriteBytes(bytes, bigEndian: true, out _);

    public int CompareTo(TagId other) => Value.CompareTo(other.Value);

    public static bool operator <(TagId left, TagId right) => left.CompareTo(right) < 0;
    public static bool operator >(TagId left, TagId right) => left.CompareTo(right) > 0;
    public static bool operator <=(TagId left, TagId right) => left.CompareTo(right) <= 0;
    public static bool operator >=(TagId left, TagId right) => left.CompareTo(right) >= 0;

    public static bool TryParse(string text, out TagId id)
    {
        var good = Guid.TryParse(text, CultureInfo.InvariantCulture, out var value);
        id = new(value);
        return good;
    }

    public override string ToString() => Value.ToString("N");
}
