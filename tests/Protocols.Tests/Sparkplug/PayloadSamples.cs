using System.Buffers;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Protocols.Tests.Sparkplug;

/// <summary>Payloads to read, and the way once through our reader and writer.</summary>
internal static class PayloadSamples
{
    /// <summary>
    /// Made by sparkplug-payload 1.0.3 (npm): timestamp 1486144502122, seq 3, uuid "id" and the metrics i8 Int8 -5 with a timestamp;
    /// u32 UInt32 4294967295 with alias 7; i64 Int64 -3; u64 UInt64 2^53-1; f Float 1.5; d Double -2.25; b Boolean true; s String "°C";
    /// t DateTime 1486144502122; by Bytes 01 02 FF; n Int32 null, historical, transient.
    /// </summary>
    public static byte[] FromSparkplugPayload() => Convert.FromHexString(
        "08eaf2f5a8a02b12130a02693818eaf2f5a8a02b200150fbffffff0f120f0a037533321007200758ffffffff0f12120a03693634200458fdffffffffffffffff01"
        + "12100a03753634200858ffffffffffffff0f120a0a01662009650000c03f120e0a0164200a6900000000000002c012070a0162200b7001120a0a0173200c7a03c2"
        + "b043120c0a0174200d58eaf2f5a8a02b120c0a02627920118201030102ff120b0a016e2003280130013801180322026964");

    public static byte[] Again(ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(PayloadFault.None, PayloadReader.Read(bytes, out var payload));
        var output = new ArrayBufferWriter<byte>();
        var writer = new PayloadWriter(output);
        if (payload.Timestamp is { } timestamp)
            writer.WriteTimestamp(timestamp);
        while (payload.TryReadMetric(out var metric))
            writer.WriteMetric(metric);
        Assert.Equal(PayloadFault.None, payload.Fault);
        if (payload.Seq is { } seq)
            writer.WriteSeq((byte)seq);
        if (!payload.Uuid.IsEmpty)
            writer.WriteUuid(payload.Uuid);
        if (!payload.Body.IsEmpty)
            writer.WriteBody(payload.Body);
        return output.WrittenSpan.ToArray();
    }
}
