using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Reading again and again, for servers without subscriptions.</summary>
public sealed partial class OpcUaClient
{
    /// <summary>
    /// Reads values at an interval and gives those that changed to a sink, until it is cancelled. A break of the connection only pauses it. Runs of
    /// a slow server do not overlap: what is missed is left out.
    /// </summary>
    /// <param name="items">What to read; handles come with the values. Filters, queues and sampling intervals have no meaning here.</param>
    /// <param name="interval">From one reading to the next.</param>
    /// <param name="sink">Takes the values.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task PollAsync(IReadOnlyList<MonitoredItemRequest> items, TimeSpan interval, INotificationSink sink, CancellationToken cancellation)
    {
        var watched = items.Select(static item => new MonitoredItem(item)).ToList();
        var nodes = new ReadValueId[items.Count];
        var values = new DataValue[items.Count];
        var last = new DataValue[items.Count];
        Array.Fill(last, DataValue.FromStatus(StatusCodes.UncertainInitialValue));
        using var timer = new PeriodicTimer(interval, _options.Time);
        do
        {
            try
            {
                Resolve(watched, nodes);
                await ReadAsync(nodes, values, interval.TotalMilliseconds / 2, TimestampsToReturn.Both, cancellation).ConfigureAwait(false);
                GiveChanges(items, values, last, sink);
                await sink.OnBatchEndAsync(cancellation).ConfigureAwait(false);
            }
            catch (UaException failed)
            {
                // The keeper mends the connection; the next run finds it, or says so again.
                if (State == ClientState.Connected)
                    Faulted?.Invoke(failed);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
    }

    private void Resolve(List<MonitoredItem> items, ReadValueId[] nodes)
    {
        var namespaces = Session.Namespaces;
        for (var i = 0; i < nodes.Length; i++)
        {
            var item = items[i];
            item.Name(namespaces);
            // An unknown namespace reads as an unknown node, which is what it is.
            var node = namespaces.TryResolve(item.NodeId, out var id) ? id : NodeId.Null;
            nodes[i] = new ReadValueId(node, item.Terms.Attribute, item.Terms.IndexRange, default);
        }
    }

    private static void GiveChanges(IReadOnlyList<MonitoredItemRequest> items, DataValue[] values, DataValue[] last, INotificationSink sink)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Status == last[i].Status && values[i].Value == last[i].Value)
                continue;
            last[i] = values[i];
            sink.OnValue(items[i].Handle, values[i]);
        }
    }
}
