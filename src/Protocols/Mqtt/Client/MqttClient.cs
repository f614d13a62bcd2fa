using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Client;

/// <summary>
/// An MQTT client that stays connected: one loop connects, resumes the session, renews subscriptions, and connects again. What was published with
/// QoS 1 and 2 is kept until it is acknowledged, whatever happens to the connection.
/// </summary>
public sealed partial class MqttClient : IAsyncDisposable
{
    private readonly MqttClientOptions _options;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, MqttSubscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly Dictionary<ushort, PendingAnswer> _answers = [];
    private TaskCompletionSource<MqttConnection> _connected = NewSignal();
    private ClientLine? _line;
    private Task _running = Task.CompletedTask;
    private string _assignedClientId;
    private bool _wasConnected;
    private int _epoch;
    private MqttException? _refused;

    public MqttClient(MqttClientOptions options)
    {
        _options = options;
        _assignedClientId = options.ClientId;
        _room = new SemaphoreSlim(options.MaxPending, options.MaxPending);
    }

    /// <summary>Whether a connection is there now.</summary>
    public bool IsConnected => Volatile.Read(ref _line) is not null;

    /// <summary>The client identifier, or the one a broker assigned.</summary>
    public string ClientId => _assignedClientId;

    /// <summary>How the broker refused the last attempt when no other can do better; null when it did not.</summary>
    public MqttException? Refused
    {
        get
        {
            lock (_gate)
                return _refused;
        }
    }

