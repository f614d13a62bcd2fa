namespace Millwright.Modbus.Framing;

/// <summary>What a parser found at the front of its bytes, as offsets.</summary>
internal readonly record struct FoundFrame(FrameStatus Status, int Used, ushort Transaction, byte Unit, int PduOffset, int PduLength)
{
    public static FoundFrame Short => new(FrameStatus.Short, 0, 0, 0, 0, 0);

    public static FoundFrame Damaged(int bytes) => new(FrameStatus.Damaged, bytes, 0, 0, 0, 0);

    public static FoundFrame Lost(int bytes) => new(FrameStatus.Lost, bytes, 0, 0, 0, 0);
}
