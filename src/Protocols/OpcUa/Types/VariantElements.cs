namespace Millwright.OpcUa.Types;

/// <summary>The array types that hold the elements of each built-in type.</summary>
internal static class VariantElements
{
    public static Type? TypeOf(BuiltInType type) => type switch
    {
        BuiltInType.Boolean => typeof(bool[]),
        BuiltInType.SByte => typeof(sbyte[]),
        BuiltInType.Byte => typeof(byte[]),
        BuiltInType.Int16 => typeof(short[]),
        BuiltInType.UInt16 => typeof(ushort[]),
        BuiltInType.Int32 => typeof(int[]),
        BuiltInType.UInt32 => typeof(uint[]),
        BuiltInType.Int64 => typeof(long[]),
        BuiltInType.UInt64 => typeof(ulong[]),
        BuiltInType.Float => typeof(float[]),
        BuiltInType.Double => typeof(double[]),
        BuiltInType.String or BuiltInType.XmlElement => typeof(string[]),
        BuiltInType.DateTime => typeof(UaDateTime[]),
        BuiltInType.Guid => typeof(Guid[]),
        BuiltInType.ByteString => typeof(byte[][]),
        BuiltInType.NodeId => typeof(NodeId[]),
        BuiltInType.ExpandedNodeId => typeof(ExpandedNodeId[]),
        BuiltInType.StatusCode => typeof(StatusCode[]),
        BuiltInType.QualifiedName => typeof(QualifiedName[]),
        BuiltInType.LocalizedText => typeof(LocalizedText[]),
        BuiltInType.ExtensionObject => typeof(ExtensionObject[]),
        BuiltInType.DataValue => typeof(DataValue[]),
        BuiltInType.Variant => typeof(Variant[]),
        BuiltInType.DiagnosticInfo => typeof(DiagnosticInfo[]),
        _ => null,
    };

    /// <summary>One element as a scalar variant; an element of an array of variants is itself.</summary>
    public static Variant ElementAt(Array elements, BuiltInType type, int index) => elements switch
    {
        double[] values => new Variant(values[index]),
        bool[] values => new Variant(values[index]),
        sbyte[] values when type == BuiltInType.SByte => new Variant(values[index]),
        byte[] values => new Variant(values[index]),
        short[] values when type == BuiltInType.Int16 => new Variant(values[index]),
        ushort[] values => new Variant(values[index]),
        int[] values when type == BuiltInType.Int32 => new Variant(values[index]),
        uint[] values => new Variant(values[index]),
        long[] values when type == BuiltInType.Int64 => new Variant(values[index]),
        ulong[] values => new Variant(values[index]),
        float[] values => new Variant(values[index]),
        string?[] values => type == BuiltInType.XmlElement ? Variant.FromXml(values[index]) : new Variant(values[index]),
        UaDateTime[] values => new Variant(values[index]),
        Guid[] values => new Variant(values[index]),
        byte[]?[] values => Variant.FromByteString(values[index]),
        NodeId[] values => new Variant(values[index]),
        ExpandedNodeId[] values => new Variant(values[index]),
        StatusCode[] values => new Variant(values[index]),
        QualifiedName[] values => new Variant(values[index]),
        LocalizedText[] values => new Variant(values[index]),
        DataValue[] values => new Variant(values[index]),
        Variant[] values => values[index],
        ExtensionObject[] values => new Variant(values[index]),
        DiagnosticInfo?[] values => new Variant(values[index]),
        _ => throw new ArgumentException($"an array of {type} is not a {elements.GetType().Name}", nameof(elements)),
    };
}
