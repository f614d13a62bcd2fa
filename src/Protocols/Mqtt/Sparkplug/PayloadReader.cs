using System.Text.Unicode;

namespace Millwright.Mqtt.Sparkplug;

/// <summary>
/// Reads a payload (message Payload of the schema, Sparkplug B 3.0, chapter 6) over its own bytes; nothing is allocated. The header is read
/// at once by <see cref="Read"/>, the metrics one after the other.
/// </summary>
public ref struct PayloadReader
{
    private ProtoReader _fields;

    private PayloadReader(ReadOnlySpan<byte> bytes) => _fields = new ProtoReader(bytes);

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public ulong? Timestamp { get; private set; }

    /// <summary>0-255 by the specification; what was sent may be more.</summary>
    public ulong? Seq { get; private set; }

    /// <summary>The uuid in UTF-8; empty when not sent.</summary>
    public ReadOnlySpan<byte> Uuid { get; private set; }

    public ReadOnlySpan<byte> Body { get; private set; }

    public int MetricCount { get; private set; }

    /// <summary>Why <see cref="TryReadMetric"/> stopped; None at the end of the payload.</summary>
    public PayloadFault Fault { get; private set; }

    /// <summary>Reads the header and checks the shape of the outer message.</summary>
    public static PayloadFault Read(ReadOnlySpan<byte> bytes, out PayloadReader payload)
    {
        payload = new PayloadReader(bytes);
        if (bytes.Length > SparkplugLimits.MaxPayloadBytes)
            return PayloadFault.OverLimit;
        var reader = new ProtoReader(bytes);
        while (reader.TryReadField(out var field))
        {
            var fault = payload.Take(field);
            if (fault != PayloadFault.None)
                return fault;
        }
        return reader.Fault;
    }

    /// <summary>Reads the next metric; false at the end and at a fault.</summary>
    public bool TryReadMetric(out Metric metric)
    {
        metric = default;
        if (Fault != PayloadFault.None)
            return false;
        while (_fields.TryReadField(out var field))
        {
            if (field.Number != 2)
                continue;
            Fault = field.Wire == ProtoWire.Bytes ? MetricDecoding.Read(field.Content, out metric) : PayloadFault.WrongWireType;
            return Fault == PayloadFault.None;
        }
        Fault = _fields.Fault;
        return false;
    }

    private PayloadFault Take(ProtoField field)
    {
        if (field.Number is < 1 or > 5)
            return PayloadFault.None;
        if (field.Wire != (field.Number is 1 or 3 ? ProtoWire.Varint : ProtoWire.Bytes))
            return PayloadFault.WrongWireType;
        switch (field.Number)
        {
            case 1:
                Timestamp = field.Bits;
                break;
            case 2 when MetricCount == SparkplugLimits.MaxMetrics:
                return PayloadFault.OverLimit;
            case 2:
                MetricCount++;
                break;
            case 3:
                Seq = field.Bits;
                break;
            case 4 when field.Content.Length > SparkplugLimits.MaxNameBytes:
                return PayloadFault.OverLimit;
            case 4 when !Utf8.IsValid(field.Content):
                return PayloadFault.BadText;
            case 4:
                Uuid = field.Content;
                break;
            case 5:
                Body = field.Content;
                break;
        }
        return PayloadFault.None;
    }
}
