namespace Millwright.Mqtt.Sparkplug;

/// <summary>How a protobuf field lies on the wire; groups (3, 4) are not of the schema and are refused.</summary>
internal enum ProtoWire
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}

/// <summary>One field of a protobuf message: its number, and its bits or its bytes.</summary>
internal readonly ref struct ProtoField(int number, ProtoWire wire, ulong bits, ReadOnlySpan<byte> content)
{
    public const int MaxNumber = (1 << 29) - 1;
    public const int MaxVarintBytes = 10;

    public int Number { get; } = number;

    public ProtoWire Wire { get; } = wire;

    public ulong Bits { get; } = bits;

    public ReadOnlySpan<byte> Content { get; } = content;
}
