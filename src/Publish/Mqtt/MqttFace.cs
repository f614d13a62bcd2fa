using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using Millwright.Mqtt.Storage;
using Millwright.Publish.Mqtt.Access;
using Millwright.Publish.Mqtt.Storage;
using Millwright.Wire.Transports;

namespace Millwright.Publish.Mqtt;

/// <summary>
/// The plant's MQTT broker. One loop keeps it served: it opens the store, starts the broker and listens; when the store fails (a full disk) or an
/// address is taken, it serves nobody, says why, and tries again until it can. What was acknowledged is in the store meanwhile.
/// </summary>
public sealed class MqttFace : IAsyncDisposable
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(2);

    private readonly MqttFaceParts _parts;
    private readonly MqttFaceOptions _options;
    private readonly string _written;
    private readonly AccessRules _rules;
    private readonly ClientGate _gate;
    private readonly BrokerTls? _tls;
    private readonly IoLoop? _loop;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;
    private volatile Served? _served;
    private volatile Trouble? _trouble;

    /// <summary>Begins to serve; <see cref="FirstTry"/> tells when that worked or not.</summary>
    public MqttFace(MqttFaceParts parts, MqttFaceOptions options)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(options);
        (_parts, _options, _written) = (parts, options, Written(options));
        _rules = new(options.Access, parts.Users.RoleOf);
        _gate = new(options.Users ? parts.Users : null, options.Anonymous);
        _tls = options.Tls is null && options.WebsocketTls is null ? null : new(parts.Guard(), parts.OwnCertificate, options.RequireCertificates, Report);
        _loop = IoLoop.IsSupported ? new IoLoop("mqtt-broker", gathers: true) : null;
        _parts.Users.Changed += EndConnectionsOf;
        _serving = ServeAsync();
    }

    /// <summary>Completes when it serves for the first time, or could not.</summary>
    public Task FirstTry => _tried.Task;

    /// <summary>The broker while it serves; null otherwise.</summary>
    public MqttBroker? Broker => _served?.Broker;

    /// <summary>How it is doing.</summary>
    public MqttFaceStatus Status
    {
        get
        {
            var (served, trouble) = (_served, _trouble);
            return new(served?.Addresses ?? [], trouble?.Problem, trouble?.Remedy, served?.Store.DiskBytes ?? 0, served?.Broker.Statistics);
        }
    }

    /// <summary>Takes other rules while clients stay connected.</summary>
    /// <returns>False when more than the rules is different: the face must be made anew.</returns>
    public bool TryApply(MqttFaceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Written(options) != _written)
            return false;
        _rules.Replace(options.Access);
        if (Broker is { } broker)
            BrokerLog.RulesChanged(_parts.Logger, broker.AccessChanged());
        return true;
    }

    /// <summary>Uses the node's certificate as it is now for clients that connect from now on.</summary>
    public void CertificateChanged() => _tls?.CertificateChanged();

    public async ValueTask DisposeAsync()
    {
        _parts.Users.Changed -= EndConnectionsOf;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(false);
        _loop?.Dispose();
        _tls?.Dispose();
        _gate.Dispose();
        _stop.Dispose();
    }

    /// <summary>All but the rules, which can change while it runs.</summary>
    private static string Written(MqttFaceOptions options)
    {
        var whole = JsonSerializer.SerializeToNode(options)!.AsObject();
        whole.Remove(nameof(MqttFaceOptions.Access));
        return whole.ToJsonString();
    }

    private async Task ServeAsync()
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            var failed = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
            var served = new Served(new(_parts.Files, _parts.Folder, new()));
            try
            {
                await BeginAsync(served, failed).ConfigureAwait(false);
                _tried.TrySetResult();
                Say(await failed.Task.WaitAsync(_stop.Token).ConfigureAwait(false), "see that the disk of the data folder has room and is sound");
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The face ends.
            }
            catch (SocketException e)
            {
                Say(e, "free the address, or choose another one in plant.yaml");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Say(e, "see that this user can read and write the folder, and that its disk has room and is sound");
            }
            _served = null;
            await served.DisposeAsync().ConfigureAwait(false);
            _tried.TrySetResult();
            await PauseAsync().ConfigureAwait(false);
        }
    }

    private async Task BeginAsync(Served served, TaskCompletionSource<Exception> failed)
    {
        var broker = served.Broker = new MqttBroker(BrokerOptions(served.Store));
        served.Store.Failed += e => failed.TrySetResult(e);
        await broker.StartAsync(_stop.Token).ConfigureAwait(false);
        if (served.Store.CutBytes > 0)
            BrokerLog.EndWasTorn(_parts.Logger, served.Store.CutBytes);
        // Sessions that were kept may have been allowed more than they are now.
        broker.AccessChanged();
        var addresses = new List<string>();
        Listen(_options.IsOff ? null : _options.Listen, "mqtt", end => broker.ListenTcp(end), addresses);
        Listen(_options.Tls, "mqtts", end => broker.ListenTls(end, _tls!.Options), addresses);
        Listen(_options.Websocket, "ws", end => broker.ListenWebSocket(end), addresses);
        Listen(_options.WebsocketTls, "wss", end => broker.ListenWebSocket(end, _tls!.Options, "websocket-tls"), addresses);
        served.Addresses = addresses;
        _served = served;
        _trouble = null;
        var figures = broker.Statistics;
        BrokerLog.Listening(_parts.Logger, string.Join(", ", addresses), figures.Sessions, figures.RetainedMessages);
    }

    private static void Listen(string? text, string scheme, Func<IPEndPoint, IPEndPoint> listen, List<string> addresses)
    {
        if (MqttFaceOptions.EndPointOf(text) is not { } end)
            return;
        try
        {
            addresses.Add($"{scheme}://{listen(end)}");
        }
        catch (SocketException e)
        {
            throw new SocketException((int)e.SocketErrorCode, $"MQTT cannot listen on {text}: {e.Message}");
        }
    }

    private MqttBrokerOptions BrokerOptions(ISessionStore store) => new()
    {
        Authenticator = _gate,
        Authorizer = _rules,
        Store = store,
        Time = _parts.Clock,
        Loop = _loop,
        SessionsBelongToIdentity = true,
        MaxConnections = _options.MaxConnections,
        MaxConnectsPerSecond = _options.MaxConnectsPerSecond,
        MaxSessions = _options.MaxSessions,
        MaxSessionExpirySeconds = (uint)Math.Min(_options.SessionExpiry.TotalSeconds, uint.MaxValue),
        MaxPacketBytes = _options.MaxPacketBytes,
        MaxConnectBytes = Math.Min(128 * 1024, _options.MaxPacketBytes),
        MaxClientIdBytes = MqttLimits.MaxStringBytes,
        MaxQueuedMessages = _options.MaxQueuedMessages,
        MaxQueuedBytes = _options.MaxQueuedBytes,
        MaxInFlight = (ushort)_options.MaxInFlight,
        MaxSubscriptionsPerSession = _options.MaxSubscriptions,
        MaxRetainedMessages = _options.MaxRetainedMessages,
        MaxRetainedBytes = _options.MaxRetainedBytes,
        SysInterval = _options.SysInterval,
        ProductName = $"Millwright {_parts.Version}",
        Report = Report,
    };

    private void Report(string what) => BrokerLog.Reported(_parts.Logger, what);

    private void EndConnectionsOf(string account)
    {
        if (Broker is not { } broker)
            return;
        broker.DisconnectAll(who => who is ClientIdentity { Kind: ProofKind.User } user && user.Who.Equals(account, StringComparison.OrdinalIgnoreCase));
        // An account that is gone, or may do less, has no subscriptions that go on without it.
        broker.AccessChanged();
    }

    private void Say(Exception problem, string remedy)
    {
        // Said once, however often it is tried in vain.
        if (_trouble?.Problem != problem.Message)
            BrokerLog.NotServing(_parts.Logger, problem.Message);
        _trouble = new(problem.Message, remedy);
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(AgainAfter, _parts.Clock, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The face ends meanwhile.
        }
    }

    private sealed record Trouble(string Problem, string Remedy);

    /// <summary>A store and the broker on it, which begin and end together.</summary>
    private sealed class Served(DurableStore store) : IAsyncDisposable
    {
        public DurableStore Store { get; } = store;

        public MqttBroker Broker { get; set; } = null!;

        public IReadOnlyList<string> Addresses { get; set; } = [];

        public async ValueTask DisposeAsync()
        {
            if (Broker is { } broker)
                await broker.DisposeAsync().ConfigureAwait(false);
            Store.Dispose();
        }
    }
}
