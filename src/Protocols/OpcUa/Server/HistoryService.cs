using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>HistoryRead of raw, modified, processed and interpolated values (OPC 10000-4, 5.11.3; OPC 10000-11, 6.4).</summary>
internal sealed class HistoryService(UaAddressSpace space, AttributeReader attributes, OpcUaServerOptions options, PendingOperations pending)
{
    public void Read(ReplyTarget target, Session session, HistoryReadRequest request)
    {
        if (request.NodesToRead.Count == 0)
            target.Fault(StatusCodes.BadNothingToDo);
        else if (request.NodesToRead.Count > options.Limits.MaxNodesPerHistoryRead)
            target.Fault(StatusCodes.BadTooManyOperations);
        else if (request.TimestampsToReturn is < TimestampsToReturn.Source or > TimestampsToReturn.Both)
            target.Fault(StatusCodes.BadTimestampsToReturnInvalid);
        else if (request.ReleaseContinuationPoints)
            Release(target, session, request);
        else
            pending.Run(target, session, cancellation => ReadAsync(target, session, request, cancellation));
    }

    private static void Release(ReplyTarget target, Session session, HistoryReadRequest request) =>
        target.Send(new HistoryReadResponse([.. request.NodesToRead.Select(node =>
            Failed(session.HistoryPoints.TryTake(node.ContinuationPoint, out _) ? StatusCodes.Good : StatusCodes.BadContinuationPointInvalid))], []));

