using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Server;

/// <summary>A client written by hand: one request at a time, nothing done by itself.</summary>
internal sealed class TestSession(ClientChannel channel) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private uint _handle;

    public ClientChannel Channel { get; set; } = channel;

    public NodeId Token { get; set; } = NodeId.Null;

    public CreateSessionResponse? Created { get; private set; }

    public byte[]? ServerNonce { get; private set; }

    /// <summary>Sends a request; a fault becomes an exception.</summary>
    public Task<TResponse> AskAsync<TRequest, TResponse>(IUaRequest<TRequest, TResponse> request)
        where TRequest : IUaRequest<TRequest, TResponse>
        where TResponse : IUaMessage<TResponse> => AskAsync<TResponse>(writer => writer.WriteRequest(Header(), (TRequest)request));

    public async Task<TResponse> AskAsync<TResponse>(Action<UaWriter> write)
        where TResponse : IUaMessage<TResponse>
    {
        var writer = Channel.BeginRequest();
        write(writer);
        using var reply = await Channel.SendAsync(writer, Patience, default);
        var reader = new UaReader(reply.Body);
        var id = reader.ReadMessageId();
        var header = ResponseHeader.Decode(ref reader);
        if (id == ServiceFault.EncodingId || header.ServiceResult.IsBad)
            throw new UaException(header.ServiceResult, "the server refused");
        Assert.Equal(TResponse.EncodingId, id);
        Assert.Equal(_handle, header.RequestHandle);
        var response = TResponse.Decode(ref reader);
        Assert.Equal(0, reader.Remaining);
        return response;
    }

    public RequestHeader Header() => new(Token, UaDateTime.From(TestCertificates.Now), ++_handle);

    public async Task<CreateSessionResponse> CreateAsync(byte[]? nonce = null, string clientUri = TestCertificates.ClientUri, double timeoutMs = 60_000)
    {
        var client = new ApplicationDescription(clientUri, null, new LocalizedText("test"), ApplicationType.Client, null, null, []);
        nonce ??= new byte[32];
        Created = await AskAsync(new CreateSessionRequest(client, null, "opc.tcp://127.0.0.1", "test", nonce, Channel.Identity?.Leaf, timeoutMs, 0));
        Token = Created.AuthenticationToken;
        ServerNonce = Created.ServerNonce;
        if (!Channel.Policy.IsNone)
            Assert.True(ProofOfPossession.Verify(Channel.Policy, Channel.ServerCertificate!.PublicKey, Channel.Identity!.Leaf, nonce, Created.ServerSignature.Signature));
        return Created;
    }

    public async Task ActivateAsync(ExtensionObject? user = null, SignatureData? userSignature = null, byte[]? signature = null)
    {
        var none = new SignatureData(null, null);
        var proof = Channel.Policy.IsNone
            ? none
            : new SignatureData(Channel.Policy.SignatureUri, signature ?? ProofOfPossession.Sign(Channel.Policy, Channel.Identity!.PrivateKey, Channel.ServerCertificate!.Leaf, ServerNonce));
        var response = await AskAsync(new ActivateSessionRequest(proof, [], [], user ?? new AnonymousIdentityToken("anonymous").ToExtensionObject(), userSignature ?? none));
        ServerNonce = response.ServerNonce;
    }

    public async Task<DataValue> ReadAsync(string node, AttributeId attribute = AttributeId.Value, string? range = null, TimestampsToReturn timestamps = TimestampsToReturn.Neither) =>
        Assert.Single((await AskAsync(new ReadRequest(0, timestamps, [new ReadValueId(NodeId.Parse(node), attribute, range, default)]))).Results);

    public async Task<StatusCode> WriteAsync(string node, Variant value, string? range = null) =>
        Assert.Single((await AskAsync(new WriteRequest([new WriteValue(NodeId.Parse(node), AttributeId.Value, range, new DataValue(value))]))).Results);

    public async Task<BrowseResult> BrowseAsync(
        string node, BrowseDirection direction = BrowseDirection.Forward, uint type = 33, NodeClass classes = NodeClass.None, uint max = 0) =>
        Assert.Single((await AskAsync(new BrowseRequest(default, max, [new BrowseDescription(NodeId.Parse(node), direction, new NodeId(type), true, (uint)classes, 63)]))).Results);

    public Task<CreateSubscriptionResponse> SubscribeAsync(double intervalMs = 100, uint lifetime = 1000, uint keepAlive = 10, uint maxNotifications = 0, byte priority = 0) =>
        AskAsync(new CreateSubscriptionRequest(intervalMs, lifetime, keepAlive, maxNotifications, true, priority));

    public async Task<MonitoredItemCreateResult> MonitorAsync(
        uint subscription, string node, uint clientHandle = 1, double samplingMs = 100, uint queue = 1, bool discardOldest = true, ExtensionObject? filter = null,
        MonitoringMode mode = MonitoringMode.Reporting, AttributeId attribute = AttributeId.Value, string? range = null)
    {
        var parameters = new MonitoringParameters(clientHandle, samplingMs, filter ?? ExtensionObject.Null, queue, discardOldest);
        var item = new MonitoredItemCreateRequest(new ReadValueId(NodeId.Parse(node), attribute, range, default), mode, parameters);
        return Assert.Single((await AskAsync(new CreateMonitoredItemsRequest(subscription, TimestampsToReturn.Both, [item]))).Results);
    }

    public Task<PublishResponse> PublishAsync(params SubscriptionAcknowledgement[] acknowledgements) => AskAsync(new PublishRequest(acknowledgements));

    /// <summary>The values of a message; none for a keep-alive.</summary>
    public static IReadOnlyList<MonitoredItemNotification> Values(NotificationMessage message)
    {
        foreach (var data in message.NotificationData)
        {
            if (data.TryDecode<DataChangeNotification>(out var change))
                return change.MonitoredItems;
        }
        return [];
    }

    public static IReadOnlyList<EventFieldList> Events(NotificationMessage message)
    {
        foreach (var data in message.NotificationData)
        {
            if (data.TryDecode<EventNotificationList>(out var events))
                return events.Events;
        }
        return [];
    }

    public ValueTask DisposeAsync() => Channel.DisposeAsync();
}
