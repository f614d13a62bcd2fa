using System.Buffers.Binary;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>Node ids and names.</summary>
public sealed partial class UaWriter
{
    /// <summary>A node id in its shortest form (OPC 10000-6, 5.2.2.9).</summary>
    public void WriteNodeId(NodeId value) => WriteNodeId(value.AsKey(), 0);

    public void WriteNodeId(in NodeIdKey value) => WriteNodeId(value, 0);

    public void WriteExpandedNodeId(ExpandedNodeId value)
    {
        var flags = (value.NamespaceUri is null ? 0 : NodeIdEncoding.NamespaceUriFlag) | (value.ServerIndex == 0 ? 0 : NodeIdEncoding.ServerIndexFlag);
        WriteNodeId(value.Id.AsKey(), (byte)flags);
        if (value.NamespaceUri is not null)
            WriteString(value.NamespaceUri);
        if (value.ServerIndex != 0)
            WriteUInt32(value.ServerIndex);
    }

    public void WriteQualifiedName(QualifiedName value)
    {
        WriteUInt16(value.NamespaceIndex);
        WriteString(value.Name);
    }

    public void WriteLocalizedText(LocalizedText value)
    {
        WriteByte((byte)((value.Locale is null ? 0 : 1) | (value.Text is null ? 0 : 2)));
        if (value.Locale is not null)
            WriteString(value.Locale);
        if (value.Text is not null)
            WriteString(value.Text);
    }

    private void WriteNodeId(in NodeIdKey value, byte flags)
    {
        switch (value.Type)
        {
            case NodeIdType.Numeric:
                WriteNumeric(value.NamespaceIndex, value.Numeric, flags);
                return;
            case NodeIdType.Guid:
                WriteHead((byte)(NodeIdEncoding.Guid | flags), value.NamespaceIndex);
                WriteRaw(value.Bytes);
                return;
            default:
                WriteHead((byte)((value.Type == NodeIdType.String ? NodeIdEncoding.Text : NodeIdEncoding.Opaque) | flags), value.NamespaceIndex);
                WriteUtf8(value.Bytes);
                return;
        }
    }

    private void WriteHead(byte encoding, ushort index)
    {
        var at = Next(3);
        at[0] = encoding;
        BinaryPrimitives.WriteUInt16LittleEndian(at[1..], index);
    }

    private void WriteNumeric(ushort index, uint numeric, byte flags)
    {
        if (index == 0 && numeric <= byte.MaxValue)
        {
            var two = Next(2);
            two[0] = flags;
            two[1] = (byte)numeric;
        }
        else if (index <= byte.MaxValue && numeric <= ushort.MaxValue)
        {
            var four = Next(4);
            four[0] = (byte)(NodeIdEncoding.FourByte | flags);
            four[1] = (byte)index;
            BinaryPrimitives.WriteUInt16LittleEndian(four[2..], (ushort)numeric);
        }
        else
        {
            WriteHead((byte)(NodeIdEncoding.Numeric | flags), index);
            WriteUInt32(numeric);
        }
    }
}
