namespace Millwright.Modbus.Client;

internal enum RequestState : byte
{
    Idle,
    Queued,
    InFlight,
    Finished,
    Canceled,
}
