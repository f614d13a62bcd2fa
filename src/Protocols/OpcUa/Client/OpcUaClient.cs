using System.Net;
using System.Net.Sockets;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Wire.Transports;

namespace Millwright.OpcUa.Client;

/// <summary>
/// Asks one server, or a pair that stands in for each other, and stays connected to it: a lost connection, a lost session and a restarted server
/// are mended without anybody's help. Requests may come from any thread. What the server answers with a failure is a <see cref="UaException"/>.
/// </summary>
public sealed partial class OpcUaClient : IAsyncDisposable
{
    private readonly OpcUaClientOptions _options;
    private readonly IoLoop? _loop;
    private readonly bool _ownsLoop;
    private readonly ConnectionKeeper _keeper;
    private readonly SubscriptionManager _subscriptions;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private Task? _running;
    private ReverseDoor? _door;
    private int _disposed;

    /// <summary>Makes a client; nothing is opened yet.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public OpcUaClient(OpcUaClientOptions options)
    {
        options.Validate();
        _options = options;
        _ownsLoop = options.Loop is null && IoLoop.IsSupported;
        _loop = _ownsLoop ? new IoLoop("opcua-client") : options.Loop;
        _subscriptions = new SubscriptionManager(options, Statistics);
        _keeper = new ConnectionKeeper(options, _loop, Statistics, _subscriptions, () => _door)
        {
            StateChanged = ChangeState,
            ServerRestarted = () => ServerRestarted?.Invoke(),
            Faulted = fault => Faulted?.Invoke(fault),
        };
    }

    /// <summary>Told of each change, with its cause where there is one. Must return soon.</summary>
    public event Action<ClientState, Exception?>? StateChanged;

    /// <summary>The server started anew, or another one of the list took over: namespace indexes may be others, and values start again.</summary>
    public event Action? ServerRestarted;

    /// <summary>A sink failed, or the server sent something that cannot be read. The connection goes on.</summary>
    public event Action<Exception>? Faulted;

    public ClientState State { get; private set; }

    /// <summary>Counts since the client was made.</summary>
    public ClientStatistics Statistics { get; } = new();

    /// <summary>Why the last attempt failed or the last connection ended.</summary>
    public Exception? LastFailure => _keeper.LastFailure;

    /// <summary>The server that is connected, or was last.</summary>
    public string? EndpointUrl => _keeper.Url;

    /// <summary>Where the server's calls are waited for; null when the client calls itself, or has not begun yet.</summary>
    public IPEndPoint? ReverseEndPoint => _door?.LocalEndPoint;

    /// <summary>The policy in use; null while not connected.</summary>
    public SecurityPolicy? Policy => _keeper.Current?.Channel.Policy;

    /// <summary>The mode in use; Invalid while not connected.</summary>
    public MessageSecurityMode Mode => _keeper.Current?.Channel.Mode ?? MessageSecurityMode.Invalid;

    /// <summary>What the server takes in one request; null while not connected.</summary>
    public OperationLimits? Limits => _keeper.Current?.Limits;

    /// <summary>The server's namespaces; the standard's alone while not connected.</summary>
    public NamespaceTable Namespaces => _keeper.Current?.Namespaces ?? NamespaceTable.Empty;

    /// <summary>When the server that is connected, or was last, started; none before the first connection or where it does not say.</summary>
    public UaDateTime ServerStartTime => _keeper.LastServer?.ServerStartTime ?? default;

    /// <summary>Says that the server names itself by another address than the one that was reached; null when it does not.</summary>
    public string? AddressNote
    {
        get
        {
            if (_keeper.Current?.Endpoint?.EndpointUrl is not { } own || _keeper.Url is not { } reached)
                return null;
            return Uri.TryCreate(own, UriKind.Absolute, out var one) && Uri.TryCreate(reached, UriKind.Absolute, out var other)
                && !one.Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase)
                ? $"The server calls itself {own}; {reached}, where it was reached, is used instead."
                : null;
        }
    }

    private UaSession Session => _keeper.Current
        ?? throw new UaException(StatusCodes.BadNotConnected, $"{_options.EndpointUrls[0]} is not connected{(LastFailure is { } cause ? $": {cause.Message}" : "")}");

    /// <summary>Begins to connect, and goes on until it works; the server may be down.</summary>
    /// <exception cref="SocketException">With <see cref="OpcUaClientOptions.Reverse"/>: the port is taken or the address is not ours.</exception>
    public void Start() => Run();

    /// <summary>Connects. From then on the connection is kept; when this fails, nothing goes on.</summary>
    /// <exception cref="IOException">Refused, unreachable, unknown name.</exception>
    /// <exception cref="TimeoutException">Not connected in time.</exception>
    /// <exception cref="UaException">The server answered, but no session came of it; status and sentence say why and what to do.</exception>
    public async Task ConnectAsync(CancellationToken cancellation = default)
    {
        var first = Run();
        try
        {
            await first.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Watches values and events. Items are added to what is returned; it outlives every break of the connection.</summary>
    public Subscription Subscribe(SubscriptionOptions options, INotificationSink sink) => _subscriptions.Add(options, sink);

    /// <summary>Closes the session and the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await StopAsync().ConfigureAwait(false);
        _closing.Dispose();
        if (_door is not null)
            await _door.DisposeAsync().ConfigureAwait(false);
        if (_ownsLoop)
            _loop!.Dispose();
    }

    internal static bool IsSessionGone(StatusCode status) =>
        status == StatusCodes.BadSessionIdInvalid || status == StatusCodes.BadSessionClosed || status == StatusCodes.BadSessionNotActivated;

    private Task Run()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed != 0 || _closing.IsCancellationRequested, this);
            if (_running is null)
            {
                _door = _options.Reverse is { } reverse ? new ReverseDoor(reverse, _loop) : null;
                ChangeState(ClientState.Connecting, null);
                _running = Task.Run(() => _keeper.RunAsync(_closing.Token));
            }
            return _keeper.FirstAttempt;
        }
    }

    private async Task StopAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        Task? running;
        lock (_lock)
            running = _running;
        if (running is not null)
            await running.ConfigureAwait(false);
    }

    private void ChangeState(ClientState state, Exception? cause)
    {
        State = state;
        StateChanged?.Invoke(state, cause);
    }

    private async ValueTask<TResponse> InvokeAsync<TRequest, TResponse>(TRequest request, CancellationToken cancellation)
        where TRequest : IUaRequest<TRequest, TResponse>
        where TResponse : IUaMessage<TResponse>
    {
        var session = Session;
        try
        {
            return await session.InvokeAsync<TRequest, TResponse>(request, cancellation).ConfigureAwait(false);
        }
        catch (UaException gone) when (IsSessionGone(gone.Status))
        {
            _keeper.ReportLost(session, gone);
            throw;
        }
    }

    private static void CheckCount(int results, int asked, string service)
    {
        if (results != asked)
            throw new UaException(StatusCodes.BadUnexpectedError, $"{service}: {results} results for {asked} operations");
    }
}
