namespace Millwright.Model;

/// <summary>The type of a tag's value. Arrays carry the element's kind plus <see cref="TagKinds.ArrayFlag"/>.</summary>
/// <remarks>The numbers are written to disk (log, blocks): never renumber.</remarks>
public enum TagKind : byte
{
    /// <summary>No value: what a bad reading carries.</summary>
    None = 0,
    Boolean = 1,
    Int8 = 2,
    UInt8 = 3,
    Int16 = 4,
    UInt16 = 5,
    Int32 = 6,
    UInt32 = 7,
    Int64 = 8,
    UInt64 = 9,
    Float32 = 10,
    Float64 = 11,
    String = 12,
    Bytes = 13,
    BooleanArray = 0x81,
    Int8Array = 0x82,
    UInt8Array = 0x83,
    Int16Array = 0x84,
    UInt16Array = 0x85,
    Int32Array = 0x86,
    UInt32Array = 0x87,
    Int64Array = 0x88,
    UInt64Array = 0x89,
    Float32Array = 0x8A,
    Float64Array = 0x8B,
    StringArray = 0x8C,
}

/// <summary>What can be said of a <see cref="TagKind"/>.</summary>
public static class TagKinds
{
    public const byte ArrayFlag = 0x80;

    public static bool IsArray(this TagKind kind) => ((byte)kind & ArrayFlag) != 0;

    /// <summary>Numbers, without booleans: what can be scaled, banded and averaged.</summary>
    public static bool IsNumeric(this TagKind kind) => kind is >= TagKind.Int8 and <= TagKind.Float64;

    public static bool IsFloat(this TagKind kind) => kind is TagKind.Float32 or TagKind.Float64;

    public static bool IsInteger(this TagKind kind) => kind is >= TagKind.Int8 and <= TagKind.UInt64;

    /// <summary>True when the value lives in 64 bits and needs no reference.</summary>
    public static bool IsScalar(this TagKind kind) => kind <= TagKind.Float64;

    public static TagKind Element(this TagKind kind) => (TagKind)((byte)kind & ~ArrayFlag);

    /// <summary>The word used in configuration and API: <c>float64</c>, <c>bool</c>, <c>int16[]</c>.</summary>
    public static string Word(this TagKind kind) => kind.Element() switch
    {
        TagKind.Boolean => "bool",
        TagKind.None => "none",
        var element => element.ToString().ToLowerInvariant(),
    } + (kind.IsArray() ? "[]" : "");

    /// <summary>The kind for a configuration word, or null when there is none.</summary>
    public static TagKind? FromWord(string word)
    {
        foreach (var kind in Enum.GetValues<TagKind>())
        {
            if (kind != TagKind.None && kind.Word().Equals(word, StringComparison.OrdinalIgnoreCase))
                return kind;
        }
        return null;
    }
}
