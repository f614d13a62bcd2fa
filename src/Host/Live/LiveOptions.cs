namespace Millwright.Host.Live;

/// <summary>What one client of live values may ask of the node.</summary>
internal sealed record LiveOptions
{
    /// <summary>The most tags one client may watch.</summary>
    public int MaxTags { get; init; } = 10_000;

    /// <summary>The most clients at once; further ones are answered 503.</summary>
    public int MaxClients { get; init; } = 200;

    /// <summary>How long one message may wait for a client that does not read; then it is cut off. What changes meanwhile is conflated, not queued.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan DefaultInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan ShortestInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two messages about the node.</summary>
    public TimeSpan NodeInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest message a client may send.</summary>
    public int MaxMessageBytes { get; init; } = 2 << 20;

    /// <summary>Events that wait for a client; beyond it the oldest are left out and counted.</summary>
    public int MaxEventsWaiting { get; init; } = 1_000;

    /// <summary>Events in one message; more go into further ones.</summary>
    public int MaxEventsPerMessage { get; init; } = 200;

    /// <summary>Values in one message; more go into further ones.</summary>
    public int MaxValuesPerMessage { get; init; } = 1_000;
}
