namespace Millwright.Mqtt.Messages;

/// <summary>A packet as the stream delimits it: fixed header and body (MQTT 5, 2.1).</summary>
public readonly ref struct PacketFrame
{
    private PacketFrame(byte first, ReadOnlySpan<byte> body, int totalBytes)
    {
        Type = (MqttPacketType)(first >> 4);
        Flags = (byte)(first & 0x0F);
        Body = body;
        TotalBytes = totalBytes;
    }

    public MqttPacketType Type { get; }

    /// <summary>The lower four bits of the first byte; anything but PUBLISH has them fixed, and they were checked.</summary>
    public byte Flags { get; }

    /// <summary>What follows the fixed header.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>The whole packet, header included.</summary>
    public int TotalBytes { get; }

    /// <summary>Takes a packet off the front of a stream.</summary>
    /// <param name="stream">What was received and not yet consumed.</param>
    /// <param name="maxPacketBytes">Larger packets are refused as soon as their length is known.</param>
    /// <param name="frame">The packet, when complete.</param>
    /// <param name="neededBytes">Bytes of the whole packet, once its length is known; otherwise 0.</param>
    public static FrameStatus TryRead(ReadOnlySpan<byte> stream, int maxPacketBytes, out PacketFrame frame, out int neededBytes)
    {
        frame = default;
        neededBytes = 0;
        if (stream.IsEmpty)
            return FrameStatus.Short;
        if (!HasValidFlags(stream[0]))
            return FrameStatus.Malformed;
        var count = VariableByteInteger.Read(stream[1..], out var length);
        if (count < 0)
            return FrameStatus.Malformed;
        if (count == 0)
            return FrameStatus.Short;
        var total = 1 + count + (int)length;
        if (total > maxPacketBytes)
            return FrameStatus.TooLarge;
        neededBytes = total;
        if (stream.Length < total)
            return FrameStatus.Short;
        frame = new PacketFrame(stream[0], stream[(1 + count)..total], total);
        return FrameStatus.Complete;
    }

    private static bool HasValidFlags(byte first) => (MqttPacketType)(first >> 4) switch
    {
        0 => false,
        MqttPacketType.Publish => (first & 0x06) != 0x06 && (first & 0x0E) != 0x08,
        MqttPacketType.PubRel or MqttPacketType.Subscribe or MqttPacketType.Unsubscribe => (first & 0x0F) == 2,
        _ => (first & 0x0F) == 0,
    };
}
