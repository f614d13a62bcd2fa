using System.Globalization;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Wire.Transports;

namespace Millwright.OpcUa.Client;

/// <summary>The steps from an endpoint URL to an active session; each failure says what to do.</summary>
internal sealed class SessionOpener(OpcUaClientOptions options, IoLoop? loop, Func<ReverseDoor?>? door = null)
{
    private const int SessionNonceBytes = 32;

    /// <summary>Asks for the endpoints, chooses one, judges the server's certificate, opens a channel.</summary>
    public async Task<UaSession> OpenChannelAsync(string url, CancellationToken cancellation)
    {
        var shared = options with { Loop = loop };
        var endpoints = await Discovery.AskEndpointsAsync(url, shared, OpenAsync, cancellation).ConfigureAwait(false);
        var endpoint = EndpointChoice.Choose(endpoints, options);
        var channel = await OpenAsync(url, endpoint, cancellation).ConfigureAwait(false);
        return new UaSession(options, channel, endpoint);
    }

    /// <summary>Opens another channel to the endpoint that a session was created at.</summary>
    public Task<ClientChannel> ReopenChannelAsync(string url, UaSession session, CancellationToken cancellation) =>
        OpenAsync(url, session.Endpoint!, cancellation);

    /// <summary>Creates and activates a session, and reads what is to be known of the server.</summary>
    public async Task CreateAsync(string url, UaSession session, CancellationToken cancellation)
    {
        var channel = session.Channel;
        var endpoint = session.Endpoint!;
        var nonce = Nonce.Create(SessionNonceBytes);
        var request = new CreateSessionRequest(
            new ApplicationDescription(options.ApplicationUri, "urn:millwright", new LocalizedText(options.ApplicationName), ApplicationType.Client, null, null, []),
            null, UrlFor(url, endpoint), options.SessionName ?? string.Create(CultureInfo.InvariantCulture, $"{options.ApplicationName} {Environment.MachineName}"),
            nonce, channel.Identity?.Leaf, options.SessionTimeout.TotalMilliseconds, (uint)options.Limits.MaxMessageBytes);
        var response = await session.InvokeAsync<CreateSessionRequest, CreateSessionResponse>(request, cancellation).ConfigureAwait(false);
        CheckServer(session, response, nonce);
        EndpointChoice.CheckNoDowngrade(endpoint, response.ServerEndpoints, options);
        session.SessionId = response.SessionId;
        session.AuthenticationToken = response.AuthenticationToken;
        session.ServerNonce = response.ServerNonce ?? [];
        session.ServerCertificate = response.ServerCertificate is { Length: > 0 } certificate ? certificate : endpoint.ServerCertificate ?? [];
        session.Timeout = TimeSpan.FromMilliseconds(Math.Clamp(response.RevisedSessionTimeoutMs, 1000, int.MaxValue));
        await ActivateAsync(session, cancellation).ConfigureAwait(false);
        await ReadServerAsync(session, cancellation).ConfigureAwait(false);
    }

    /// <summary>Activates a session on its channel: the first time with the user, later to move it there.</summary>
    public async Task ActivateAsync(UaSession session, CancellationToken cancellation)
    {
        var channel = session.Channel;
        var (token, tokenSignature) = UserTokens.Create(options, session.Endpoint!, session.ServerCertificate, session.ServerNonce);
        var signature = channel.Policy.IsNone
            ? new SignatureData(null, null)
            : new SignatureData(
                channel.Policy.SignatureUri,
                ProofOfPossession.Sign(channel.Policy, channel.Identity!.PrivateKey, CertificateChain.Leaf(session.ServerCertificate), session.ServerNonce));
        try
        {
            var response = await session.InvokeAsync<ActivateSessionRequest, ActivateSessionResponse>(
                new ActivateSessionRequest(signature, [], [], token, tokenSignature), cancellation).ConfigureAwait(false);
            session.ServerNonce = response.ServerNonce ?? [];
        }
        catch (UaException refused) when (refused.Status == StatusCodes.BadIdentityTokenRejected || refused.Status == StatusCodes.BadUserAccessDenied
            || refused.Status == StatusCodes.BadIdentityTokenInvalid)
        {
            throw new UaException(refused.Status, $"{channel.Peer}: the server does not let {options.User} in; check the user's name and secret, and the user's rights at the server", refused);
        }
    }

