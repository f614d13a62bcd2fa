namespace Millwright.Modbus.Server;

/// <summary>Stands between server and line: a simulator's faults. Methods run on I/O threads and must not block.</summary>
public abstract class ModbusServerBehavior
{
    /// <summary>A request arrived and has not been carried out.</summary>
    public virtual RequestVerdict OnRequest(byte unit, ReadOnlySpan<byte> requestPdu) => RequestVerdict.Serve;

    /// <summary>An answer is ready to be sent. <paramref name="frame"/> is the whole frame, checksum included, and may be changed in place.</summary>
    public virtual ReplyVerdict OnReply(byte unit, ReadOnlySpan<byte> requestPdu, Span<byte> frame) => ReplyVerdict.Send;
}
