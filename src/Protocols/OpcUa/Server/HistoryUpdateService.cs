using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>HistoryUpdate of values (OPC 10000-4, 5.11.5; OPC 10000-11, 6.9): access is checked here, the product carries it out.</summary>
internal sealed class HistoryUpdateService(UaAddressSpace space, AttributeReader attributes, OpcUaServerOptions options, PendingOperations pending)
{
    public void Update(ReplyTarget target, Session session, HistoryUpdateRequest request, string? auditEntry)
    {
        if (request.HistoryUpdateDetails.Count == 0)
            target.Fault(StatusCodes.BadNothingToDo);
        else if (request.HistoryUpdateDetails.Count > options.Limits.MaxNodesPerHistoryUpdate)
            target.Fault(StatusCodes.BadTooManyOperations);
        else
            pending.Run(target, session, cancellation => UpdateAsync(target, session, request, auditEntry, cancellation));
    }

    private async Task UpdateAsync(ReplyTarget target, Session session, HistoryUpdateRequest request, string? auditEntry, CancellationToken cancellation)
    {
        var caller = session.Caller with { AuditEntryId = auditEntry };
        var results = new HistoryUpdateResult[request.HistoryUpdateDetails.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = await UpdateOneAsync(caller, request.HistoryUpdateDetails[i], cancellation).ConfigureAwait(false);
        target.Send(new HistoryUpdateResponse(results, []));
    }

    private async ValueTask<HistoryUpdateResult> UpdateOneAsync(ServiceCaller caller, ExtensionObject details, CancellationToken cancellation)
    {
        if (details.TryDecode<UpdateDataDetails>(out var data))
            return await StoreAsync(caller, data, cancellation).ConfigureAwait(false);
        if (details.TryDecode<DeleteRawModifiedDetails>(out var range))
            return await DeleteAsync(caller, range, cancellation).ConfigureAwait(false);
        if (details.TryDecode<DeleteAtTimeDetails>(out var times))
            return await DeleteAtAsync(caller, times, cancellation).ConfigureAwait(false);
        return Of(StatusCodes.BadHistoryOperationUnsupported);
    }

    private async ValueTask<HistoryUpdateResult> StoreAsync(ServiceCaller caller, UpdateDataDetails data, CancellationToken cancellation)
    {
        var change = data.PerformInsertReplace switch
        {
            PerformUpdateType.Insert => HistoryChanges.Insert,
            PerformUpdateType.Replace => HistoryChanges.Replace,
            PerformUpdateType.Update => HistoryChanges.Update,
            _ => HistoryChanges.None,
        };
        if (change == HistoryChanges.None)
            return Of(StatusCodes.BadHistoryOperationInvalid);
        var status = Find(caller, data.NodeId, change, data.UpdateValues.Count, out var handle);
        return status.IsBad
            ? Of(status)
            : Of(await options.HistoryWriter!.StoreAsync(caller, handle, data.PerformInsertReplace, data.UpdateValues, cancellation).ConfigureAwait(false));
    }

    private async ValueTask<HistoryUpdateResult> DeleteAsync(ServiceCaller caller, DeleteRawModifiedDetails range, CancellationToken cancellation)
    {
        if (!range.StartTime.HasValue || !range.EndTime.HasValue || range.StartTime.Ticks > range.EndTime.Ticks)
            return Of(StatusCodes.BadInvalidTimestampArgument);
        var status = Find(caller, range.NodeId, HistoryChanges.DeleteRaw, 1, out var handle);
        return Of(status.IsBad
            ? status
            : await options.HistoryWriter!.DeleteAsync(caller, handle, range.StartTime, range.EndTime, range.IsDeleteModified, cancellation).ConfigureAwait(false));
    }

    private async ValueTask<HistoryUpdateResult> DeleteAtAsync(ServiceCaller caller, DeleteAtTimeDetails times, CancellationToken cancellation)
    {
        var status = Find(caller, times.NodeId, HistoryChanges.DeleteAtTime, times.ReqTimes.Count, out var handle);
        return status.IsBad ? Of(status) : Of(await options.HistoryWriter!.DeleteAtAsync(caller, handle, times.ReqTimes, cancellation).ConfigureAwait(false));
    }

    private StatusCode Find(ServiceCaller caller, NodeId id, HistoryChanges change, int count, out int handle)
    {
        handle = -1;
        using var reading = space.Read();
        var node = space.Nodes.Find(id.AsKey());
        if (node < 0)
            return StatusCodes.BadNodeIdUnknown;
        ref readonly var record = ref space.Nodes[node];
        handle = record.Value;
        if (options.HistoryWriter is not { } writer || (writer.Offers & change) == 0
            || record.Class != NodeClass.Variable || !NodeValue.IsHandle(handle) || (record.Access & AccessLevel.HistoryWrite) == 0)
            return StatusCodes.BadHistoryOperationUnsupported;
        if ((attributes.AccessOf(node, caller.User) & AccessLevel.HistoryWrite) == 0)
            return StatusCodes.BadUserAccessDenied;
        if (count == 0)
            return StatusCodes.BadNothingToDo;
        return count > options.Limits.MaxHistoryValues ? StatusCodes.BadTooManyOperations : StatusCodes.Good;
    }

    private static HistoryUpdateResult Of(StatusCode status) => new(status, [], []);

    private static HistoryUpdateResult Of(IReadOnlyList<StatusCode> results) => new(StatusCodes.Good, results, []);
}
