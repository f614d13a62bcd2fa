using Millwright.OpcUa.Security;

namespace Millwright.OpcUa.Channel;

/// <summary>One set of keys of a channel, from one OpenSecureChannel to the next.</summary>
internal sealed class ChannelToken : IDisposable
{
    private ChannelToken(uint id, SymmetricKeys? sending, SymmetricKeys? receiving, long createdAt, TimeSpan lifetime)
    {
        Id = id;
        Sending = sending;
        Receiving = receiving;
        CreatedAt = createdAt;
        Lifetime = lifetime;
    }

    public uint Id { get; }

    /// <summary>Null without security. Used under the sender's lock alone.</summary>
    public SymmetricKeys? Sending { get; }

    /// <summary>Null without security. Used where chunks are received alone.</summary>
    public SymmetricKeys? Receiving { get; }

    /// <summary>Monotonic time.</summary>
    public long CreatedAt { get; }

    public TimeSpan Lifetime { get; }

    public static ChannelToken Create(
        uint id, SecurityPolicy policy, ReadOnlySpan<byte> remoteNonce, ReadOnlySpan<byte> localNonce, long createdAt, TimeSpan lifetime) =>
        policy.IsNone
            ? new ChannelToken(id, null, null, createdAt, lifetime)
            : new ChannelToken(
                id, SymmetricKeys.ForSending(policy, remoteNonce, localNonce), SymmetricKeys.ForReceiving(policy, remoteNonce, localNonce), createdAt, lifetime);

    public void Dispose()
    {
        Sending?.Dispose();
        Receiving?.Dispose();
    }
}