    /// <summary>Reads namespaces, start time and limits.</summary>
    public async Task ReadServerAsync(UaSession session, CancellationToken cancellation)
    {
        var values = await ReadAsync(session, [ServerIds.NamespaceArray, ServerIds.StartTime, ServerIds.MaxNodesPerRead], cancellation).ConfigureAwait(false);
        session.Namespaces = values[0].Value.Elements is string?[] uris ? new NamespaceTable(uris) : NamespaceTable.Empty;
        session.ServerStartTime = values[1].Value.Type == BuiltInType.DateTime && values[1].Value.IsScalar ? values[1].Value.AsDateTime() : default;
        var perRead = Limit(values[2]);
        NodeId[] ids =
        [
            ServerIds.MaxNodesPerWrite, ServerIds.MaxNodesPerMethodCall, ServerIds.MaxNodesPerBrowse, ServerIds.MaxNodesPerTranslate,
            ServerIds.MaxMonitoredItemsPerCall, ServerIds.MaxNodesPerHistoryReadData, ServerIds.MaxBrowseContinuationPoints, ServerIds.MaxMonitoredItemsPerSubscription,
            ServerIds.MaxNodesPerNodeManagement,
        ];
        var read = new List<DataValue>();
        foreach (var portion in ids.Chunk(perRead))
            read.AddRange(await ReadAsync(session, portion, cancellation).ConfigureAwait(false));
        session.Limits = new OperationLimits
        {
            NodesPerRead = perRead,
            NodesPerWrite = Limit(read[0]),
            NodesPerMethodCall = Limit(read[1]),
            NodesPerBrowse = Limit(read[2]),
            NodesPerTranslate = Limit(read[3]),
            MonitoredItemsPerCall = Limit(read[4]),
            NodesPerHistoryRead = Math.Min(Limit(read[5]), 100),
            BrowseContinuationPoints = Math.Min(Limit(read[6]), 100),
            NodesPerNodeManagement = Limit(read[8]),
            MonitoredItemsPerSubscription = Number(read[7]) is > 0 and var most ? (int)Math.Min(most, int.MaxValue) : int.MaxValue,
        };
    }

    private static async Task<IReadOnlyList<DataValue>> ReadAsync(UaSession session, NodeId[] ids, CancellationToken cancellation)
    {
        var request = new ReadRequest(0, TimestampsToReturn.Neither, [.. ids.Select(id => new ReadValueId(id, AttributeId.Value, null, default))]);
        var response = await session.InvokeAsync<ReadRequest, ReadResponse>(request, cancellation).ConfigureAwait(false);
        return response.Results.Count == ids.Length
            ? response.Results
            : throw new UaException(StatusCodes.BadUnexpectedError, $"{session.Channel.Peer}: {response.Results.Count} results for {ids.Length} nodes");
    }

    private int Limit(in DataValue value) => Number(value) is > 0 and var most ? (int)Math.Min(most, options.MaxOperationsPerRequest) : options.MaxOperationsPerRequest;

    private static long Number(in DataValue value) => !value.Value.IsScalar ? 0 : value.Value.Type switch
    {
        BuiltInType.UInt32 => value.Value.AsUInt32(),
        BuiltInType.UInt16 => value.Value.AsUInt16(),
        _ => 0,
    };

