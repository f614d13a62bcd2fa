namespace Millwright.Mqtt.Messages;

/// <summary>What the first bytes of a stream are.</summary>
public enum FrameStatus
{
    /// <summary>A whole packet.</summary>
    Complete,

    /// <summary>The beginning of a packet.</summary>
    Short,

    /// <summary>No packet: reserved type or flags, or a length that is none.</summary>
    Malformed,

    /// <summary>A packet above the limit of the reader.</summary>
    TooLarge,
}
