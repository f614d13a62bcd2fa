namespace Millwright.OpcUa.Types;

/// <summary>Scalars into a variant and out of it.</summary>
public readonly partial struct Variant
{
    public Variant(bool value)
        : this(BuiltInType.Boolean, value ? 1 : 0, null)
    {
    }

    public Variant(sbyte value)
        : this(BuiltInType.SByte, value, null)
    {
    }

    public Variant(byte value)
        : this(BuiltInType.Byte, value, null)
    {
    }

    public Variant(short value)
        : this(BuiltInType.Int16, value, null)
    {
    }

    public Variant(ushort value)
        : this(BuiltInType.UInt16, value, null)
    {
    }

    public Variant(int value)
        : this(BuiltInType.Int32, value, null)
    {
    }

    public Variant(uint value)
        : this(BuiltInType.UInt32, value, null)
    {
    }

    public Variant(long value)
        : this(BuiltInType.Int64, value, null)
    {
    }

    public Variant(ulong value)
        : this(BuiltInType.UInt64, (long)value, null)
    {
    }

    public Variant(float value)
        : this(BuiltInType.Float, BitConverter.SingleToInt32Bits(value), null)
    {
    }

    public Variant(double value)
        : this(BuiltInType.Double, BitConverter.DoubleToInt64Bits(value), null)
    {
    }

    public Variant(UaDateTime value)
        : this(BuiltInType.DateTime, value.Ticks, null)
    {
    }

    public Variant(StatusCode value)
        : this(BuiltInType.StatusCode, value.Value, null)
    {
    }

    public Variant(string? value)
        : this(BuiltInType.String, 0, value)
    {
    }

    public Variant(Guid value)
        : this(BuiltInType.Guid, 0, value)
    {
    }

    public Variant(NodeId value)
    {
        _type = BuiltInType.NodeId;
        (_reference, _bits) = value.Unpack();
    }

    public Variant(ExpandedNodeId value)
    {
        _type = BuiltInType.ExpandedNodeId;
        if (value.IsLocal)
            (_reference, _bits) = value.Id.Unpack();
        else
            _reference = value;
    }

    public Variant(QualifiedName value)
        : this(BuiltInType.QualifiedName, value.NamespaceIndex, value.Name)
    {
    }

    public Variant(LocalizedText value)
        : this(BuiltInType.LocalizedText, 0, value.Locale is null ? value.Text : value)
    {
    }

    public Variant(ExtensionObject? value)
        : this(BuiltInType.ExtensionObject, 0, value)
    {
    }

    public Variant(DataValue value)
        : this(BuiltInType.DataValue, 0, value)
    {
    }

    public Variant(DiagnosticInfo? value)
        : this(BuiltInType.DiagnosticInfo, 0, value)
    {
    }

    /// <summary>A byte string, which is a scalar; an array of Byte is <see cref="FromElements"/> with <see cref="BuiltInType.Byte"/>.</summary>
    public static Variant FromByteString(byte[]? value) => new(BuiltInType.ByteString, 0, value);

    public static Variant FromXml(string? value) => new(BuiltInType.XmlElement, 0, value);

    public bool AsBoolean() => Scalar(BuiltInType.Boolean) != 0;

    public sbyte AsSByte() => (sbyte)Scalar(BuiltInType.SByte);

    public byte AsByte() => (byte)Scalar(BuiltInType.Byte);

    public short AsInt16() => (short)Scalar(BuiltInType.Int16);

    public ushort AsUInt16() => (ushort)Scalar(BuiltInType.UInt16);

    public int AsInt32() => (int)Scalar(BuiltInType.Int32);

    public uint AsUInt32() => (uint)Scalar(BuiltInType.UInt32);

    public long AsInt64() => Scalar(BuiltInType.Int64);

    public ulong AsUInt64() => (ulong)Scalar(BuiltInType.UInt64);

    public float AsFloat() => BitConverter.Int32BitsToSingle((int)Scalar(BuiltInType.Float));

    public double AsDouble() => BitConverter.Int64BitsToDouble(Scalar(BuiltInType.Double));

    public UaDateTime AsDateTime() => new UaDateTime(Scalar(BuiltInType.DateTime));

    public StatusCode AsStatusCode() => new StatusCode((uint)Scalar(BuiltInType.StatusCode));

    public string? AsString() => (string?)Referenced(BuiltInType.String);

    public Guid AsGuid() => (Guid)Referenced(BuiltInType.Guid)!;

    public byte[]? AsByteString() => (byte[]?)Referenced(BuiltInType.ByteString);

    public string? AsXml() => (string?)Referenced(BuiltInType.XmlElement);

    public NodeId AsNodeId() => NodeId.Pack((byte[]?)Referenced(BuiltInType.NodeId), _bits);

    public ExpandedNodeId AsExpandedNodeId() =>
        Referenced(BuiltInType.ExpandedNodeId) is ExpandedNodeId boxed ? boxed : NodeId.Pack((byte[]?)_reference, _bits);

    public QualifiedName AsQualifiedName() => new((ushort)Scalar(BuiltInType.QualifiedName), (string?)_reference);

    public LocalizedText AsLocalizedText() =>
        Referenced(BuiltInType.LocalizedText) is LocalizedText boxed ? boxed : new LocalizedText((string?)_reference);

    public ExtensionObject AsExtensionObject() => (ExtensionObject?)Referenced(BuiltInType.ExtensionObject) ?? ExtensionObject.Null;

    public DataValue AsDataValue() => (DataValue)Referenced(BuiltInType.DataValue)!;

    public DiagnosticInfo? AsDiagnosticInfo() => (DiagnosticInfo?)Referenced(BuiltInType.DiagnosticInfo);

    private long Scalar(BuiltInType type)
    {
        Expect(type);
        return _bits;
    }

    private object? Referenced(BuiltInType type)
    {
        Expect(type);
        return _reference;
    }

    private void Expect(BuiltInType type)
    {
        if (_type != type || _shape != VariantShape.Scalar)
            throw new UaException(StatusCodes.BadTypeMismatch, $"the value is {(IsArray ? "an array of " : "")}{_type}, not {type}");
    }
}
