namespace Millwright.Publish.Bridging;

/// <summary>What became of the values of a bridge. From any thread.</summary>
internal sealed class BridgeTally
{
    private readonly long[] _refused = new long[Enum.GetValues<BridgeCause>().Length];
    private long _forwarded;
    private long _leftOut;
    private long _overtaken;

    public long Forwarded => Interlocked.Read(ref _forwarded);

    public long LeftOut => Interlocked.Read(ref _leftOut);

    public long Overtaken => Interlocked.Read(ref _overtaken);

    /// <summary>All causes, also those that never were.</summary>
    public IReadOnlyDictionary<BridgeCause, long> Refused => Enum.GetValues<BridgeCause>().ToDictionary(c => c, c => Interlocked.Read(ref _refused[(int)c]));

    public void Forward() => Interlocked.Increment(ref _forwarded);

    public void LeaveOut() => Interlocked.Increment(ref _leftOut);

    public void Overtake() => Interlocked.Increment(ref _overtaken);

    public void Refuse(BridgeCause cause) => Interlocked.Increment(ref _refused[(int)cause]);
}
