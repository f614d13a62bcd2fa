using System.Runtime.InteropServices;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>Arrays of built-in types.</summary>
public sealed partial class UaWriter
{
    /// <summary>An array of a known type without the type, as a field of a structure is encoded.</summary>
    public void WriteElements(BuiltInType type, Array elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        WriteInt32(elements.Length);
        WriteBareElements(type, elements);
    }

    /// <summary>Elements without a length before them, as in a matrix of a structure (OPC 10000-6, 5.2.5).</summary>
    public void WriteBareElements(BuiltInType type, Array elements)
    {
        switch (elements)
        {
            case byte[] values:
                WriteBare<byte>(values);
                break;
            case bool[] values:
                WriteBare<bool>(values);
                break;
            case short[] values:
                WriteBare<short>(values);
                break;
            case int[] values:
                WriteBare<int>(values);
                break;
            case long[] values:
                WriteBare<long>(values);
                break;
            case float[] values:
                WriteBare<float>(values);
                break;
            case double[] values:
                WriteBare<double>(values);
                break;
            case UaDateTime[] values:
                WriteBare<UaDateTime>(values);
                break;
            case StatusCode[] values:
                WriteBare<StatusCode>(values);
                break;
            case Guid[] values:
                WriteBare<Guid>(values);
                break;
            case string?[] values:
                WriteEach<string?>(values, static (w, v) => w.WriteString(v));
                break;
            case byte[]?[] values:
                WriteEach<byte[]?>(values, static (w, v) => w.WriteByteString(v));
                break;
            case NodeId[] values:
                WriteEach<NodeId>(values, static (w, v) => w.WriteNodeId(v));
                break;
            case ExpandedNodeId[] values:
                WriteEach<ExpandedNodeId>(values, static (w, v) => w.WriteExpandedNodeId(v));
                break;
            case QualifiedName[] values:
                WriteEach<QualifiedName>(values, static (w, v) => w.WriteQualifiedName(v));
                break;
            case LocalizedText[] values:
                WriteEach<LocalizedText>(values, static (w, v) => w.WriteLocalizedText(v));
                break;
            case ExtensionObject[] values:
                WriteEach<ExtensionObject>(values, static (w, v) => w.WriteExtensionObject(v));
                break;
            case DataValue[] values:
                WriteEach<DataValue>(values, static (w, v) => w.WriteDataValue(v));
                break;
            case Variant[] values:
                WriteEach<Variant>(values, static (w, v) => w.WriteVariant(v));
                break;
            case DiagnosticInfo?[] values:
                WriteEach<DiagnosticInfo?>(values, static (w, v) => w.WriteDiagnosticInfo(v));
                break;
            default:
                throw new UaException(StatusCodes.BadEncodingError, $"an array of {type} cannot be encoded");
        }
    }

    private void WriteNumbers<T>(scoped ReadOnlySpan<T> values)
        where T : unmanaged
    {
        WriteInt32(values.Length);
        WriteBare(values);
    }

    private void WriteBare<T>(scoped ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("OPC UA arrays are written in place on little-endian machines only.");
        WriteRaw(MemoryMarshal.AsBytes(values));
    }
}
