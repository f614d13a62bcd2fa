using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>Variants, data values, structures and diagnostics.</summary>
public ref partial struct UaReader
{
    /// <summary>
    /// A variant (OPC 10000-6, 5.2.2.16). Numbers, times and numeric node ids allocate nothing. A type id of 26 to 31 reads as a byte
    /// string, as the standard asks.
    /// </summary>
    public Variant ReadVariant()
    {
        var mask = ReadByte();
        var type = (BuiltInType)(mask & VariantMask.TypeMask);
        if (type > BuiltInType.DiagnosticInfo)
            type = BuiltInType.ByteString;
        if (mask == 0)
            return default;
        if ((mask & VariantMask.Array) != 0)
            return ReadVariantArray(type, (mask & VariantMask.Dimensions) != 0);
        if ((mask & VariantMask.Dimensions) != 0)
            DecodingFault.Malformed("a scalar variant has dimensions", "5.2.2.16");
        return ReadScalar(type);
    }

    /// <summary>A value of a known type, encoded bare as a field of a structure is.</summary>
    public Variant ReadScalar(BuiltInType type)
    {
        switch (type)
        {
            case BuiltInType.Boolean: return new Variant(ReadBoolean());
            case BuiltInType.SByte: return new Variant(ReadSByte());
            case BuiltInType.Byte: return new Variant(ReadByte());
            case BuiltInType.Int16: return new Variant(ReadInt16());
            case BuiltInType.UInt16: return new Variant(ReadUInt16());
            case BuiltInType.Int32: return new Variant(ReadInt32());
            case BuiltInType.UInt32: return new Variant(ReadUInt32());
            case BuiltInType.Int64: return new Variant(ReadInt64());
            case BuiltInType.UInt64: return new Variant(ReadUInt64());
            case BuiltInType.Float: return new Variant(ReadFloat());
            case BuiltInType.Double: return new Variant(ReadDouble());
            case BuiltInType.String: return new Variant(ReadString());
            case BuiltInType.DateTime: return new Variant(ReadDateTime());
            case BuiltInType.Guid: return new Variant(ReadGuid());
            case BuiltInType.ByteString: return Variant.FromByteString(ReadByteString());
            case BuiltInType.XmlElement: return Variant.FromXml(ReadString());
            case BuiltInType.NodeId: return new Variant(ReadNodeId());
            case BuiltInType.ExpandedNodeId: return new Variant(ReadExpandedNodeId());
            case BuiltInType.StatusCode: return new Variant(ReadStatusCode());
            case BuiltInType.QualifiedName: return new Variant(ReadQualifiedName());
            case BuiltInType.LocalizedText: return new Variant(ReadLocalizedText());
            case BuiltInType.ExtensionObject: return new Variant(ReadExtensionObject());
            case BuiltInType.DataValue: return new Variant(ReadDataValue());
            case BuiltInType.DiagnosticInfo: return new Variant(ReadDiagnosticInfo());
            default:
                DecodingFault.Malformed($"type {(int)type} is no type of a scalar", "5.2.2.16");
                return default;
        }
    }

    /// <summary>A data value (OPC 10000-6, 5.2.2.17).</summary>
    public DataValue ReadDataValue()
    {
        var mask = ReadByte();
        if ((mask & ~DataValueMask.All) != 0)
            DecodingFault.Malformed($"0x{mask:X2} is no mask of a data value", "5.2.2.17");
        Enter();
        var value = (mask & DataValueMask.Value) != 0 ? ReadVariant() : default;
        Leave();
        var status = (mask & DataValueMask.Status) != 0 ? ReadStatusCode() : default;
        var source = (mask & DataValueMask.SourceTimestamp) != 0 ? ReadDateTime() : default;
        var sourcePicoseconds = (mask & DataValueMask.SourcePicoseconds) != 0 ? ReadUInt16() : (ushort)0;
        var server = (mask & DataValueMask.ServerTimestamp) != 0 ? ReadDateTime() : default;
        var serverPicoseconds = (mask & DataValueMask.ServerPicoseconds) != 0 ? ReadUInt16() : (ushort)0;
        return new DataValue(value, status, source, server, sourcePicoseconds, serverPicoseconds);
    }

    /// <summary>A structure with its body still encoded (OPC 10000-6, 5.2.2.15).</summary>
    public ExtensionObject ReadExtensionObject()
    {
        var body = ReadExtensionBody(out var typeId, out var encoding);
        if (encoding == ExtensionObjectEncoding.NoBody && typeId.IsNull)
            return ExtensionObject.Null;
        return new ExtensionObject(typeId.ToNodeId(), encoding, body.ToArray());
    }

    /// <summary>The body of a structure in place, with its type: allocates nothing.</summary>
    public ReadOnlySpan<byte> ReadExtensionBody(out NodeIdKey typeId, out ExtensionObjectEncoding encoding)
    {
        typeId = ReadNodeIdKey();
        encoding = (ExtensionObjectEncoding)ReadByte();
        if (encoding > ExtensionObjectEncoding.Xml)
            DecodingFault.Malformed($"0x{(byte)encoding:X2} is no encoding of a structure's body", "5.2.2.15");
        return encoding == ExtensionObjectEncoding.NoBody ? default : ReadByteStringSpan(out _);
    }

    /// <summary>Details about a fault; null when the mask is empty (OPC 10000-6, 5.2.2.12).</summary>
    public DiagnosticInfo? ReadDiagnosticInfo()
    {
        var mask = ReadByte();
        if ((mask & 0x80) != 0)
            DecodingFault.Malformed($"0x{mask:X2} is no mask of diagnostics", "5.2.2.12");
        if (mask == 0)
            return null;
        Enter();
        var symbolicId = (mask & DiagnosticMask.SymbolicId) != 0 ? ReadInt32() : -1;
        var namespaceUri = (mask & DiagnosticMask.NamespaceUri) != 0 ? ReadInt32() : -1;
        var locale = (mask & DiagnosticMask.Locale) != 0 ? ReadInt32() : -1;
        var info = new DiagnosticInfo
        {
            SymbolicId = symbolicId,
            NamespaceUri = namespaceUri,
            Locale = locale,
            LocalizedText = (mask & DiagnosticMask.LocalizedText) != 0 ? ReadInt32() : -1,
            AdditionalInfo = (mask & DiagnosticMask.AdditionalInfo) != 0 ? ReadString() : null,
            InnerStatus = (mask & DiagnosticMask.InnerStatus) != 0 ? ReadStatusCode() : default,
            Inner = (mask & DiagnosticMask.Inner) != 0 ? ReadDiagnosticInfo() : null,
        };
        Leave();
        return info;
    }
}
