namespace Millwright.Modbus.Server;

internal enum VerdictKind : byte
{
    Pass,
    Drop,
    Close,
}
