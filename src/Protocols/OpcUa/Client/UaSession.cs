using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>A session, or none, on a channel: writes request headers, reads response headers, turns faults into exceptions.</summary>
internal sealed class UaSession
{
    private readonly OpcUaClientOptions _options;
    private uint _handle;

    public UaSession(OpcUaClientOptions options, ClientChannel channel, EndpointDescription? endpoint = null)
    {
        _options = options;
        Channel = channel;
        Endpoint = endpoint;
    }

    /// <summary>The channel in use; another one after a reactivation.</summary>
    public ClientChannel Channel { get; set; }

    public EndpointDescription? Endpoint { get; }

    public NodeId SessionId { get; set; }

    public NodeId AuthenticationToken { get; set; }

    /// <summary>The server's certificate as the session was created with it, DER.</summary>
    public byte[] ServerCertificate { get; set; } = [];

    /// <summary>The last nonce the server gave, for the next activation.</summary>
    public byte[] ServerNonce { get; set; } = [];

    /// <summary>How long the server keeps the session without a sign of life.</summary>
    public TimeSpan Timeout { get; set; }

    /// <summary>The server's limits.</summary>
    public OperationLimits Limits { get; set; } = null!;

    public NamespaceTable Namespaces { get; set; } = NamespaceTable.Empty;

    public UaDateTime ServerStartTime { get; set; }

    /// <summary>Asks and waits. The reply is read with <see cref="Read{T}"/> or <see cref="Open"/>.</summary>
    public async ValueTask<TResponse> InvokeAsync<TRequest, TResponse>(TRequest request, CancellationToken cancellation, TimeSpan? timeout = null)
        where TRequest : IUaRequest<TRequest, TResponse>
        where TResponse : IUaMessage<TResponse>
    {
        var limit = timeout ?? _options.RequestTimeout;
        var writer = Channel.BeginRequest();
        writer.WriteRequest(Header(limit), request);
        using var reply = await Channel.SendAsync(writer, limit, cancellation).ConfigureAwait(false);
        return Read<TResponse>(reply);
    }

    /// <summary>Begins a request whose body is written item by item.</summary>
    public UaWriter Begin(uint encodingId, TimeSpan timeout)
    {
        var writer = Channel.BeginRequest();
        writer.WriteNodeId(new NodeId(encodingId));
        Header(timeout).Encode(writer);
        return writer;
    }

    public RequestHeader Header(TimeSpan timeout) => new(
        AuthenticationToken, UaDateTime.From(_options.Time.GetUtcNow()), Interlocked.Increment(ref _handle), 0, null,
        timeout == System.Threading.Timeout.InfiniteTimeSpan ? 0 : (uint)timeout.TotalMilliseconds);

    /// <exception cref="UaException">The service failed, or the answer is another one or malformed.</exception>
    public T Read<T>(in ReplyMessage reply)
        where T : IUaMessage<T>
    {
        var reader = Open(reply.Body, T.EncodingId, typeof(T).Name);
        return T.Decode(ref reader);
    }

    /// <summary>A reader that stands behind the response header.</summary>
    /// <exception cref="UaException">The service failed, or the answer is another one or malformed.</exception>
    public UaReader Open(ReadOnlySpan<byte> body, uint encodingId, string name)
    {
        var reader = new UaReader(body, _options.DecodingLimits);
        var id = reader.ReadMessageId();
        var header = ResponseHeader.Decode(ref reader);
        if (header.ServiceResult.IsBad)
            throw new UaException(header.ServiceResult, $"{Channel.Peer}: {name.Replace("Response", "", StringComparison.Ordinal)} failed");
        if (id != encodingId)
            throw new UaException(StatusCodes.BadUnknownResponse, $"{Channel.Peer}: message {id} instead of {name}");
        return reader;
    }
}
