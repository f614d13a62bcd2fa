namespace Millwright.Modbus.Messages;

/// <summary>What a decoder made of its bytes.</summary>
public enum DecodeStatus
{
    /// <summary>The message is whole.</summary>
    Complete,

    /// <summary>The bytes so far could be the beginning of a message.</summary>
    Short,

    /// <summary>No further byte can make this a message: wrong code, length, count or trailing bytes.</summary>
    Malformed,
}
