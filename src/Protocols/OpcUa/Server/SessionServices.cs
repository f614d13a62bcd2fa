using System.Collections.Concurrent;
using System.Security.Cryptography;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>CreateSession, ActivateSession and CloseSession (OPC 10000-4, 5.7).</summary>
internal sealed class SessionServices(OpcUaServerOptions options, SessionTable sessions, EndpointList endpoints, ServerCounters counters, SemaphoreSlim atOnce)
{
    private const int NonceBytes = 32;

    // More of one channel at once would be a flood.
    private const int MaxPendingOfChannel = 4;

    private readonly ConcurrentDictionary<uint, int> _pending = new();
    private readonly UserTokens _tokens = new(options, endpoints);

    /// <summary>A session has ended; its subscriptions go with it or wait for another session.</summary>
    public event Action<Session, bool>? Closed;

    public void Create(ReplyTarget target, CreateSessionRequest request) => _ = RunAsync(target, () => CreateAsync(target, request));

    public void Activate(ReplyTarget target, Session session, ActivateSessionRequest request) => _ = RunAsync(target, () => ActivateAsync(target, session, request));

    public void Close(ReplyTarget target, Session session, CloseSessionRequest request)
    {
        End(session, request.DeleteSubscriptions);
        target.Send(new CloseSessionResponse());
    }

    /// <summary>Ends a session that nobody asks to end.</summary>
    public void End(Session session, bool deleteSubscriptions)
    {
        if (!session.TryClose())
            return;
        sessions.Remove(session);
        session.BrowsePoints.Clear();
        session.HistoryPoints.Clear();
        Closed?.Invoke(session, deleteSubscriptions);
        session.Dispose();
    }

    /// <summary>Ends the sessions that were silent for too long.</summary>
    public void EndExpired(long now)
    {
        foreach (var session in sessions.All)
        {
            if (!session.IsExpired(now))
                continue;
            counters.CountSessionTimeout();
            End(session, deleteSubscriptions: false);
        }
    }

