using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Takes what a subscription brings. Calls come one at a time for all subscriptions of a client.</summary>
public interface INotificationSink
{
    /// <summary>A value changed. Its strings and arrays are the sink's to keep.</summary>
    void OnValue(uint handle, in DataValue value);

    /// <summary>
    /// All values of one message were given: a good moment to hand a batch on. The message is acknowledged to the server, and the next one
    /// given, when this completes. When the connection ends meanwhile, the values stay the sink's: the message is not given again, and this is
    /// called once more after the break.
    /// </summary>
    /// <param name="cancellation">Cancelled when the connection ends.</param>
    ValueTask OnBatchEndAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>An event came, with the fields in the order of the filter.</summary>
    void OnEvent(uint handle, IReadOnlyList<Variant> fields)
    {
    }

    /// <summary>An item became live (Good) or failed (the server's reason); a failed one is tried again by itself.</summary>
    void OnItemStatus(uint handle, StatusCode status)
    {
    }

    /// <summary>Values are missing: messages were lost, or the subscription had to be made anew. A history can fill the gap.</summary>
    void OnGap(in NotificationGap gap)
    {
    }
}