    private async Task ReadAsync(ReplyTarget target, Session session, HistoryReadRequest request, CancellationToken cancellation)
    {
        var read = ReaderOf(request, session.Caller);
        var results = new HistoryReadResult[request.NodesToRead.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = await ReadNodeAsync(session, request.NodesToRead[i], i, request.TimestampsToReturn, read, cancellation).ConfigureAwait(false);
        target.Send(new HistoryReadResponse(results, []));
    }

    private Func<int, int, object?, CancellationToken, ValueTask<ReadPage>> ReaderOf(HistoryReadRequest request, ServiceCaller caller)
    {
        var history = options.History ?? throw new UaException(StatusCodes.BadHistoryOperationUnsupported, "this server keeps no history");
        var most = options.Limits.MaxHistoryValues;
        if (request.HistoryReadDetails.TryDecode<ReadRawModifiedDetails>(out var raw))
        {
            CheckRaw(raw);
            var count = raw.NumValuesPerNode == 0 ? most : (int)Math.Min(raw.NumValuesPerNode, (uint)most);
            return raw.IsReadModified
                ? async (handle, _, continuation, cancellation) => ReadPage.Of(await history.ReadModifiedAsync(
                    caller, handle, new RawHistoryRequest(raw.StartTime, raw.EndTime, count, false, continuation), cancellation).ConfigureAwait(false))
                : async (handle, _, continuation, cancellation) => ReadPage.Of(await history.ReadRawAsync(
                    caller, handle, new RawHistoryRequest(raw.StartTime, raw.EndTime, count, raw.ReturnBounds, continuation), cancellation).ConfigureAwait(false));
        }
        if (request.HistoryReadDetails.TryDecode<ReadProcessedDetails>(out var processed))
        {
            CheckProcessed(processed, request.NodesToRead.Count);
            return async (handle, position, continuation, cancellation) => ReadPage.Of(await history.ReadProcessedAsync(caller, handle, new ProcessedHistoryRequest(
                processed.StartTime, processed.EndTime, processed.ProcessingIntervalMs, processed.AggregateType[position], most, continuation, processed.AggregateConfiguration), cancellation).ConfigureAwait(false));
        }
        if (request.HistoryReadDetails.TryDecode<ReadAtTimeDetails>(out var times))
        {
            return times.ReqTimes.Count > most
                ? throw new UaException(StatusCodes.BadTooManyOperations, $"more than {most} times")
                : async (handle, _, _, cancellation) => ReadPage.Of(await history.ReadAtTimesAsync(caller, handle, times.ReqTimes, times.UseSimpleBounds, cancellation).ConfigureAwait(false));
        }
        throw new UaException(StatusCodes.BadHistoryOperationUnsupported, $"history cannot be read by {request.HistoryReadDetails.TypeId} here");
    }

    private static void CheckRaw(ReadRawModifiedDetails raw)
    {
        if (raw is { IsReadModified: true, ReturnBounds: true })
            throw new UaException(StatusCodes.BadInvalidArgument, "values that were replaced have no bounds");
        var ends = (raw.StartTime.HasValue ? 1 : 0) + (raw.EndTime.HasValue ? 1 : 0);
        if (ends == 0 || (ends == 1 && raw.NumValuesPerNode == 0))
            throw new UaException(StatusCodes.BadHistoryOperationInvalid, "two of start, end and number of values are needed");
    }

    private static void CheckProcessed(ReadProcessedDetails processed, int nodes)
    {
        if (processed.AggregateType.Count != nodes)
            throw new UaException(StatusCodes.BadAggregateListMismatch, $"{processed.AggregateType.Count} aggregates for {nodes} nodes");
        if (!processed.StartTime.HasValue || !processed.EndTime.HasValue || processed.StartTime == processed.EndTime || !(processed.ProcessingIntervalMs >= 0))
            throw new UaException(StatusCodes.BadInvalidArgument, "aggregates need a start, an end and an interval");
    }

    private async ValueTask<HistoryReadResult> ReadNodeAsync(
        Session session, HistoryReadValueId node, int position, TimestampsToReturn timestamps,
        Func<int, int, object?, CancellationToken, ValueTask<ReadPage>> read, CancellationToken cancellation)
    {
        var status = Find(session, node, out var handle, out var continuation);
        if (status.IsBad)
            return Failed(status);
        var page = await read(handle, position, continuation, cancellation).ConfigureAwait(false);
        if (page.Status.IsBad)
            return Failed(page.Status);
        byte[]? point = null;
        if (page.Continuation is not null)
        {
            point = session.HistoryPoints.TryAdd(new HistoryPoint(node.NodeId, handle, page.Continuation));
            if (point is null)
                return Failed(StatusCodes.BadNoContinuationPoints);
        }
        var now = UaDateTime.From(options.Time.GetUtcNow());
        DataValue[] values = [.. page.Values.Select(value => Timed.Of(value, timestamps, now))];
        var data = page.Modifications is { } modifications ? new HistoryModifiedData(values, modifications).ToExtensionObject() : new HistoryData(values).ToExtensionObject();
        return new HistoryReadResult(values.Length == 0 ? StatusCodes.GoodNoData : page.Status, point, data);
    }

    private StatusCode Find(Session session, HistoryReadValueId read, out int handle, out object? continuation)
    {
        handle = -1;
        continuation = null;
        using var reading = space.Read();
        var node = space.Nodes.Find(read.NodeId.AsKey());
        if (node < 0)
            return StatusCodes.BadNodeIdUnknown;
        if (!string.IsNullOrEmpty(read.IndexRange))
            return StatusCodes.BadIndexRangeInvalid;
        if (!read.DataEncoding.IsNull && !string.IsNullOrEmpty(read.DataEncoding.Name))
            return StatusCodes.BadDataEncodingUnsupported;
        handle = space.Nodes[node].Value;
        if (space.Nodes[node].Class != NodeClass.Variable || (space.Nodes[node].Access & AccessLevel.HistoryRead) == 0 || !NodeValue.IsHandle(handle))
            return StatusCodes.BadHistoryOperationUnsupported;
        if ((attributes.AccessOf(node, session.User!) & AccessLevel.HistoryRead) == 0)
            return StatusCodes.BadUserAccessDenied;
        if (read.ContinuationPoint is not { Length: > 0 })
            return StatusCodes.Good;
        if (!session.HistoryPoints.TryTake(read.ContinuationPoint, out var point) || point.Handle != handle)
            return StatusCodes.BadContinuationPointInvalid;
        continuation = point.Continuation;
        return StatusCodes.Good;
    }

    private static HistoryReadResult Failed(StatusCode status) => new(status, null, ExtensionObject.Null);

    private readonly record struct ReadPage(StatusCode Status, IReadOnlyList<DataValue> Values, IReadOnlyList<ModificationInfo>? Modifications, object? Continuation)
    {
        public static ReadPage Of(HistoryPage page) => new(page.Status, page.Values, null, page.Continuation);

        public static ReadPage Of(ModifiedHistoryPage page) => new(page.Status, page.Values, page.Modifications, page.Continuation);
    }
}
