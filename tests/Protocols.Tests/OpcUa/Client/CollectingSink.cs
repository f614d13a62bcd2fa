using System.Collections.Concurrent;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Client;

/// <summary>Notes what a subscription brings.</summary>
internal sealed class CollectingSink : INotificationSink
{
    public ConcurrentQueue<double> Values { get; } = new();

    public ConcurrentDictionary<uint, StatusCode> Statuses { get; } = new();

    public int Gaps { get; private set; }

    public bool Throws { get; set; }

    public void OnValue(uint handle, in DataValue value)
    {
        if (Throws)
            throw new InvalidOperationException("the sink fails");
        Values.Enqueue(value.Value.AsDouble());
    }

    /// <summary>Lets no batch end before its connection does.</summary>
    public bool HoldsBatches { get; set; }

    public async ValueTask OnBatchEndAsync(CancellationToken cancellation)
    {
        if (HoldsBatches)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        Batches++;
    }

    /// <summary>Batches that ended.</summary>
    public int Batches { get; private set; }

    public void OnItemStatus(uint handle, StatusCode status) => Statuses[handle] = status;

    public void OnGap(in NotificationGap gap)
    {
        Gaps++;
        LastGap = gap;
    }

    /// <summary>What was told last to be missing.</summary>
    public NotificationGap? LastGap { get; private set; }
}
