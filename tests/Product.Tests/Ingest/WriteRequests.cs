using System.Buffers.Binary;
using System.Text;
using Snappier;

namespace Millwright.Product.Tests.Ingest;

/// <summary>Makes requests of remote write: protobuf by hand, so that also what no client sends can be sent.</summary>
internal sealed class WriteRequests
{
    public const ulong Stale = 0x7FF0_0000_0000_0002;

    private readonly List<byte> _message = [];

    public byte[] Message => [.. _message];

    public byte[] Packed => Snappy.CompressToArray(Message);

    /// <summary>A series with samples at milliseconds since 1970.</summary>
    public WriteRequests Add(string labels, params (long Milliseconds, double Value)[] samples) =>
        Add([.. Labels(labels), .. samples.SelectMany(s => Sample(s.Milliseconds, BitConverter.DoubleToUInt64Bits(s.Value)))]);

    public WriteRequests AddBits(string labels, long milliseconds, ulong bits) => Add([.. Labels(labels), .. Sample(milliseconds, bits)]);

    /// <summary>A series as it is.</summary>
    public WriteRequests Add(byte[] series)
    {
        _message.AddRange(Field(1, series));
        return this;
    }

    /// <summary>From <c>name key=value key=value</c>.</summary>
    public static byte[] Labels(string labels)
    {
        var words = labels.Split(' ');
        return [.. Label("__name__", words[0]), .. words.Skip(1).SelectMany(w => Label(w.Split('=', 2)[0], w.Split('=', 2)[1]))];
    }

    public static byte[] Label(string name, string value) => Field(1, [.. Field(1, Encoding.UTF8.GetBytes(name)), .. Field(2, Encoding.UTF8.GetBytes(value))]);

    public static byte[] Sample(long milliseconds, ulong bits)
    {
        var value = new byte[9];
        value[0] = (1 << 3) | 1;
        BinaryPrimitives.WriteUInt64LittleEndian(value.AsSpan(1), bits);
        return Field(2, [.. value, 2 << 3, .. Varint((ulong)milliseconds)]);
    }

    public static byte[] Field(int number, byte[] content) => [(byte)((number << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
