using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>Variants, data values, structures and diagnostics.</summary>
public sealed partial class UaWriter
{
    /// <summary>A variant (OPC 10000-6, 5.2.2.16).</summary>
    public void WriteVariant(in Variant value)
    {
        if (value.Elements is { } elements)
        {
            var withDimensions = value.ValueRank > 1;
            WriteByte((byte)((byte)value.Type | VariantMask.Array | (withDimensions ? VariantMask.Dimensions : 0)));
            WriteElements(value.Type, elements);
            if (withDimensions)
                WriteNumbers<int>(value.Dimensions);
            return;
        }
        WriteByte((byte)value.Type);
        if (!value.IsNull)
            WriteScalar(value);
    }

    /// <summary>A scalar without its type, as a field of a structure is encoded.</summary>
    public void WriteScalar(in Variant value)
    {
        switch (value.Type)
        {
            case BuiltInType.Boolean or BuiltInType.SByte or BuiltInType.Byte:
                WriteByte((byte)value.Bits);
                break;
            case BuiltInType.Int16 or BuiltInType.UInt16:
                WriteUInt16((ushort)value.Bits);
                break;
            case BuiltInType.Int32 or BuiltInType.UInt32 or BuiltInType.Float or BuiltInType.StatusCode:
                WriteUInt32((uint)value.Bits);
                break;
            case BuiltInType.Int64 or BuiltInType.UInt64 or BuiltInType.Double or BuiltInType.DateTime:
                WriteInt64(value.Bits);
                break;
            case BuiltInType.String:
                WriteString(value.AsString());
                break;
            case BuiltInType.Guid:
                WriteGuid(value.AsGuid());
                break;
            case BuiltInType.ByteString:
                WriteByteString(value.AsByteString());
                break;
            case BuiltInType.XmlElement:
                WriteString(value.AsXml());
                break;
            case BuiltInType.NodeId:
                WriteNodeId(value.AsNodeId());
                break;
            case BuiltInType.ExpandedNodeId:
                WriteExpandedNodeId(value.AsExpandedNodeId());
                break;
            case BuiltInType.QualifiedName:
                WriteQualifiedName(value.AsQualifiedName());
                break;
            case BuiltInType.LocalizedText:
                WriteLocalizedText(value.AsLocalizedText());
                break;
            case BuiltInType.ExtensionObject:
                WriteExtensionObject(value.AsExtensionObject());
                break;
            case BuiltInType.DataValue:
                WriteDataValue(value.AsDataValue());
                break;
            case BuiltInType.DiagnosticInfo:
                WriteDiagnosticInfo(value.AsDiagnosticInfo());
                break;
            default:
                throw new UaException(StatusCodes.BadEncodingError, $"a scalar of {value.Type} cannot be encoded");
        }
    }

    /// <summary>A data value (OPC 10000-6, 5.2.2.17); what is null, Good or 0 is left out.</summary>
    public void WriteDataValue(in DataValue value)
    {
        WriteByte((byte)((value.Value.IsNull ? 0 : DataValueMask.Value)
            | (value.Status.Value == 0 ? 0 : DataValueMask.Status)
            | (value.SourceTimestamp.Ticks == 0 ? 0 : DataValueMask.SourceTimestamp)
            | (value.ServerTimestamp.Ticks == 0 ? 0 : DataValueMask.ServerTimestamp)
            | (value.SourcePicoseconds == 0 ? 0 : DataValueMask.SourcePicoseconds)
            | (value.ServerPicoseconds == 0 ? 0 : DataValueMask.ServerPicoseconds)));
        if (!value.Value.IsNull)
            WriteVariant(value.Value);
        if (value.Status.Value != 0)
            WriteStatusCode(value.Status);
        if (value.SourceTimestamp.Ticks != 0)
            WriteDateTime(value.SourceTimestamp);
        if (value.SourcePicoseconds != 0)
            WriteUInt16(value.SourcePicoseconds);
        if (value.ServerTimestamp.Ticks != 0)
            WriteDateTime(value.ServerTimestamp);
        if (value.ServerPicoseconds != 0)
            WriteUInt16(value.ServerPicoseconds);
    }

    public void WriteExtensionObject(ExtensionObject? value)
    {
        value ??= ExtensionObject.Null;
        WriteNodeId(value.TypeId);
        WriteByte((byte)value.Encoding);
        if (value.Encoding != ExtensionObjectEncoding.NoBody)
            WriteUtf8(value.Body.Span);
    }

    /// <summary>Begins a structure whose body is written next; end it with <see cref="EndExtensionObject"/> and the position returned.</summary>
    public int BeginExtensionObject(NodeId typeId)
    {
        WriteNodeId(typeId);
        WriteByte((byte)ExtensionObjectEncoding.Binary);
        return Reserve(4);
    }

    public void EndExtensionObject(int position) => Patch(position, _length - position - 4);

    /// <summary>Details about a fault; null writes an empty mask (OPC 10000-6, 5.2.2.12).</summary>
    public void WriteDiagnosticInfo(DiagnosticInfo? value)
    {
        if (value is null)
        {
            WriteByte(0);
            return;
        }
        WriteByte((byte)((value.SymbolicId < 0 ? 0 : DiagnosticMask.SymbolicId)
            | (value.NamespaceUri < 0 ? 0 : DiagnosticMask.NamespaceUri)
            | (value.LocalizedText < 0 ? 0 : DiagnosticMask.LocalizedText)
            | (value.Locale < 0 ? 0 : DiagnosticMask.Locale)
            | (value.AdditionalInfo is null ? 0 : DiagnosticMask.AdditionalInfo)
            | (value.InnerStatus.Value == 0 ? 0 : DiagnosticMask.InnerStatus)
            | (value.Inner is null ? 0 : DiagnosticMask.Inner)));
        WriteIndex(value.SymbolicId);
        WriteIndex(value.NamespaceUri);
        WriteIndex(value.Locale);
        WriteIndex(value.LocalizedText);
        if (value.AdditionalInfo is not null)
            WriteString(value.AdditionalInfo);
        if (value.InnerStatus.Value != 0)
            WriteStatusCode(value.InnerStatus);
        if (value.Inner is not null)
            WriteDiagnosticInfo(value.Inner);
    }

    private void WriteIndex(int index)
    {
        if (index >= 0)
            WriteInt32(index);
    }
}
