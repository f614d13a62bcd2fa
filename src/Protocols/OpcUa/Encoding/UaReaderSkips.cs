using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>Passing over values that nobody asked for, without an allocation.</summary>
public ref partial struct UaReader
{
    public void SkipString() => _ = ReadStringBytes(out _);

    public void SkipQualifiedName()
    {
        Skip(2);
        SkipString();
    }

    public void SkipLocalizedText() => _ = ReadLocalizedTextBytes(out _);

    public void SkipNodeId() => _ = ReadNodeIdKey();

    public void SkipExpandedNodeId() => _ = ReadExpandedNodeIdKey();

    public void SkipExtensionObject() => _ = ReadExtensionBody(out _, out _);

    public void SkipVariant()
    {
        var mask = ReadByte();
        if (mask == 0)
            return;
        var type = (BuiltInType)(mask & VariantMask.TypeMask);
        if (type > BuiltInType.DiagnosticInfo)
            type = BuiltInType.ByteString;
        if ((mask & VariantMask.Array) == 0)
        {
            if ((mask & VariantMask.Dimensions) != 0 || type is BuiltInType.Variant or BuiltInType.Null)
                DecodingFault.Malformed($"0x{mask:X2} is no mask of a variant", "5.2.2.16");
            SkipScalar(type);
            return;
        }
        if (type == BuiltInType.Null)
            DecodingFault.Malformed("an array of nothing", "5.2.2.16");
        Enter();
        SkipElements(type);
        Leave();
        if ((mask & VariantMask.Dimensions) != 0)
            Skip(4 * ReadArrayLength(4));
    }

    public void SkipDataValue()
    {
        var mask = ReadByte();
        if ((mask & ~DataValueMask.All) != 0)
            DecodingFault.Malformed($"0x{mask:X2} is no mask of a data value", "5.2.2.17");
        if ((mask & DataValueMask.Value) != 0)
        {
            Enter();
            SkipVariant();
            Leave();
        }
        var rest = ((mask & DataValueMask.Status) != 0 ? 4 : 0)
            + ((mask & DataValueMask.SourceTimestamp) != 0 ? 8 : 0)
            + ((mask & DataValueMask.ServerTimestamp) != 0 ? 8 : 0)
            + ((mask & DataValueMask.SourcePicoseconds) != 0 ? 2 : 0)
            + ((mask & DataValueMask.ServerPicoseconds) != 0 ? 2 : 0);
        Skip(rest);
    }

    public void SkipDiagnosticInfo()
    {
        var mask = ReadByte();
        if ((mask & 0x80) != 0)
            DecodingFault.Malformed($"0x{mask:X2} is no mask of diagnostics", "5.2.2.12");
        Enter();
        for (byte bit = DiagnosticMask.SymbolicId; bit <= DiagnosticMask.Locale; bit <<= 1)
        {
            if ((mask & bit) != 0)
                Skip(4);
        }
        if ((mask & DiagnosticMask.AdditionalInfo) != 0)
            SkipString();
        if ((mask & DiagnosticMask.InnerStatus) != 0)
            Skip(4);
        if ((mask & DiagnosticMask.Inner) != 0)
            SkipDiagnosticInfo();
        Leave();
    }

    private void SkipElements(BuiltInType type)
    {
        var size = FixedBytes(type);
        var length = ReadArrayLength(Math.Max(size, 1));
        if (size > 0)
        {
            Skip(length * size);
            return;
        }
        for (var i = 0; i < length; i++)
        {
            if (type == BuiltInType.Variant)
                SkipVariant();
            else
                SkipScalar(type);
        }
    }

    private void SkipScalar(BuiltInType type)
    {
        switch (type)
        {
            case BuiltInType.String or BuiltInType.XmlElement:
                SkipString();
                break;
            case BuiltInType.ByteString:
                _ = ReadByteStringSpan(out _);
                break;
            case BuiltInType.NodeId:
                SkipNodeId();
                break;
            case BuiltInType.ExpandedNodeId:
                SkipExpandedNodeId();
                break;
            case BuiltInType.QualifiedName:
                SkipQualifiedName();
                break;
            case BuiltInType.LocalizedText:
                SkipLocalizedText();
                break;
            case BuiltInType.ExtensionObject:
                SkipExtensionObject();
                break;
            case BuiltInType.DataValue:
                SkipDataValue();
                break;
            case BuiltInType.DiagnosticInfo:
                SkipDiagnosticInfo();
                break;
            default:
                Skip(FixedBytes(type));
                break;
        }
    }

    private static int FixedBytes(BuiltInType type) => type switch
    {
        BuiltInType.Boolean or BuiltInType.SByte or BuiltInType.Byte => 1,
        BuiltInType.Int16 or BuiltInType.UInt16 => 2,
        BuiltInType.Int32 or BuiltInType.UInt32 or BuiltInType.Float or BuiltInType.StatusCode => 4,
        BuiltInType.Int64 or BuiltInType.UInt64 or BuiltInType.Double or BuiltInType.DateTime => 8,
        BuiltInType.Guid => 16,
        _ => 0,
    };
}
