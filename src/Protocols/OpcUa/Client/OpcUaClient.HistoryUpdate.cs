using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Changing history (OPC 10000-11, 6.9). Nothing is ever sent twice: after a time-out it is unknown what was changed.</summary>
public sealed partial class OpcUaClient
{
    /// <summary>Adds values, changes values that are there, or whichever it is.</summary>
    /// <param name="node">The node.</param>
    /// <param name="how">Insert, Replace or Update.</param>
    /// <param name="values">With source time and status.</param>
    /// <param name="cancellation">Gives the answer up.</param>
    /// <returns>One status for each value, such as GoodEntryInserted, GoodEntryReplaced or BadEntryExists.</returns>
    /// <exception cref="UaException">BadHistoryOperationUnsupported and the like: nothing was changed.</exception>
    public ValueTask<IReadOnlyList<StatusCode>> UpdateHistoryAsync(
        NodeId node, PerformUpdateType how, IReadOnlyList<DataValue> values, CancellationToken cancellation = default) =>
        ChangeEachAsync(node, new UpdateDataDetails(node, how, values).ToExtensionObject(), values.Count, cancellation);

    /// <summary>Deletes the values at given times.</summary>
    /// <returns>One status for each time.</returns>
    /// <exception cref="UaException">BadHistoryOperationUnsupported and the like: nothing was deleted.</exception>
    public ValueTask<IReadOnlyList<StatusCode>> DeleteHistoryAtAsync(NodeId node, IReadOnlyList<DateTimeOffset> times, CancellationToken cancellation = default) =>
        ChangeEachAsync(node, new DeleteAtTimeDetails(node, [.. times.Select(UaDateTime.From)]).ToExtensionObject(), times.Count, cancellation);

    /// <summary>Deletes all values from a time on and before another.</summary>
    /// <param name="node">The node.</param>
    /// <param name="from">The first time, included.</param>
    /// <param name="to">The last time, not included.</param>
    /// <param name="modified">Means the values that were replaced, not those that hold.</param>
    /// <param name="cancellation">Gives the answer up.</param>
    /// <returns>Good, or why not.</returns>
    public async ValueTask<StatusCode> DeleteHistoryAsync(
        NodeId node, DateTimeOffset from, DateTimeOffset to, bool modified = false, CancellationToken cancellation = default) =>
        (await ChangeAsync(new DeleteRawModifiedDetails(node, modified, UaDateTime.From(from), UaDateTime.From(to)).ToExtensionObject(), cancellation).ConfigureAwait(false)).StatusCode;

    private async ValueTask<IReadOnlyList<StatusCode>> ChangeEachAsync(NodeId node, ExtensionObject details, int count, CancellationToken cancellation)
    {
        var result = await ChangeAsync(details, cancellation).ConfigureAwait(false);
        if (result.StatusCode.IsBad)
            throw new UaException(result.StatusCode, $"the history of {node} cannot be changed");
        CheckCount(result.OperationResults.Count, count, "HistoryUpdate");
        return result.OperationResults;
    }

    private async Task<HistoryUpdateResult> ChangeAsync(ExtensionObject details, CancellationToken cancellation)
    {
        var response = await InvokeAsync<HistoryUpdateRequest, HistoryUpdateResponse>(new HistoryUpdateRequest([details]), cancellation).ConfigureAwait(false);
        CheckCount(response.Results.Count, 1, "HistoryUpdate");
        return response.Results[0];
    }
}
