namespace Millwright.Mqtt.Server;

/// <summary>What is counted, under the broker's lock.</summary>
internal sealed class BrokerCounters
{
    private readonly long[] _drops = new long[Enum.GetValues<DropCause>().Length];
    private readonly long[] _refusals = new long[Enum.GetValues<RefuseCause>().Length];

    public long Accepted { get; set; }

    public long MessagesReceived { get; set; }

    public long MessagesSent { get; set; }

    public long BytesReceived { get; set; }

    public long BytesSent { get; set; }

    public long QueuedMessages { get; set; }

    public IReadOnlyList<long> Drops => [.. _drops];

    public IReadOnlyList<long> Refusals => [.. _refusals];

    public void Drop(DropCause cause, long count = 1) => _drops[(int)cause] += count;

    public void Refuse(RefuseCause cause) => _refusals[(int)cause]++;
}