    /// <summary>The endpoint's path behind the address that was really reached: what a server calls itself may be unknown here.</summary>
    private static string UrlFor(string url, EndpointDescription endpoint)
    {
        var reached = EndpointAddress.Parse(url);
        return endpoint.EndpointUrl is { Length: > 0 } own ? EndpointAddress.Replace(own, reached.Host, reached.Port) : url;
    }

    private async Task<ClientChannel> OpenAsync(string url, EndpointDescription endpoint, CancellationToken cancellation)
    {
        var policy = SecurityPolicy.Find(endpoint.SecurityPolicyUri)!;
        if (!policy.IsNone)
            JudgeServer(url, endpoint, policy);
        var channelOptions = new ClientChannelOptions
        {
            EndpointUrl = UrlFor(url, endpoint),
            Policy = policy,
            Mode = endpoint.SecurityMode,
            Identity = options.Identity,
            ServerCertificate = endpoint.ServerCertificate ?? [],
            Limits = options.Limits,
            OpenTimeout = options.OpenTimeout,
            TokenLifetime = options.TokenLifetime,
            Loop = loop,
            Time = options.Time,
        };
        try
        {
            return await OpenAsync(channelOptions, cancellation).ConfigureAwait(false);
        }
        catch (UaException refused) when (!policy.IsNone && IsCertificateTrouble(refused.Status))
        {
            var own = options.Identity!.Certificate;
            throw new UaException(
                refused.Status,
                $"The server {url} refused this client's certificate '{own.Subject}' (fingerprint {CertificateValidator.Fingerprint(own)}): it must be trusted there. "
                + $"Look among the server's rejected certificates, compare the fingerprint, and trust it. The server said: {refused.Message}",
                refused);
        }
    }

    private Task<ClientChannel> OpenAsync(ClientChannelOptions channelOptions, CancellationToken cancellation) =>
        door?.Invoke() is { } waiting ? waiting.OpenAsync(channelOptions, cancellation) : ClientChannel.OpenAsync(channelOptions, cancellation);

    private void JudgeServer(string url, EndpointDescription endpoint, SecurityPolicy policy)
    {
        var expected = new CertificateExpectations
        {
            Role = PeerRole.Server,
            Peer = url,
            ApplicationUri = endpoint.Server.ApplicationUri,
            HostName = options.CheckHostName ? EndpointAddress.Parse(url).Host : null,
            MinKeyBits = policy.MinKeyBits,
            MaxKeyBits = policy.MaxKeyBits,
        };
        var verdict = options.Guard?.Judge(endpoint.ServerCertificate, expected)
            ?? throw new UaException(StatusCodes.BadCertificateUntrusted, $"The server {url} cannot be trusted: this client has no list of trusted certificates.");
        if (!verdict.IsTrusted)
            throw new UaException(verdict.Status, verdict.Message);
    }

    private static void CheckServer(UaSession session, CreateSessionResponse response, byte[] nonce)
    {
        var channel = session.Channel;
        if (channel.Policy.IsNone)
            return;
        if (response.ServerCertificate is not { Length: > 0 } chain || !CertificateChain.Leaf(chain).SequenceEqual(channel.ServerCertificate!.Leaf))
            throw new UaException(StatusCodes.BadCertificateInvalid, $"{channel.Peer}: the session's certificate is another than the channel's");
        var signature = response.ServerSignature;
        if (signature.Algorithm != channel.Policy.SignatureUri || signature.Signature is null
            || !ProofOfPossession.Verify(channel.Policy, channel.ServerCertificate.PublicKey, channel.Identity!.Leaf, nonce, signature.Signature))
        {
            throw new UaException(StatusCodes.BadApplicationSignatureInvalid, $"{channel.Peer}: the server did not prove that it owns its certificate");
        }
    }

    private static bool IsCertificateTrouble(StatusCode status) =>
        status == StatusCodes.BadSecurityChecksFailed || (status.Name?.StartsWith("BadCertificate", StringComparison.Ordinal) ?? false);
}
