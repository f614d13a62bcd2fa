using System.Runtime.CompilerServices;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Reading history (OPC 10000-11).</summary>
public sealed partial class OpcUaClient
{
    /// <summary>The stored values of a node in a time range, page by page as they are asked for.</summary>
    /// <param name="node">The node.</param>
    /// <param name="from">The first time, included.</param>
    /// <param name="to">The last time, not included. Earlier than <paramref name="from"/> reads backwards.</param>
    /// <param name="valuesPerPage">Values in one answer; 0 leaves it to the server.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UaException">BadHistoryOperationUnsupported and the like, or the connection was lost on the way.</exception>
    public async IAsyncEnumerable<DataValue> ReadHistoryAsync(
        NodeId node, DateTimeOffset from, DateTimeOffset to, uint valuesPerPage = 10_000, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var details = Pack(new ReadRawModifiedDetails(false, UaDateTime.From(from), UaDateTime.From(to), valuesPerPage, false));
        byte[]? point = null;
        try
        {
            do
            {
                var result = await ReadPageAsync(node, details, point, release: false, cancellation).ConfigureAwait(false);
                point = result.ContinuationPoint is { Length: > 0 } next ? next : null;
                if (result.StatusCode.IsBad)
                    throw new UaException(result.StatusCode, $"the history of {node} cannot be read");
                foreach (var value in ValuesOf(result.HistoryData))
                    yield return value;
            }
            while (point is not null);
        }
        finally
        {
            if (point is not null)
                await ReleaseHistoryAsync(node, details, point).ConfigureAwait(false);
        }
    }

    /// <summary>The stored events of a notifier in a time range, page by page as they are asked for.</summary>
    /// <param name="node">The notifier.</param>
    /// <param name="from">The first time, included.</param>
    /// <param name="to">The last time, not included.</param>
    /// <param name="filter">Which fields of which events.</param>
    /// <param name="eventsPerPage">Events in one answer; 0 leaves it to the server.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The fields of each event, in the order of the filter.</returns>
    /// <exception cref="UaException">BadHistoryOperationUnsupported and the like, or the connection was lost on the way.</exception>
    public async IAsyncEnumerable<IReadOnlyList<Variant>> ReadEventHistoryAsync(
        NodeId node, DateTimeOffset from, DateTimeOffset to, EventFilter filter, uint eventsPerPage = 1_000, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var details = Pack(new ReadEventDetails(eventsPerPage, UaDateTime.From(from), UaDateTime.From(to), filter));
        byte[]? point = null;
        try
        {
            do
            {
                var result = await ReadPageAsync(node, details, point, release: false, cancellation).ConfigureAwait(false);
                point = result.ContinuationPoint is { Length: > 0 } next ? next : null;
                if (result.StatusCode.IsBad)
                    throw new UaException(result.StatusCode, $"the events of {node} cannot be read");
                foreach (var one in EventsOf(result.HistoryData))
                    yield return one.EventFields;
            }
            while (point is not null);
        }
        finally
        {
            if (point is not null)
                await ReleaseHistoryAsync(node, details, point).ConfigureAwait(false);
        }
    }

    private async Task<HistoryReadResult> ReadPageAsync(NodeId node, ExtensionObject details, byte[]? point, bool release, CancellationToken cancellation)
    {
        var request = new HistoryReadRequest(details, TimestampsToReturn.Both, release, [new HistoryReadValueId(node, null, default, point)]);
        var response = await InvokeAsync<HistoryReadRequest, HistoryReadResponse>(request, cancellation).ConfigureAwait(false);
        CheckCount(response.Results.Count, 1, "HistoryRead");
        return response.Results[0];
    }

    private async Task ReleaseHistoryAsync(NodeId node, ExtensionObject details, byte[] point)
    {
        try
        {
            await ReadPageAsync(node, details, point, release: true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (UaException)
        {
            // The connection is gone, and the continuation point with it.
            return;
        }
    }

    private IReadOnlyList<DataValue> ValuesOf(ExtensionObject data)
    {
        if (data.TypeId != new NodeId(HistoryData.EncodingId))
            return [];
        var reader = new UaReader(data.Body.Span, _options.DecodingLimits);
        return HistoryData.Decode(ref reader).DataValues;
    }

    private IReadOnlyList<HistoryEventFieldList> EventsOf(ExtensionObject data)
    {
        if (data.TypeId != new NodeId(HistoryEvent.EncodingId))
            return [];
        var reader = new UaReader(data.Body.Span, _options.DecodingLimits);
        return HistoryEvent.Decode(ref reader).Events;
    }

    private static ExtensionObject Pack<T>(T structure)
        where T : IUaMessage<T>
    {
        using var writer = new UaWriter(256);
        structure.Encode(writer);
        return new ExtensionObject(new NodeId(T.EncodingId), writer.Written.ToArray());
    }
}