    // RSA takes milliseconds, a product's user store may take longer: neither holds up the thread that serves everybody.
    private async Task RunAsync(ReplyTarget target, Func<Task> service)
    {
        var channel = target.Channel.Id;
        if (_pending.AddOrUpdate(channel, 1, static (_, count) => count + 1) > MaxPendingOfChannel)
        {
            Leave(channel);
            target.Fault(StatusCodes.BadTooManyOperations);
            return;
        }
        await atOnce.WaitAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await service().ConfigureAwait(false);
        }
        catch (UaException refused)
        {
            Refused(target, refused.Status, refused.Message, null);
        }
        catch (OperationCanceledException)
        {
            Refused(target, StatusCodes.BadSessionClosed, "the session ended while it was being activated", null);
        }
        catch (Exception fault)
        {
            // The product's user store failed, for instance: nobody is let in, and somebody must know.
            Refused(target, StatusCodes.BadInternalError, "the server failed on a session request", fault);
        }
        finally
        {
            atOnce.Release();
            Leave(channel);
        }
    }

    private void Leave(uint channel)
    {
        if (_pending.AddOrUpdate(channel, 0, static (_, count) => count - 1) <= 0)
            _pending.TryRemove(new KeyValuePair<uint, int>(channel, 0));
    }

    private void Refused(ReplyTarget target, StatusCode status, string message, Exception? fault)
    {
        counters.CountRejectedSession(isSecurity: status != StatusCodes.BadTooManySessions && fault is null);
        options.OnIncident?.Invoke(new ServerIncident(target.Channel.Peer, status, message, fault));
        target.Fault(status);
    }

    private Task CreateAsync(ReplyTarget target, CreateSessionRequest request)
    {
        var channel = target.Channel;
        if (channel.IsDiscoveryOnly)
            throw new UaException(StatusCodes.BadSecurityModeRejected, "a channel without security only answers discovery here: open it with one of the offered policies");
        CheckClient(channel, request);
        var timeout = TimeSpan.FromMilliseconds(Math.Clamp(
            double.IsFinite(request.RequestedSessionTimeoutMs) ? request.RequestedSessionTimeoutMs : 0,
            options.Limits.MinSessionTimeout.TotalMilliseconds, options.Limits.MaxSessionTimeout.TotalMilliseconds));
        var session = new Session(request, channel, timeout, options.Time, options.Limits) { ServerNonce = RandomNumberGenerator.GetBytes(NonceBytes) };
        if (!sessions.TryAdd(session, out var evicted))
            throw new UaException(StatusCodes.BadTooManySessions, $"there are {options.Limits.MaxSessions} sessions already");
        if (evicted is not null)
            End(evicted, deleteSubscriptions: true);
        counters.CountSession();
        target.Send(new CreateSessionResponse(
            session.Id, session.Token, timeout.TotalMilliseconds, session.ServerNonce, channel.Identity?.Leaf, endpoints.Describe(request.EndpointUrl), [],
            SignatureFor(channel, request), (uint)options.Channels.Limits.MaxMessageBytes));
        return Task.CompletedTask;
    }

    private static void CheckClient(ServerChannel channel, CreateSessionRequest request)
    {
        if (channel.Policy.IsNone)
            return;
        var certificate = channel.ClientCertificate!;
        if (request.ClientCertificate is null || !request.ClientCertificate.AsSpan().StartsWith(certificate.Leaf))
            throw new UaException(StatusCodes.BadCertificateInvalid, "the session's certificate is not the channel's");
        if (request.ClientNonce is not { Length: >= NonceBytes })
            throw new UaException(StatusCodes.BadNonceInvalid, $"the nonce has less than {NonceBytes} bytes");
        if (!CertificateUri.Contains(certificate.Certificate, request.ClientDescription.ApplicationUri))
            throw new UaException(StatusCodes.BadCertificateUriInvalid, $"the client calls itself '{request.ClientDescription.ApplicationUri}', its certificate does not");
    }

    private static SignatureData SignatureFor(ServerChannel channel, CreateSessionRequest request) => channel.Policy.IsNone
        ? new SignatureData(null, null)
        : new SignatureData(channel.Policy.SignatureUri, ProofOfPossession.Sign(channel.Policy, channel.Identity!.PrivateKey, request.ClientCertificate, request.ClientNonce));

    private async Task ActivateAsync(ReplyTarget target, Session session, ActivateSessionRequest request)
    {
        var channel = target.Channel;
        var isTransfer = session.Channel != channel;
        if (isTransfer && !session.IsActivated)
            throw new UaException(StatusCodes.BadSecureChannelIdInvalid, "a session is first activated on the channel that created it");
        if (!(session.Certificate ?? []).AsSpan().SequenceEqual(channel.ClientCertificate?.Leaf ?? []))
            throw new UaException(StatusCodes.BadSecurityChecksFailed, "the session belongs to another client");
        if (!channel.Policy.IsNone && !ProofOfPossession.Verify(
            channel.Policy, channel.ClientCertificate!.PublicKey, channel.Identity!.Leaf, session.ServerNonce, request.ClientSignature.Signature))
        {
            throw new UaException(StatusCodes.BadApplicationSignatureInvalid, "the client did not prove to own its certificate's key");
        }
        var user = await _tokens.VerifyAsync(channel, session.ServerNonce, request.UserIdentityToken, request.UserTokenSignature, session.Ended).ConfigureAwait(false);
        if (isTransfer && (user.Kind != session.User!.Kind || user.Name != session.User.Name))
            throw new UaException(StatusCodes.BadIdentityChangeNotSupported, "a session moves to another channel with the user it has");
        var before = session.Channel;
        session.Channel = channel;
        session.User = user;
        session.ServerNonce = RandomNumberGenerator.GetBytes(NonceBytes);
        if (isTransfer)
            before.HasSession = false;
        channel.HasSession = true;
        channel.Tag = session;
        target.Send(new ActivateSessionResponse(session.ServerNonce, [], []));
    }
}
