using System.Buffers.Binary;
using System.Text;
using Millwright.Model;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Publish.Sparkplug;

/// <summary>Samples as metrics (Sparkplug B 3.0, chapter 6), and metrics of commands as values.</summary>
internal static class MetricEncoding
{
    public static MetricDataType TypeOf(TagKind kind) => kind switch
    {
        TagKind.Boolean => MetricDataType.Boolean,
        TagKind.Int8 => MetricDataType.Int8,
        TagKind.UInt8 => MetricDataType.UInt8,
        TagKind.Int16 => MetricDataType.Int16,
        TagKind.UInt16 => MetricDataType.UInt16,
        TagKind.Int32 => MetricDataType.Int32,
        TagKind.UInt32 => MetricDataType.UInt32,
        TagKind.Int64 => MetricDataType.Int64,
        TagKind.UInt64 => MetricDataType.UInt64,
        TagKind.Float32 => MetricDataType.Float,
        TagKind.Float64 => MetricDataType.Double,
        TagKind.String => MetricDataType.String,
        TagKind.Bytes => MetricDataType.Bytes,
        TagKind.BooleanArray => MetricDataType.BooleanArray,
        TagKind.Int8Array => MetricDataType.Int8Array,
        TagKind.UInt8Array => MetricDataType.UInt8Array,
        TagKind.Int16Array => MetricDataType.Int16Array,
        TagKind.UInt16Array => MetricDataType.UInt16Array,
        TagKind.Int32Array => MetricDataType.Int32Array,
        TagKind.UInt32Array => MetricDataType.UInt32Array,
        TagKind.Int64Array => MetricDataType.Int64Array,
        TagKind.UInt64Array => MetricDataType.UInt64Array,
        TagKind.Float32Array => MetricDataType.FloatArray,
        TagKind.Float64Array => MetricDataType.DoubleArray,
        TagKind.StringArray => MetricDataType.StringArray,
        _ => MetricDataType.Unknown,
    };

    /// <summary>Writes one sample; its quality goes along where it is not Good.</summary>
    /// <param name="writer">Takes the metric.</param>
    /// <param name="name">The metric's name, for births alone.</param>
    /// <param name="alias">Its alias.</param>
    /// <param name="kind">The tag's kind, of which a sample without value is null.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="isHistorical">It is of before the birth.</param>
    public static void Write(PayloadWriter writer, string? name, ulong alias, TagKind kind, in Sample sample, bool isHistorical)
    {
        var value = sample.Value;
        var metric = new Metric
        {
            Name = name is null ? default : Encoding.UTF8.GetBytes(name),
            Alias = alias,
            Timestamp = sample.SourceTime.IsNone ? null : Milliseconds(sample.SourceTime),
            DataType = TypeOf(kind),
            IsHistorical = isHistorical,
            IsNull = value.IsNone,
        };
        if (!sample.Quality.IsGood)
            metric.Properties = sample.Quality.IsBad ? QualityProperty.Bad : QualityProperty.Stale;
        metric.Kind = value.Kind switch
        {
            TagKind.None => MetricValueKind.None,
            TagKind.Boolean => MetricValueKind.Boolean,
            TagKind.Int64 or TagKind.UInt64 => MetricValueKind.Long,
            TagKind.Float32 => MetricValueKind.Float,
            TagKind.Float64 => MetricValueKind.Double,
            TagKind.String => MetricValueKind.String,
            _ when value.Kind == TagKind.Bytes || value.Kind.IsArray() => MetricValueKind.Bytes,
            // The oneof has no narrower integers than 32 bits.
            _ => MetricValueKind.Int,
        };
        metric.Bits = metric.Kind == MetricValueKind.Int ? (uint)value.Bits : value.Bits;
        if (value.Kind == TagKind.String)
            metric.Content = Encoding.UTF8.GetBytes(value.AsString());
        else if (value.Kind == TagKind.Bytes)
            metric.Content = value.AsBytes();
        else if (value.Kind.IsArray())
            metric.Content = Packed((Array)value.Reference!);
        writer.WriteMetric(metric);
    }

    /// <summary>The value of a command for a tag of a kind; false when it is none.</summary>
    public static bool TryRead(Metric metric, TagKind kind, out TagValue value)
    {
        value = metric.Kind switch
        {
            _ when metric.IsNull => TagValue.None,
            MetricValueKind.Boolean => TagValue.Of(metric.Bits != 0),
            MetricValueKind.Float => TagValue.Of(metric.Float),
            MetricValueKind.Double => TagValue.Of(metric.Double),
            MetricValueKind.String => TagValue.Of(Encoding.UTF8.GetString(metric.Content)),
            MetricValueKind.Int or MetricValueKind.Long when IsUnsigned(metric.DataType, kind) => TagValue.Of(metric.Bits),
            // A command without a type has the tag's.
            MetricValueKind.Int or MetricValueKind.Long => TagValue.Of(metric.Signed(metric.DataType ?? (metric.Kind == MetricValueKind.Int ? MetricDataType.Int32 : MetricDataType.Int64))),
            _ => TagValue.None,
        };
        if (value.IsNone)
            return false;
        return value.Kind == TagKind.String ? kind == TagKind.String : kind.IsScalar() && value.TryConvert(kind, out value);
    }

    public static ulong Milliseconds(Timestamp time) => (ulong)Math.Max(0, Math.Floor(time.ToUnixMilliseconds()));

    private static bool IsUnsigned(MetricDataType? type, TagKind kind) => type is { } told
        ? told is MetricDataType.UInt8 or MetricDataType.UInt16 or MetricDataType.UInt32 or MetricDataType.UInt64 or MetricDataType.DateTime
        : kind is TagKind.UInt8 or TagKind.UInt16 or TagKind.UInt32 or TagKind.UInt64;

    /// <summary>Numbers little-endian one after the other; booleans as a count and bits from the highest; texts each ended by a NUL.</summary>
    private static byte[] Packed(Array array)
    {
        switch (array)
        {
            case string[] texts:
                return Encoding.UTF8.GetBytes(string.Concat(texts.Select(t => t.Replace("\0", "", StringComparison.Ordinal) + "\0")));
            case bool[] flags:
                var bits = new byte[sizeof(int) + ((flags.Length + 7) / 8)];
                BinaryPrimitives.WriteInt32LittleEndian(bits, flags.Length);
                for (var i = 0; i < flags.Length; i++)
                {
                    if (flags[i])
                        bits[sizeof(int) + (i / 8)] |= (byte)(0x80 >> (i % 8));
                }
                return bits;
            default:
                var bytes = new byte[Buffer.ByteLength(array)];
                Buffer.BlockCopy(array, 0, bytes, 0, bytes.Length);
                return bytes;
        }
    }
}
