namespace Millwright.Modbus.Client;

/// <summary>What is done with an answer.</summary>
internal enum ReplyKind : byte
{
    /// <summary>Registers into the caller's memory.</summary>
    Registers,

    /// <summary>Bits into the caller's memory.</summary>
    Bits,

    /// <summary>The answer repeats the request's first bytes.</summary>
    Echo,

    /// <summary>The PDU as it is, into the caller's memory.</summary>
    Pdu,
}
