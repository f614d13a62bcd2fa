using Millwright.Modbus.Server;

namespace Millwright.SystemTests.Devices;

/// <summary>A gateway behind which one unit never answers.</summary>
internal sealed class SilentUnit(byte silent) : ModbusServerBehavior
{
    public override RequestVerdict OnRequest(byte unit, ReadOnlySpan<byte> requestPdu) => unit == silent ? RequestVerdict.Ignore : RequestVerdict.Serve;
}
