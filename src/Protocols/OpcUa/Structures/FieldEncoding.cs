namespace Millwright.OpcUa.Structures;

/// <summary>How a field's value lies in the body of its structure.</summary>
internal enum FieldEncoding
{
    /// <summary>A built-in type without its type id.</summary>
    BuiltIn,

    /// <summary>A number that stands for a name.</summary>
    Enumeration,

    /// <summary>Another structure, without type id and length.</summary>
    Structure,

    /// <summary>Nobody told what the field's type is.</summary>
    Unknown,
}
