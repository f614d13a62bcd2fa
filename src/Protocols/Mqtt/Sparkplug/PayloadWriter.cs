using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace Millwright.Mqtt.Sparkplug;

/// <summary>Writes a payload into a buffer of the caller's, field after field; nothing is allocated beside the buffer's own growth.</summary>
public sealed class PayloadWriter(IBufferWriter<byte> output)
{
    public void WriteTimestamp(ulong milliseconds) => WriteVarintField(1, milliseconds);

    /// <summary>Writes the sequence number, 0-255 (Sparkplug B 3.0, chapter 6).</summary>
    public void WriteSeq(byte seq) => WriteVarintField(3, seq);

    public void WriteUuid(ReadOnlySpan<byte> utf8) => WriteBytesField(4, utf8);

    public void WriteBody(ReadOnlySpan<byte> body) => WriteBytesField(5, body);

    /// <summary>Writes one metric. A null metric carries no value, whatever its kind says.</summary>
    public void WriteMetric(Metric metric)
    {
        WriteVarint(Key(2, ProtoWire.Bytes));
        WriteVarint((ulong)MetricSize(metric));
        if (!metric.Name.IsEmpty)
            WriteBytesField(1, metric.Name);
        if (metric.Alias is { } alias)
            WriteVarintField(2, alias);
        if (metric.Timestamp is { } timestamp)
            WriteVarintField(3, timestamp);
        if (metric.DataType is { } type)
            WriteVarintField(4, (ulong)type);
        if (metric.IsHistorical)
            WriteVarintField(5, 1);
        if (metric.IsTransient)
            WriteVarintField(6, 1);
        if (metric.IsNull)
            WriteVarintField(7, 1);
        if (!metric.MetaData.IsEmpty)
            WriteBytesField(8, metric.MetaData);
        if (!metric.Properties.IsEmpty)
            WriteBytesField(9, metric.Properties);
        if (!metric.IsNull)
            WriteValue(metric);
    }

    private static int MetricSize(Metric metric)
    {
        var size = metric.Name.IsEmpty ? 0 : BytesFieldSize(1, metric.Name.Length);
        size += metric.Alias is { } alias ? VarintFieldSize(2, alias) : 0;
        size += metric.Timestamp is { } timestamp ? VarintFieldSize(3, timestamp) : 0;
        size += metric.DataType is { } type ? VarintFieldSize(4, (ulong)type) : 0;
        size += (metric.IsHistorical ? 2 : 0) + (metric.IsTransient ? 2 : 0) + (metric.IsNull ? 2 : 0);
        size += metric.MetaData.IsEmpty ? 0 : BytesFieldSize(8, metric.MetaData.Length);
        size += metric.Properties.IsEmpty ? 0 : BytesFieldSize(9, metric.Properties.Length);
        return metric.IsNull ? size : size + ValueSize(metric);
    }

    private static int ValueSize(Metric metric) => metric.Kind switch
    {
        MetricValueKind.None => 0,
        MetricValueKind.Int => VarintFieldSize(10, (uint)metric.Bits),
        MetricValueKind.Long => VarintFieldSize(11, metric.Bits),
        MetricValueKind.Float => 5,
        MetricValueKind.Double => 9,
        MetricValueKind.Boolean => 2,
        _ => BytesFieldSize((int)metric.Kind, metric.Content.Length),
    };

    private void WriteValue(Metric metric)
    {
        switch (metric.Kind)
        {
            case MetricValueKind.None:
                break;
            case MetricValueKind.Int:
                WriteVarintField(10, (uint)metric.Bits);
                break;
            case MetricValueKind.Long:
                WriteVarintField(11, metric.Bits);
                break;
            case MetricValueKind.Float:
                WriteVarint(Key(12, ProtoWire.Fixed32));
                BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), (uint)metric.Bits);
                output.Advance(4);
                break;
            case MetricValueKind.Double:
                WriteVarint(Key(13, ProtoWire.Fixed64));
                BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(8), metric.Bits);
                output.Advance(8);
                break;
            case MetricValueKind.Boolean:
                WriteVarintField(14, metric.Bits != 0 ? 1ul : 0);
                break;
            default:
                WriteBytesField((int)metric.Kind, metric.Content);
                break;
        }
    }

    private void WriteVarintField(int number, ulong value)
    {
        WriteVarint(Key(number, ProtoWire.Varint));
        WriteVarint(value);
    }

    private void WriteBytesField(int number, ReadOnlySpan<byte> content)
    {
        WriteVarint(Key(number, ProtoWire.Bytes));
        WriteVarint((ulong)content.Length);
        output.Write(content);
    }

    private void WriteVarint(ulong value)
    {
        var span = output.GetSpan(ProtoField.MaxVarintBytes);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
            span[count++] = (byte)(value | 0x80);
        span[count++] = (byte)value;
        output.Advance(count);
    }

    private static ulong Key(int number, ProtoWire wire) => ((ulong)number << 3) | (ulong)wire;

    private static int VarintFieldSize(int number, ulong value) => VarintSize((ulong)number << 3) + VarintSize(value);

    private static int BytesFieldSize(int number, int length) => VarintSize((ulong)number << 3) + VarintSize((ulong)length) + length;

    private static int VarintSize(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;
}
