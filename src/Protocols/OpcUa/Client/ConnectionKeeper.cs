using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;
using Millwright.Wire.Transports;

namespace Millwright.OpcUa.Client;

/// <summary>
/// The one owner of the recovery ladder: connection lost, new channel, the same session on it; session gone, a new session, subscriptions
/// taken over or made anew; server gone, the next one of the list. It goes on until it is stopped.
/// </summary>
internal sealed class ConnectionKeeper(OpcUaClientOptions options, IoLoop? loop, ClientStatistics statistics, SubscriptionManager subscriptions, Func<ReverseDoor?> door)
{
    private const int SilentKeepAlives = 2;

    private readonly SessionOpener _opener = new(options, loop, door);
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private UaSession? _current;
    private UaSession? _known;
    private string? _url;
    private TaskCompletionSource<UaException> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first attempt: succeeds, or fails with its reason.</summary>
    public Task FirstAttempt => _first.Task;

    /// <summary>The session that is connected now.</summary>
    public UaSession? Current => Volatile.Read(ref _current);

    /// <summary>The server that is connected, or was last.</summary>
    public string? Url => _url;

    public Exception? LastFailure { get; private set; }

    public Action<ClientState, Exception?> StateChanged { get; init; } = static (_, _) => { };

    public Action ServerRestarted { get; init; } = static () => { };

    public Action<Exception> Faulted { get; init; } = static _ => { };

