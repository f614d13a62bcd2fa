using Millwright.Wire.Transports;

namespace Millwright.Modbus.Client;

/// <summary>
/// Asks the devices behind one line. A client is made once; <see cref="ConnectAsync"/> may be called again after the line was lost,
/// and what was learned of the device stays. Requests may come from any thread; each unit has its own queue. Reading and writing
/// registers and bits allocates nothing in the steady state. Failures are values of <see cref="ModbusResult"/>; only wrong arguments
/// and cancellation throw.
/// </summary>
public sealed partial class ModbusClient : IAsyncDisposable
{
    private readonly ModbusEndpoint _endpoint;
    private readonly ModbusClientOptions _options;
    private readonly IoLoop? _loop;
    private readonly bool _ownsLoop;
    private readonly RequestScheduler _scheduler;
    private Connection? _connection;
    private volatile bool _disposed;

    /// <summary>Makes a client; nothing is opened yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ModbusClient(ModbusEndpoint endpoint, ModbusClientOptions? options = null)
    {
        _endpoint = endpoint;
        _options = options ?? new ModbusClientOptions();
        _options.Validate();
        _ownsLoop = _options.Loop is null && IoLoop.IsSupported;
        _loop = _ownsLoop ? new IoLoop("modbus-client") : _options.Loop;
        _scheduler = new RequestScheduler(endpoint.Framing, LineTiming.Of(endpoint, _options), _options);
    }

    /// <summary>Told once when a line ends by itself, with the cause where there is one. Runs on an I/O thread.</summary>
    public event Action<Exception?>? ConnectionLost;

    /// <summary>Where the client connects to.</summary>
    public ModbusEndpoint Endpoint => _endpoint;

    public bool IsConnected => _connection is { IsOpen: true };

    /// <summary>Counts of the whole connection.</summary>
    public ModbusStatistics Statistics => _scheduler.Statistics;

    /// <summary>Requests the client has in flight at most now: the option, or 1 where the device could not.</summary>
    public int InFlightLimit => _scheduler.InFlightNow;

    /// <summary>Counts of one unit.</summary>
    public ModbusStatistics StatisticsOf(byte unit) => _scheduler.StatisticsOf(unit);

    /// <summary>Whether a unit has not answered lately and is only probed.</summary>
    public bool IsSilent(byte unit) => _scheduler.IsSilent(unit);

    /// <summary>Connects, or opens the port. A line that is still open is closed first.</summary>
    /// <exception cref="IOException">Refused, unreachable, unknown name, no such port.</exception>
    /// <exception cref="TimeoutException">Not connected in time.</exception>
    public async ValueTask ConnectAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_connection is { IsOpen: true } open)
            open.Close();
        var tcp = new TcpOptions { Loop = _loop, ConnectTimeout = _options.ConnectTimeout, Time = _options.Time };
        var transport = await _endpoint.OpenAsync(tcp, cancellation).ConfigureAwait(false);
        if (_disposed)
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw new ObjectDisposedException(nameof(ModbusClient));
        }
        _connection = new Connection(this, transport);
        _scheduler.Attach(transport);
        transport.Start(_connection);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_connection is not null)
            _connection.IsOpen = false;
        await _scheduler.DisposeAsync().ConfigureAwait(false);
        if (_ownsLoop)
            _loop!.Dispose();
    }

    private PendingRequest Ask(byte unit, ReplyKind kind)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var request = _scheduler.Rent(unit);
        request.Kind = kind;
        return request;
    }

    private ValueTask<ModbusResult> Submit(PendingRequest request, int pduLength, CancellationToken cancellation)
    {
        request.PduLength = pduLength;
        return _scheduler.Submit(request, cancellation);
    }

    private sealed class Connection(ModbusClient owner, Transport transport) : ITransportReceiver
    {
        public bool IsOpen { get; set; } = true;

        public void OnReceived(ReadOnlySpan<byte> bytes)
        {
            if (!owner._scheduler.Received(transport, bytes))
                Ended(new IOException($"{transport.Peer}: what arrives is not Modbus TCP"));
        }

        public void OnClosed(Exception? cause)
        {
            if (owner._scheduler.Closed(transport))
                Ended(cause);
        }

        public void Close()
        {
            IsOpen = false;
            owner._scheduler.Closed(transport);
        }

        private void Ended(Exception? cause)
        {
            if (!IsOpen)
                return;
            IsOpen = false;
            owner.ConnectionLost?.Invoke(cause);
        }
    }
}
