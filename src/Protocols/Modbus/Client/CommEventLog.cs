namespace Millwright.Modbus.Client;

/// <summary>The answer to function 12.</summary>
/// <param name="Busy">A program command is still being worked on.</param>
/// <param name="EventCount">Successful messages.</param>
/// <param name="MessageCount">Messages on the bus.</param>
/// <param name="Events">Up to 64 event bytes, newest first.</param>
public sealed record CommEventLog(bool Busy, ushort EventCount, ushort MessageCount, byte[] Events);
