namespace Millwright.Modbus.Server;

/// <summary>Counts since the server was made.</summary>
public sealed class ModbusServerStatistics
{
    private long _requests;
    private long _exceptions;
    private long _damagedFrames;
    private long _unknownUnits;
    private long _refusedConnections;
    private long _idleClosed;
    private long _overflowClosed;
    private long _failedHandshakes;
    private long _deviceFailures;
    private Exception? _lastDeviceFailure;

    /// <summary>Requests that were whole and for a unit of ours.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Requests answered with an exception.</summary>
    public long Exceptions => Interlocked.Read(ref _exceptions);

    /// <summary>Pieces thrown away for a bad checksum, length or character.</summary>
    public long DamagedFrames => Interlocked.Read(ref _damagedFrames);

    /// <summary>Requests for units that are not mapped.</summary>
    public long UnknownUnits => Interlocked.Read(ref _unknownUnits);

    /// <summary>Connections refused because there were too many.</summary>
    public long RefusedConnections => Interlocked.Read(ref _refusedConnections);

    /// <summary>Connections closed for silence.</summary>
    public long IdleClosed => Interlocked.Read(ref _idleClosed);

    /// <summary>Connections closed because the peer asks and does not read the answers.</summary>
    public long OverflowClosed => Interlocked.Read(ref _overflowClosed);

    /// <summary>TLS handshakes that failed.</summary>
    public long FailedHandshakes => Interlocked.Read(ref _failedHandshakes);

    /// <summary>Requests on which a <see cref="ModbusDevice"/>, the authorization or a behaviour threw; the client got exception 4 or nothing.</summary>
    public long DeviceFailures => Interlocked.Read(ref _deviceFailures);

    /// <summary>What was thrown last.</summary>
    public Exception? LastDeviceFailure => Volatile.Read(ref _lastDeviceFailure);

    internal void CountDeviceFailure(Exception failure)
    {
        Volatile.Write(ref _lastDeviceFailure, failure);
        Interlocked.Increment(ref _deviceFailures);
    }

    internal void CountRequest() => Interlocked.Increment(ref _requests);

    internal void CountException() => Interlocked.Increment(ref _exceptions);

    internal void CountDamaged() => Interlocked.Increment(ref _damagedFrames);

    internal void CountUnknownUnit() => Interlocked.Increment(ref _unknownUnits);

    internal void CountRefused() => Interlocked.Increment(ref _refusedConnections);

    internal void CountIdleClosed() => Interlocked.Increment(ref _idleClosed);

    internal void CountOverflow() => Interlocked.Increment(ref _overflowClosed);

    internal void CountFailedHandshake() => Interlocked.Increment(ref _failedHandshakes);
}