    /// <summary>Begins to connect, and keeps at it until the client is disposed.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_running.IsCompleted && !_stopping.IsCancellationRequested)
                _running = Task.Run(() => RunAsync(_stopping.Token));
        }
    }

    /// <summary>Waits for a connection.</summary>
    /// <exception cref="MqttException">The last attempt was refused by the broker and no attempt can do better: bad credentials, not authorized, bad client identifier.</exception>
    public async Task<MqttConnection> ConnectedAsync(CancellationToken cancellation)
    {
        Task<MqttConnection> connected;
        lock (_gate)
            connected = _connected.Task;
        return await connected.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Subscribes. The subscriptions are renewed whenever the broker has lost our session.</summary>
    /// <returns>A reason code for each, in order; those that were refused are not renewed.</returns>
    /// <exception cref="MqttException">Not connected, or the connection ended before the answer.</exception>
    public async Task<IReadOnlyList<MqttReasonCode>> SubscribeAsync(IReadOnlyList<MqttSubscription> subscriptions, CancellationToken cancellation)
    {
        Task<IReadOnlyList<MqttReasonCode>> answer;
        lock (_gate)
            answer = SendSubscribe(Line(), subscriptions);
        var codes = await answer.WaitAsync(cancellation).ConfigureAwait(false);
        lock (_gate)
        {
            for (var i = 0; i < subscriptions.Count && i < codes.Count; i++)
            {
                if (!codes[i].IsFailure())
                    _subscriptions[subscriptions[i].Filter] = subscriptions[i];
            }
        }
        return codes;
    }

    /// <summary>Subscribes to one filter.</summary>
    /// <exception cref="MqttException">Refused, not connected, or the connection ended before the answer.</exception>
    public async Task SubscribeAsync(string filter, MqttQos qos, CancellationToken cancellation)
    {
        var codes = await SubscribeAsync([new MqttSubscription(filter, qos)], cancellation).ConfigureAwait(false);
        if (codes.Count != 1 || codes[0].IsFailure())
            throw new MqttException(codes.Count == 1 ? codes[0] : MqttReasonCode.ProtocolError, $"{_options.Host}: the subscription to '{filter}' was refused: {(codes.Count == 1 ? codes[0] : MqttReasonCode.ProtocolError)}");
    }

    /// <summary>Unsubscribes.</summary>
    /// <returns>A reason code for each, in order; none from a broker of 3.1.1.</returns>
    /// <exception cref="MqttException">Not connected, or the connection ended before the answer.</exception>
    public async Task<IReadOnlyList<MqttReasonCode>> UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancellation)
    {
        Task<IReadOnlyList<MqttReasonCode>> answer;
        lock (_gate)
        {
            foreach (var filter in filters)
                _subscriptions.Remove(filter);
            answer = SendUnsubscribe(Line(), filters);
        }
        return await answer.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Says goodbye, so that no will is published, and ends. Publishes that were not acknowledged fail.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
                return;
            _line?.SendDisconnect(MqttReasonCode.Success);
        }
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        lock (_gate)
        {
            FailAll(new MqttException(MqttReasonCode.UnspecifiedError, "The client was disposed."));
            _connected.TrySetException(new MqttException(MqttReasonCode.UnspecifiedError, "The client was disposed."));
            _ = _connected.Task.Exception;
        }
        _incoming.Writer.TryComplete();
        _room.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Whether the current thread is inside the client's lock.</summary>
    internal bool IsLockedByUs => _gate.IsHeldByCurrentThread;

    private static TaskCompletionSource<MqttConnection> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(CancellationToken stopping)
    {
        var delay = _options.MinReconnectDelay;
        (string Host, int Port)? redirect = null;
        while (!stopping.IsCancellationRequested)
        {
            ClientLine? line = null;
            try
            {
                var (host, port) = redirect ?? (_options.Host, _options.Port);
                line = await ConnectAsync(host, port, stopping).ConfigureAwait(false);
                delay = _options.MinReconnectDelay;
                var cause = await line.Ended.ConfigureAwait(false);
                redirect = _options.FollowRedirects ? line.Redirect : null;
                _options.Disconnected?.Invoke(cause);
            }
            catch (Exception failure) when (failure is IOException or TimeoutException or OperationCanceledException)
            {
                redirect = _options.FollowRedirects ? (failure as RedirectException)?.To : null;
                if (!stopping.IsCancellationRequested)
                    _options.Disconnected?.Invoke(failure.Message);
            }
            finally
            {
                await LeaveAsync(line).ConfigureAwait(false);
            }
            if (redirect is not null)
                continue;
            try
            {
                await Task.Delay(delay * (1 + (Random.Shared.NextDouble() / 4)), _options.Time, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, _options.MaxReconnectDelay.Ticks));
        }
    }

    private async Task<ClientLine> ConnectAsync(string host, int port, CancellationToken stopping)
    {
        var transport = await MqttEndpoint.ConnectAsync(_options, host, port, stopping).ConfigureAwait(false);
        var line = new ClientLine(this, _options, transport);
        try
        {
            var clean = _options.CleanStart && !_wasConnected;
            await line.ConnectAsync(_assignedClientId, clean, stopping).ConfigureAwait(false);
            return line;
        }
        catch (Exception failure)
        {
            await LeaveAsync(line).ConfigureAwait(false);
            if (failure is MqttException refused && IsFinal(refused.Code))
            {
                lock (_gate)
                {
                    _refused = refused;
                    _connected.TrySetException(refused);
                    _ = _connected.Task.Exception;
                    _connected = NewSignal();
                }
            }
            throw;
        }
    }

    private static bool IsFinal(MqttReasonCode code) => code is MqttReasonCode.BadUserNameOrPassword or MqttReasonCode.NotAuthorized or MqttReasonCode.ClientIdentifierNotValid
        or MqttReasonCode.UnsupportedProtocolVersion or MqttReasonCode.Banned or MqttReasonCode.BadAuthenticationMethod;

    /// <summary>The broker accepted us on this line.</summary>
    internal void OnConnected(ClientLine line, MqttConnection connection)
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
                return;
            _refused = null;
            _wasConnected = true;
            _assignedClientId = connection.ClientId;
            _options.Connected?.Invoke(connection);
            Adopt(line, connection);
            _connected.TrySetResult(connection);
        }
    }

    private void Adopt(ClientLine line, MqttConnection connection)
    {
        _epoch++;
        line.Epoch = _epoch;
        Volatile.Write(ref _line, line);
        if (!connection.SessionPresent)
        {
            ForgetSession();
            if (_subscriptions.Count > 0)
            {
                foreach (var chunk in _subscriptions.Values.Chunk(100))
                    _ = SendSubscribe(line, chunk);
            }
        }
        Repeat(line);
    }

    private async Task LeaveAsync(ClientLine? line)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            if (_line == line)
            {
                Volatile.Write(ref _line, null);
                if (_connected.Task.IsCompleted)
                    _connected = NewSignal();
            }
            var failure = new MqttException(MqttReasonCode.UnspecifiedError, $"{_options.Host}: the connection ended before the answer");
            foreach (var answer in _answers.Values)
                answer.Done.TrySetException(failure);
            _answers.Clear();
        }
        await line.DisposeAsync().ConfigureAwait(false);
    }

    private ClientLine Line() =>
        _line ?? throw _refused ?? new MqttException(MqttReasonCode.ServerUnavailable, $"{_options.Host}:{_options.Port}: not connected");

    private Task<IReadOnlyList<MqttReasonCode>> SendSubscribe(ClientLine line, IReadOnlyList<MqttSubscription> subscriptions)
    {
        var (id, answer) = NewAnswer();
        line.SendSubscribe(id, subscriptions);
        return answer.Done.Task;
    }

    private Task<IReadOnlyList<MqttReasonCode>> SendUnsubscribe(ClientLine line, IReadOnlyList<string> filters)
    {
        var (id, answer) = NewAnswer();
        line.SendUnsubscribe(id, filters);
        return answer.Done.Task;
    }

    private (ushort Id, PendingAnswer Answer) NewAnswer()
    {
        var id = NextPacketId();
        var answer = new PendingAnswer();
        _answers.Add(id, answer);
        // A renewal has nobody who waits; its failure is seen by the connection's end.
        _ = answer.Done.Task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return (id, answer);
    }

    internal void OnSubAck(SubAckPacket packet)
    {
        lock (_gate)
        {
            if (!_answers.Remove(packet.PacketId, out var answer))
                return;
            var codes = new MqttReasonCode[packet.ReasonCodes.Length];
            for (var i = 0; i < codes.Length; i++)
                codes[i] = (MqttReasonCode)packet.ReasonCodes[i];
            answer.Done.TrySetResult(codes);
        }
    }
}
