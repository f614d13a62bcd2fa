using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Client;

/// <summary>A server that answers as much as a client needs, and misbehaves as a test wants it.</summary>
internal sealed class ScriptedServer : IChannelHandler, IAsyncDisposable
{
    private readonly ChannelListener _listener;
    private readonly ConcurrentDictionary<NodeId, NodeId> _sessions = new();
    private uint _lastId;

    public ScriptedServer(TimeProvider? time = null)
    {
        Identity = new ChannelIdentity(TestCertificates.Server);
        var options = new ChannelListenerOptions
        {
            Identity = Identity,
            Guard = new TrustAll(),
            Time = time ?? TimeProvider.System,
            Offered = [new(SecurityPolicy.None, MessageSecurityMode.None), new(SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign), new(SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.SignAndEncrypt)],
        };
        _listener = new ChannelListener(options, this);
        Url = string.Create(CultureInfo.InvariantCulture, $"opc.tcp://localhost:{_listener.Listen(new IPEndPoint(IPAddress.Loopback, 0)).Port}");
        Endpoints = [Endpoint(SecurityPolicy.None, MessageSecurityMode.None)];
    }

    public string Url { get; }

    public ChannelIdentity Identity { get; }

    /// <summary>What GetEndpoints says.</summary>
    public IReadOnlyList<EndpointDescription> Endpoints { get; set; }

    /// <summary>What CreateSession says; null says the same.</summary>
    public IReadOnlyList<EndpointDescription>? EndpointsInside { get; set; }

    public bool ForgesSignature { get; set; }

    public byte[] ServerNonce { get; } = Nonce.Create(32);

    public ActivateSessionRequest? LastActivation { get; private set; }

    public UaDateTime StartTime { get; set; } = UaDateTime.From(TestCertificates.Now);

    public IReadOnlyList<string?> Namespaces { get; set; } = ["http://opcfoundation.org/UA/", "urn:a", "urn:b"];

    public uint ItemsPerCall { get; set; } = 1000;

    /// <summary>A fault in place of the answer to a message; null answers it.</summary>
    public Func<uint, StatusCode?> Fault { get; set; } = static _ => null;

    public Func<MonitoredItemCreateRequest, StatusCode> ItemStatus { get; set; } = static _ => StatusCodes.Good;

    /// <summary>Each request, by its encoding id.</summary>
    public ConcurrentQueue<uint> Requests { get; } = new();

    public ConcurrentQueue<MonitoredItemCreateRequest> Created { get; } = new();

    /// <summary>The server's items by their number.</summary>
    public ConcurrentDictionary<uint, uint> Items { get; } = new();

    public ConcurrentQueue<(ServerChannel Channel, uint RequestId, uint Handle)> Publishes { get; } = new();

    public ConcurrentQueue<SubscriptionAcknowledgement> Acknowledged { get; } = new();

    public ConcurrentDictionary<uint, uint> Subscriptions { get; } = new();

    /// <summary>Messages kept for Republish.</summary>
    public ConcurrentDictionary<(uint Subscription, uint Number), double> Kept { get; } = new();

    public OpcUaClientOptions Options(TimeProvider? time = null) => new()
    {
        EndpointUrls = [Url],
        Policy = SecurityPolicy.None,
        Identity = new ChannelIdentity(TestCertificates.Client),
        ApplicationUri = TestCertificates.ClientUri,
        Guard = new TrustAll(),
        Time = time ?? TimeProvider.System,
    };

    public EndpointDescription Endpoint(SecurityPolicy policy, MessageSecurityMode mode, params UserTokenPolicy[] tokens) => new(
        "opc.tcp://elsewhere:4840", new ApplicationDescription(TestCertificates.ServerUri, null, default, ApplicationType.Server, null, null, []),
        Identity.Chain, mode, policy.Uri, tokens, null, 0);

    public int Count(uint encodingId) => Requests.Count(id => id == encodingId);

    /// <summary>Every session is unknown from now on; subscriptions stay.</summary>
    public void ForgetSessions() => _sessions.Clear();

    public void Cut()
    {
        foreach (var channel in _listener.Channels)
            channel.Close(StatusCodes.BadShutdown, "cut");
    }

    /// <summary>A message that was made but never arrives; it may be asked for again.</summary>
    public void Lose(uint subscription, uint handle, double value, bool keeps = true)
    {
        _ = handle;
        var number = Subscriptions[subscription]++;
        if (keeps)
            Kept[(subscription, number)] = value;
    }