    /// <summary>Somebody met an answer that says the server does not know the session any more.</summary>
    public void ReportLost(UaSession session, UaException reason)
    {
        if (Current == session)
            _lost.TrySetResult(reason);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var pause = options.RetryAfter;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                statistics.Attempts++;
                var origin = await RecoverAsync(cancellation).ConfigureAwait(false);
                pause = options.RetryAfter;
                var cause = await ServeAsync(origin, cancellation).ConfigureAwait(false);
                statistics.ConnectionLosses++;
                Note(ClientState.Connecting, cause);
                continue;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure) when (failure is IOException or TimeoutException or UaException or OperationCanceledException)
            {
                _first.TrySetException(failure);
                // Nobody may be waiting for the first attempt; the failure is told all the same.
                _ = _first.Task.Exception;
                Note(ClientState.Connecting, failure);
            }
            await PauseAsync(pause, cancellation).ConfigureAwait(false);
            pause = pause * 2 < options.MaxRetryAfter ? pause * 2 : options.MaxRetryAfter;
        }
        _first.TrySetCanceled(cancellation);
        await LeaveAsync().ConfigureAwait(false);
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(pause, options.Time, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it and ends.
            return;
        }
    }

    private async Task<SessionOrigin> RecoverAsync(CancellationToken cancellation)
    {
        if (_known is { } session && await TryReactivateAsync(session, cancellation).ConfigureAwait(false))
        {
            statistics.Reactivations++;
            return SessionOrigin.Reactivated;
        }
        List<Exception>? failures = null;
        foreach (var url in options.EndpointUrls)
        {
            try
            {
                return await CreateAsync(url, cancellation).ConfigureAwait(false);
            }
            catch (Exception failure) when (options.EndpointUrls.Count > 1 && failure is IOException or TimeoutException or UaException)
            {
                // The next server may be there.
                (failures ??= []).Add(failure);
            }
        }
        throw failures![0];
    }

    private async Task<bool> TryReactivateAsync(UaSession session, CancellationToken cancellation)
    {
        ClientChannel? channel = null;
        try
        {
            channel = await _opener.ReopenChannelAsync(_url!, session, cancellation).ConfigureAwait(false);
            session.Channel = channel;
            await _opener.ActivateAsync(session, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (UaException refused) when (!IsPassing(refused.Status))
        {
            // The server restarted, or its certificate changed, or it gave the session up: everything is looked at anew.
            _known = null;
            await CloseAsync(channel).ConfigureAwait(false);
            return false;
        }
        catch (Exception failure) when (failure is IOException or TimeoutException or UaException)
        {
            await CloseAsync(channel).ConfigureAwait(false);
            if (options.EndpointUrls.Count == 1)
                throw;
            return false;
        }
    }

    private async Task<SessionOrigin> CreateAsync(string url, CancellationToken cancellation)
    {
        var session = await _opener.OpenChannelAsync(url, cancellation).ConfigureAwait(false);
        try
        {
            await _opener.CreateAsync(url, session, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await CloseAsync(session.Channel).ConfigureAwait(false);
            throw;
        }
        statistics.Sessions++;
        var (before, beforeUrl) = (LastServer, _url);
        _known = LastServer = session;
        _url = url;
        if (before is null || (beforeUrl == url && before.ServerStartTime == session.ServerStartTime && before.Namespaces.IsSame(session.Namespaces)))
            return SessionOrigin.Created;
        statistics.ServerRestarts++;
        ServerRestarted();
        return SessionOrigin.OtherServer;
    }

    /// <summary>The session that is connected, or was last.</summary>
    public UaSession? LastServer { get; private set; }

    /// <summary>Serves until the connection ends.</summary>
    /// <returns>Why it ended.</returns>
    private async Task<Exception> ServeAsync(SessionOrigin origin, CancellationToken cancellation)
    {
        var session = _known!;
        _lost = new TaskCompletionSource<UaException>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _current, session);
        Note(ClientState.Connected, null);
        _first.TrySetResult();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var serving = subscriptions.RunAsync(session, origin, failure => ReportLost(session, failure), Faulted, ended.Token);
        try
        {
            return await WatchAsync(session, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _current, null);
            await ended.CancelAsync().ConfigureAwait(false);
            if (!cancellation.IsCancellationRequested)
                await CloseAsync(session.Channel).ConfigureAwait(false);
            await serving.ConfigureAwait(false);
        }
    }

    private async Task<Exception> WatchAsync(UaSession session, CancellationToken cancellation)
    {
        var silent = 0;
        while (true)
        {
            using (var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellation))
            {
                var interval = options.KeepAliveInterval < session.Timeout / 3 ? options.KeepAliveInterval : session.Timeout / 3;
                var delay = Task.Delay(interval, options.Time, pause.Token);
                var first = await Task.WhenAny(session.Channel.Ended, _lost.Task, delay).ConfigureAwait(false);
                await pause.CancelAsync().ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                if (first == session.Channel.Ended)
                    return await session.Channel.Ended.ConfigureAwait(false);
                if (first == _lost.Task)
                    return Forget(await _lost.Task.ConfigureAwait(false));
            }
            try
            {
                if (await IsSameServerAsync(session, cancellation).ConfigureAwait(false))
                    silent = 0;
                else
                    return Forget(new UaException(StatusCodes.BadServerHalted, $"{session.Channel.Peer}: the server started anew behind its connection"));
            }
            catch (UaException failed)
            {
                if (OpcUaClient.IsSessionGone(failed.Status))
                    return Forget(failed);
                if (++silent >= SilentKeepAlives || !session.Channel.IsOpen)
                    return failed;
            }
        }
    }

    private UaException Forget(UaException reason)
    {
        if (OpcUaClient.IsSessionGone(reason.Status) || reason.Status == StatusCodes.BadServerHalted)
            _known = null;
        return reason;
    }

    private async Task<bool> IsSameServerAsync(UaSession session, CancellationToken cancellation)
    {
        var request = new ReadRequest(
            0, TimestampsToReturn.Neither,
            [new ReadValueId(ServerIds.StartTime, AttributeId.Value, null, default), new ReadValueId(ServerIds.State, AttributeId.Value, null, default)]);
        var response = await session.InvokeAsync<ReadRequest, ReadResponse>(request, cancellation, options.KeepAliveInterval).ConfigureAwait(false);
        var start = response.Results.Count > 0 ? response.Results[0].Value : default;
        return !start.IsScalar || start.Type != BuiltInType.DateTime || start.AsDateTime() == session.ServerStartTime;
    }

    private async Task LeaveAsync()
    {
        if (_known is { } session && session.Channel.IsOpen)
        {
            try
            {
                await session.InvokeAsync<CloseSessionRequest, CloseSessionResponse>(new CloseSessionRequest(true), CancellationToken.None, options.OpenTimeout).ConfigureAwait(false);
            }
            catch (UaException failed)
            {
                // The server ends the session by itself after its time-out.
                LastFailure = failed;
            }
            await CloseAsync(session.Channel).ConfigureAwait(false);
        }
        _known = null;
        Note(ClientState.Stopped, null);
    }

    /// <summary>The server may still know the session: it is busy, or it never got to the question.</summary>
    private static bool IsPassing(StatusCode status) =>
        status == StatusCodes.BadTimeout || status == StatusCodes.BadConnectionClosed || status == StatusCodes.BadTcpServerTooBusy
        || status == StatusCodes.BadTcpNotEnoughResources || status == StatusCodes.BadServerTooBusy;

    private void Note(ClientState state, Exception? cause)
    {
        if (cause is not null)
            LastFailure = cause;
        StateChanged(state, cause);
    }

    private static ValueTask CloseAsync(ClientChannel? channel) => channel?.DisposeAsync() ?? ValueTask.CompletedTask;
}
