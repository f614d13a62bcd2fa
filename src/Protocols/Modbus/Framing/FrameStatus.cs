namespace Millwright.Modbus.Framing;

/// <summary>What a frame reader made of its bytes.</summary>
public enum FrameStatus
{
    /// <summary>A frame is whole and its checksum holds.</summary>
    Complete,

    /// <summary>All bytes are taken and no frame is whole yet.</summary>
    Short,

    /// <summary>Bytes were dropped: a bad checksum, a wrong character, noise. Go on reading.</summary>
    Damaged,

    /// <summary>A good frame that is not for this side: a neighbour's reply on a shared line. Go on reading.</summary>
    Foreign,

    /// <summary>The stream cannot be followed any further (MBAP with a foreign protocol id or an impossible length). Close it.</summary>
    Lost,
}
