namespace Millwright.Relay;

/// <summary>What a relay does to the bytes between two programs. All rates are shares of the chunks that pass, 0 to 1.</summary>
internal sealed record RelayFaults
{
    public static RelayFaults None { get; } = new();

    /// <summary>A chunk is lost: a datagram vanishes; on a stream the sender's TCP would send it again, so it arrives one <see cref="RetransmissionDelay"/> late.</summary>
    public double Loss { get; init; }

    public double Duplicate { get; init; }

    /// <summary>One bit of the chunk is flipped.</summary>
    public double Corrupt { get; init; }

    /// <summary>A datagram is held back until the next one has passed.</summary>
    public double Reorder { get; init; }

    public TimeSpan Delay { get; init; }

    public TimeSpan RetransmissionDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Bytes per second that pass, 0 for any number.</summary>
    public int BytesPerSecond { get; init; }
}
