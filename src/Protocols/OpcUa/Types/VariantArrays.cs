namespace Millwright.OpcUa.Types;

/// <summary>Arrays into a variant and out of it.</summary>
public readonly partial struct Variant
{
    public static Variant FromArray(bool[] values) => Of(BuiltInType.Boolean, values);

    public static Variant FromArray(sbyte[] values) => Of(BuiltInType.SByte, values);

    public static Variant FromArray(byte[] values) => Of(BuiltInType.Byte, values);

    public static Variant FromArray(short[] values) => Of(BuiltInType.Int16, values);

    public static Variant FromArray(ushort[] values) => Of(BuiltInType.UInt16, values);

    public static Variant FromArray(int[] values) => Of(BuiltInType.Int32, values);

    public static Variant FromArray(uint[] values) => Of(BuiltInType.UInt32, values);

    public static Variant FromArray(long[] values) => Of(BuiltInType.Int64, values);

    public static Variant FromArray(ulong[] values) => Of(BuiltInType.UInt64, values);

    public static Variant FromArray(float[] values) => Of(BuiltInType.Float, values);

    public static Variant FromArray(double[] values) => Of(BuiltInType.Double, values);

    public static Variant FromArray(string?[] values) => Of(BuiltInType.String, values);

    public static Variant FromArray(UaDateTime[] values) => Of(BuiltInType.DateTime, values);

    public static Variant FromArray(Guid[] values) => Of(BuiltInType.Guid, values);

    public static Variant FromArray(byte[]?[] values) => Of(BuiltInType.ByteString, values);

    public static Variant FromArray(NodeId[] values) => Of(BuiltInType.NodeId, values);

    public static Variant FromArray(ExpandedNodeId[] values) => Of(BuiltInType.ExpandedNodeId, values);

    public static Variant FromArray(StatusCode[] values) => Of(BuiltInType.StatusCode, values);

    public static Variant FromArray(QualifiedName[] values) => Of(BuiltInType.QualifiedName, values);

    public static Variant FromArray(LocalizedText[] values) => Of(BuiltInType.LocalizedText, values);

    public static Variant FromArray(ExtensionObject[] values) => Of(BuiltInType.ExtensionObject, values);

    public static Variant FromArray(DataValue[] values) => Of(BuiltInType.DataValue, values);

    /// <summary>An array whose elements differ in type; a single variant inside a variant does not exist.</summary>
    public static Variant FromArray(Variant[] values) => Of(BuiltInType.Variant, values);

    public static Variant FromArray(DiagnosticInfo?[] values) => Of(BuiltInType.DiagnosticInfo, values);

    /// <summary>The elements as an array of their own type.</summary>
    /// <exception cref="UaException">BadTypeMismatch: not an array of that element type.</exception>
    public T[] AsArray<T>() => Elements as T[] ?? throw new UaException(
        StatusCodes.BadTypeMismatch, $"the value is {(IsArray ? "an array of " : "")}{_type}, not an array of {typeof(T).Name}");

    private static Variant Of(BuiltInType type, Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new Variant(type, values, VariantShape.Array);
    }
}
