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

    public void OnItemStatus(uint handle, StatusCode status) => Statuses[handle] = status;

    public void OnGap(DateTimeOffset since) => Gaps++;
}
