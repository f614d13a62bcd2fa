namespace Millwright.OpcUa.Channel;

/// <summary>What one side takes; in Hello and Acknowledge each tells the other (OPC 10000-6, 7.1.2.3 and 7.1.2.4).</summary>
public sealed record ChannelLimits
{
    /// <summary>The least buffer a peer may ask for.</summary>
    public const int LeastBufferBytes = 8192;

    /// <summary>The largest buffer used here: what a transport takes at once.</summary>
    public const int LargestBufferBytes = 65_536;

    /// <summary>The longest chunk that is received, 8,192 to 65,536 bytes.</summary>
    public int ReceiveBufferBytes { get; init; } = 65_535;

    /// <summary>The longest chunk that is sent, 8,192 to 65,536 bytes; the other side may ask for less.</summary>
    public int SendBufferBytes { get; init; } = 65_535;

    /// <summary>The longest message that is received, in bytes after decryption.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The most chunks of a message that is received.</summary>
    public int MaxChunkCount { get; init; } = 4096;

    /// <summary>Bytes that wait for a peer that does not read, before the connection is closed.</summary>
    public long MaxQueuedBytes { get; init; } = 64L * 1024 * 1024;

    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public void Validate()
    {
        Within(ReceiveBufferBytes, LeastBufferBytes, LargestBufferBytes, nameof(ReceiveBufferBytes));
        Within(SendBufferBytes, LeastBufferBytes, LargestBufferBytes, nameof(SendBufferBytes));
        Within(MaxMessageBytes, LeastBufferBytes, 1 << 30, nameof(MaxMessageBytes));
        Within(MaxChunkCount, 1, 1 << 20, nameof(MaxChunkCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedBytes, LargestBufferBytes, nameof(MaxQueuedBytes));
    }

    private static void Within(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }
}
