using Millwright.Model;

namespace Millwright.Publish.Modbus;

/// <summary>How a tag's value stands in registers.</summary>
public enum RegisterKind
{
    Bool,
    Int16,
    Uint16,
    Int32,
    Uint32,
    Int64,
    Uint64,
    Float32,
    Float64,
    String,
}

/// <summary>What can be said of a <see cref="RegisterKind"/>.</summary>
internal static class RegisterKinds
{
    /// <summary>The kind that holds all values of a tag; null where registers have none.</summary>
    public static RegisterKind? Of(TagKind kind) => kind switch
    {
        TagKind.Boolean => RegisterKind.Bool,
        TagKind.Int8 or TagKind.Int16 => RegisterKind.Int16,
        TagKind.UInt8 or TagKind.UInt16 => RegisterKind.Uint16,
        TagKind.Int32 => RegisterKind.Int32,
        TagKind.UInt32 => RegisterKind.Uint32,
        TagKind.Int64 => RegisterKind.Int64,
        TagKind.UInt64 => RegisterKind.Uint64,
        TagKind.Float32 => RegisterKind.Float32,
        TagKind.Float64 => RegisterKind.Float64,
        TagKind.String => RegisterKind.String,
        _ => null,
    };

    /// <summary>Registers that one takes; of a text as many as it is given.</summary>
    public static int Registers(this RegisterKind kind, int length) => kind switch
    {
        RegisterKind.Bool or RegisterKind.Int16 or RegisterKind.Uint16 => 1,
        RegisterKind.Int32 or RegisterKind.Uint32 or RegisterKind.Float32 => 2,
        RegisterKind.String => length,
        _ => 4,
    };

    public static TagKind Kind(this RegisterKind kind) => kind switch
    {
        RegisterKind.Bool => TagKind.Boolean,
        RegisterKind.Int16 => TagKind.Int16,
        RegisterKind.Uint16 => TagKind.UInt16,
        RegisterKind.Int32 => TagKind.Int32,
        RegisterKind.Uint32 => TagKind.UInt32,
        RegisterKind.Int64 => TagKind.Int64,
        RegisterKind.Uint64 => TagKind.UInt64,
        RegisterKind.Float32 => TagKind.Float32,
        RegisterKind.Float64 => TagKind.Float64,
        _ => TagKind.String,
    };

    public static bool IsFloat(this RegisterKind kind) => kind is RegisterKind.Float32 or RegisterKind.Float64;
}