    /// <summary>Sends values of one handle through a waiting Publish request.</summary>
    public async Task SendAsync(uint subscription, uint handle, int count, Func<int, DataValue> value, uint? number = null)
    {
        (ServerChannel Channel, uint RequestId, uint Handle) waiting = default;
        await ChannelBench.UntilAsync(() => Publishes.TryDequeue(out waiting));
        Write(waiting.Channel!, waiting.RequestId, waiting.Handle, subscription, number ?? Subscriptions[subscription]++, handle, count, value);
    }

    public Task SendAsync(uint subscription, uint handle, double value, uint? number = null) =>
        SendAsync(subscription, handle, 1, _ => new DataValue(new Variant(value)), number);

    public async Task FailPublishAsync(StatusCode status)
    {
        (ServerChannel Channel, uint RequestId, uint Handle) waiting = default;
        await ChannelBench.UntilAsync(() => Publishes.TryDequeue(out waiting));
        Reply(waiting.Channel!, waiting.RequestId, waiting.Handle, new ServiceFault(), status);
    }

    public void OnRequest(ServerChannel channel, uint requestId, ReadOnlySpan<byte> body)
    {
        var reader = new UaReader(body);
        var id = reader.ReadMessageId();
        var header = RequestHeader.Decode(ref reader);
        Requests.Enqueue(id);
        if (Fault(id) is { } fault)
            Reply(channel, requestId, header.RequestHandle, new ServiceFault(), fault);
        else if (id == GetEndpointsRequest.EncodingId)
            Reply(channel, requestId, header.RequestHandle, new GetEndpointsResponse(Endpoints));
        else if (id == CreateSessionRequest.EncodingId)
            CreateSession(channel, requestId, header.RequestHandle, CreateSessionRequest.Decode(ref reader));
        else if (!_sessions.ContainsKey(header.AuthenticationToken))
            Reply(channel, requestId, header.RequestHandle, new ServiceFault(), StatusCodes.BadSessionIdInvalid);
        else
            OnSessionRequest(id, channel, requestId, header.RequestHandle, ref reader);
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private static void Reply<T>(ServerChannel channel, uint requestId, uint handle, T response, StatusCode status = default)
        where T : IUaMessage<T>
    {
        var writer = channel.BeginReply();
        writer.WriteResponse(new ResponseHeader(default, handle, status), response);
        channel.Reply(requestId, writer);
    }

    private static void Write(
        ServerChannel channel, uint requestId, uint requestHandle, uint subscription, uint number, uint handle, int count, Func<int, DataValue> value)
    {
        var writer = channel.BeginReply();
        writer.WriteNodeId(new NodeId(PublishResponse.EncodingId));
        new ResponseHeader(default, requestHandle).Encode(writer);
        writer.WriteUInt32(subscription);
        writer.WriteInt32(0);
        writer.WriteBoolean(false);
        writer.WriteUInt32(number);
        writer.WriteDateTime(default);
        writer.WriteInt32(count == 0 ? 0 : 1);
        if (count > 0)
        {
            var at = writer.BeginExtensionObject(new NodeId(DataChangeNotification.EncodingId));
            writer.WriteInt32(count);
            for (var i = 0; i < count; i++)
            {
                writer.WriteUInt32(handle);
                writer.WriteDataValue(value(i));
            }
            writer.WriteInt32(-1);
            writer.EndExtensionObject(at);
        }
        writer.WriteInt32(0);
        writer.WriteInt32(0);
        channel.Reply(requestId, writer);
    }

    private void CreateSession(ServerChannel channel, uint requestId, uint handle, CreateSessionRequest request)
    {
        var token = new NodeId(0, Guid.NewGuid());
        _sessions[token] = token;
        var signature = new SignatureData(null, null);
        if (!channel.Policy.IsNone)
        {
            var proof = ProofOfPossession.Sign(channel.Policy, Identity.PrivateKey, request.ClientCertificate, ForgesSignature ? ServerNonce : request.ClientNonce);
            signature = new SignatureData(channel.Policy.SignatureUri, proof);
        }
        Reply(channel, requestId, handle, new CreateSessionResponse(
            new NodeId(1, 1u), token, request.RequestedSessionTimeoutMs, ServerNonce, Identity.Chain, EndpointsInside ?? Endpoints, [], signature, 0));
    }

    private void OnSessionRequest(uint id, ServerChannel channel, uint requestId, uint handle, ref UaReader reader)
    {
        if (id == ActivateSessionRequest.EncodingId)
        {
            LastActivation = ActivateSessionRequest.Decode(ref reader);
            Reply(channel, requestId, handle, new ActivateSessionResponse(ServerNonce, [], []));
        }
        else if (id == ReadRequest.EncodingId)
        {
            Reply(channel, requestId, handle, new ReadResponse([.. ReadRequest.Decode(ref reader).NodesToRead.Select(Read)], []));
        }
        else if (id == CreateSubscriptionRequest.EncodingId)
        {
            var wanted = CreateSubscriptionRequest.Decode(ref reader);
            var subscription = Interlocked.Increment(ref _lastId);
            Subscriptions[subscription] = 1;
            Reply(channel, requestId, handle, new CreateSubscriptionResponse(subscription, wanted.RequestedPublishingIntervalMs, wanted.RequestedLifetimeCount, wanted.RequestedMaxKeepAliveCount));
        }
        else if (id == CreateMonitoredItemsRequest.EncodingId)
        {
            Reply(channel, requestId, handle, new CreateMonitoredItemsResponse([.. CreateMonitoredItemsRequest.Decode(ref reader).ItemsToCreate.Select(Create)], []));
        }
        else if (id == PublishRequest.EncodingId)
        {
            foreach (var acknowledged in PublishRequest.Decode(ref reader).SubscriptionAcknowledgements)
                Acknowledged.Enqueue(acknowledged);
            Publishes.Enqueue((channel, requestId, handle));
        }
        else if (id == RepublishRequest.EncodingId)
        {
            Republish(channel, requestId, handle, RepublishRequest.Decode(ref reader));
        }
        else if (id == TransferSubscriptionsRequest.EncodingId)
        {
            var asked = TransferSubscriptionsRequest.Decode(ref reader).SubscriptionIds;
            Reply(channel, requestId, handle, new TransferSubscriptionsResponse(
                [.. asked.Select(s => new TransferResult(Subscriptions.ContainsKey(s) ? StatusCodes.Good : StatusCodes.BadSubscriptionIdInvalid, []))], []));
        }
        else if (id == CallRequest.EncodingId)
        {
            var live = Variant.FromElements(BuiltInType.UInt32, Items.Keys.ToArray());
            Reply(channel, requestId, handle, new CallResponse([new CallMethodResult(StatusCodes.Good, [], [], [live, live])], []));
        }
        else if (id == CloseSessionRequest.EncodingId)
        {
            Reply(channel, requestId, handle, new CloseSessionResponse());
        }
        else
        {
            Reply(channel, requestId, handle, new ServiceFault(), StatusCodes.BadServiceUnsupported);
        }
    }

    private DataValue Read(ReadValueId node)
    {
        if (node.NodeId == new NodeId(2255))
            return new DataValue(Variant.FromElements(BuiltInType.String, Namespaces.ToArray()));
        if (node.NodeId == new NodeId(2257))
            return new DataValue(new Variant(StartTime));
        if (node.NodeId == new NodeId(11714))
            return new DataValue(new Variant(ItemsPerCall));
        return node.NodeId.NamespaceIndex == 1 ? new DataValue(new Variant((double)node.NodeId.Numeric)) : DataValue.FromStatus(StatusCodes.BadNodeIdUnknown);
    }

    private MonitoredItemCreateResult Create(MonitoredItemCreateRequest item)
    {
        Created.Enqueue(item);
        var status = ItemStatus(item);
        var id = status.IsBad ? 0 : Interlocked.Increment(ref _lastId);
        if (!status.IsBad)
            Items[id] = item.RequestedParameters.ClientHandle;
        return new MonitoredItemCreateResult(status, id, 100, 1, ExtensionObject.Null);
    }

    private void Republish(ServerChannel channel, uint requestId, uint handle, RepublishRequest request)
    {
        if (!Kept.TryGetValue((request.SubscriptionId, request.RetransmitSequenceNumber), out var value))
        {
            Reply(channel, requestId, handle, new ServiceFault(), StatusCodes.BadMessageNotAvailable);
            return;
        }
        using var writer = new UaWriter();
        new DataChangeNotification([new MonitoredItemNotification(1, new DataValue(new Variant(value)))], []).Encode(writer);
        var data = new ExtensionObject(new NodeId(DataChangeNotification.EncodingId), writer.Written.ToArray());
        Reply(channel, requestId, handle, new RepublishResponse(new NotificationMessage(request.RetransmitSequenceNumber, default, [data])));
    }
}
