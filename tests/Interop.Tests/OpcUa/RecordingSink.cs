using System.Collections.Concurrent;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Types;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>Notes everything a subscription brings.</summary>
internal sealed class RecordingSink : INotificationSink
{
    public ConcurrentQueue<(uint Handle, DataValue Value)> Values { get; } = new();

    public ConcurrentQueue<(uint Handle, IReadOnlyList<Variant> Fields)> Events { get; } = new();

    public ConcurrentDictionary<uint, StatusCode> Statuses { get; } = new();

    public ConcurrentQueue<DateTimeOffset> Gaps { get; } = new();

    public void OnValue(uint handle, in DataValue value) => Values.Enqueue((handle, value));

    public void OnEvent(uint handle, IReadOnlyList<Variant> fields) => Events.Enqueue((handle, fields));

    public void OnItemStatus(uint handle, StatusCode status) => Statuses[handle] = status;

    public void OnGap(in NotificationGap gap) => Gaps.Enqueue(gap.Since);

    public async Task UntilAsync(Func<RecordingSink, bool> condition, TimeSpan? limit = null)
    {
        using var patience = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(20), TimeProvider.System);
        while (!condition(this))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
    }
}
