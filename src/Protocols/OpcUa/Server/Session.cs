using System.Security.Cryptography;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>A client's session. It outlives its channel until its timeout, so that a client can come back.</summary>
internal sealed class Session : IDisposable
{
    private const int TokenBytes = 32;
    private const int MaxTextLength = 1024;

    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _closing = new();
    private readonly long _timeoutTicks;
    private long _lastContact;
    private int _pending;

    public Session(CreateSessionRequest request, ServerChannel channel, TimeSpan timeout, TimeProvider time, ServerLimits limits)
    {
        Name = Short(request.SessionName) ?? "unnamed";
        ClientUri = Short(request.ClientDescription.ApplicationUri) ?? "";
        Certificate = channel.ClientCertificate?.Leaf;
        Channel = channel;
        Timeout = timeout;
        _timeoutTicks = (long)(timeout.TotalSeconds * time.TimestampFrequency);
        Ended = _ended.Token;
        Token = NodeId.Opaque(0, RandomNumberGenerator.GetBytes(TokenBytes));
        Id = new NodeId(1, Guid.NewGuid());
        CreatedAt = time.GetTimestamp();
        _lastContact = CreatedAt;
        BrowsePoints = new ContinuationPoints<BrowsePoint>(limits.MaxBrowseContinuationPoints);
        HistoryPoints = new ContinuationPoints<HistoryPoint>(limits.MaxHistoryContinuationPoints);
    }

    /// <summary>The public id.</summary>
    public NodeId Id { get; }

    /// <summary>The secret that each request carries.</summary>
    public NodeId Token { get; }

    public string Name { get; }

    /// <summary>What the client calls itself.</summary>
    public string ClientUri { get; }

    /// <summary>The certificate of the channel that created it; only its owner may come back.</summary>
    public byte[]? Certificate { get; }

    /// <summary>The channel it is bound to.</summary>
    public ServerChannel Channel { get; set; }

    public TimeSpan Timeout { get; }

    public long CreatedAt { get; }

    /// <summary>Null until the first activation.</summary>
    public UserIdentity? User { get; set; }

    /// <summary>What the next activation signs.</summary>
    public byte[] ServerNonce { get; set; } = [];

    public bool IsActivated => User is not null;

    public bool IsClosed { get; private set; }

    public ContinuationPoints<BrowsePoint> BrowsePoints { get; }

    public ContinuationPoints<HistoryPoint> HistoryPoints { get; }

    /// <summary>Publish requests that wait; guarded by the subscriptions' gate.</summary>
    public Queue<WaitingPublish> Publishes { get; } = new();

    /// <summary>Guarded by the subscriptions' gate.</summary>
    public List<Subscription> Subscriptions { get; } = [];

    /// <summary>Cancelled when the session ends.</summary>
    public CancellationToken Ended { get; }

    public ServiceCaller Caller => new(Id, User ?? UserIdentity.Anonymous, Name, ClientUri, Channel.Peer, Channel.Policy, Channel.Mode);

    public bool IsExpired(long now) => now - Volatile.Read(ref _lastContact) > _timeoutTicks;

    public void Touch(long now) => Volatile.Write(ref _lastContact, now);

    /// <summary>Takes one of the places for operations that wait for the product.</summary>
    public bool TryBeginOperation(int limit)
    {
        if (Interlocked.Increment(ref _pending) <= limit)
            return true;
        Interlocked.Decrement(ref _pending);
        return false;
    }

    public void EndOperation() => Interlocked.Decrement(ref _pending);

    /// <summary>Ends it; true for the one who did.</summary>
    public bool TryClose()
    {
        lock (_closing)
        {
            if (IsClosed)
                return false;
            IsClosed = true;
        }
        _ended.Cancel();
        Channel.HasSession = false;
        return true;
    }

    public void Dispose() => _ended.Dispose();

    // A session keeps what a client tells of itself for as long as it lives.
    private static string? Short(string? text) => text is null or "" ? null : text.Length <= MaxTextLength ? text : text[..MaxTextLength];
}
