using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Changes history for clients. Called for variables with a handle whose access level has HistoryWrite, and for what <see cref="Offers"/> names.</summary>
public interface IHistoryWriter
{
    /// <summary>What can be done here; anything else is refused with BadHistoryOperationUnsupported.</summary>
    HistoryChanges Offers { get; }

    /// <summary>Stores values (OPC 10000-11, 6.9.2).</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="handle">The product's handle of the variable.</param>
    /// <param name="how">Insert, Replace or Update.</param>
    /// <param name="values">With source time and status.</param>
    /// <param name="cancellation">The session or the server ends.</param>
    /// <returns>One for each value: GoodEntryInserted, GoodEntryReplaced, BadEntryExists, BadNoEntryExists and the like.</returns>
    ValueTask<IReadOnlyList<StatusCode>> StoreAsync(
        ServiceCaller caller, int handle, PerformUpdateType how, IReadOnlyList<DataValue> values, CancellationToken cancellation);

    /// <summary>Deletes all values from a time on and before another (OPC 10000-11, 6.9.5).</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="handle">The product's handle of the variable.</param>
    /// <param name="start">The first time.</param>
    /// <param name="end">The time behind the last.</param>
    /// <param name="isModified">Means the values that were replaced, not those that hold.</param>
    /// <param name="cancellation">The session or the server ends.</param>
    /// <returns>Good, BadNoData and the like.</returns>
    ValueTask<StatusCode> DeleteAsync(ServiceCaller caller, int handle, UaDateTime start, UaDateTime end, bool isModified, CancellationToken cancellation);

    /// <summary>Deletes the values at times (OPC 10000-11, 6.9.6).</summary>
    /// <returns>One for each time: Good, BadNoEntryExists and the like.</returns>
    ValueTask<IReadOnlyList<StatusCode>> DeleteAtAsync(ServiceCaller caller, int handle, IReadOnlyList<UaDateTime> times, CancellationToken cancellation);
}
