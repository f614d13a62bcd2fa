using System.Runtime.CompilerServices;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Reading history (OPC 10000-11, 6.5). Pages are asked for as they are used; leaving early gives the rest back to the server.</summary>
public sealed partial class OpcUaClient
{
    private static readonly AggregateConfiguration ServersDefaults = new(true, false, 0, 0, false);

    /// <summary>The stored values of a node in a time range.</summary>
    /// <param name="node">The node.</param>
    /// <param name="from">The first time, included.</param>
    /// <param name="to">The last time, not included. Earlier than <paramref name="from"/> reads backwards.</param>
    /// <param name="valuesPerPage">Values in one answer; 0 leaves it to the server.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UaException">BadHistoryOperationUnsupported and the like, or the connection was lost on the way.</exception>
    public async IAsyncEnumerable<DataValue> ReadHistoryAsync(
        NodeId node, DateTimeOffset from, DateTimeOffset to, uint valuesPerPage = 10_000, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var details = new ReadRawModifiedDetails(false, UaDateTime.From(from), UaDateTime.From(to), valuesPerPage, false);
        await foreach (var page in PagesAsync(node, details.ToExtensionObject(), cancellation).ConfigureAwait(false))
        {
            foreach (var value in ValuesOf(page))
                yield return value;
        }
    }

    /// <summary>The values of a time range that were replaced or deleted since, with who did it.</summary>
    /// <inheritdoc cref="ReadHistoryAsync"/>
    public async IAsyncEnumerable<ModifiedValue> ReadModifiedHistoryAsync(
        NodeId node, DateTimeOffset from, DateTimeOffset to, uint valuesPerPage = 10_000, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var details = new ReadRawModifiedDetails(true, UaDateTime.From(from), UaDateTime.From(to), valuesPerPage, false);
        await foreach (var page in PagesAsync(node, details.ToExtensionObject(), cancellation).ConfigureAwait(false))
        {
            if (!page.TryDecode<HistoryModifiedData>(out var data, _options.DecodingLimits))
                continue;
            for (var i = 0; i < data.DataValues.Count; i++)
                yield return new ModifiedValue(data.DataValues[i], i < data.ModificationInfos.Count ? data.ModificationInfos[i] : null);
        }
    }

    /// <summary>The values at given times, interpolated by the server where none was stored.</summary>
    /// <param name="node">The node.</param>
    /// <param name="times">The times.</param>
    /// <param name="simpleBounds">Whether the values next to a time count though they are bad.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>One value for each time, in the same order.</returns>
    /// <exception cref="UaException">BadHistoryOperationUnsupported and the like, or the connection was lost on the way.</exception>
    public async ValueTask<IReadOnlyList<DataValue>> ReadHistoryAtAsync(
        NodeId node, IReadOnlyList<DateTimeOffset> times, bool simpleBounds = true, CancellationToken cancellation = default)
    {
        var details = new ReadAtTimeDetails([.. times.Select(UaDateTime.From)], simpleBounds);
        var values = new List<DataValue>(times.Count);
        await foreach (var page in PagesAsync(node, details.ToExtensionObject(), cancellation).ConfigureAwait(false))
            values.AddRange(ValuesOf(page));
        CheckCount(values.Count, times.Count, "HistoryRead");
        return values;
    }

    /// <summary>Aggregates that the server works out, one for each interval (OPC 10000-13).</summary>
    /// <param name="node">The node.</param>
    /// <param name="aggregate">The aggregate function's node, for instance Average, i=2342.</param>
    /// <param name="from">The beginning of the first interval.</param>
    /// <param name="to">The end of the last one.</param>
    /// <param name="interval">The length of an interval; zero makes one of the whole time.</param>
    /// <param name="configuration">How uncertain and bad values count; null leaves it to the server.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UaException">BadAggregateNotSupported and the like, or the connection was lost on the way.</exception>
    public async IAsyncEnumerable<DataValue> ReadAggregatesAsync(
        NodeId node, NodeId aggregate, DateTimeOffset from, DateTimeOffset to, TimeSpan interval, AggregateConfiguration? configuration = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var details = new ReadProcessedDetails(UaDateTime.From(from), UaDateTime.From(to), interval.TotalMilliseconds, [aggregate], configuration ?? ServersDefaults);
        await foreach (var page in PagesAsync(node, details.ToExtensionObject(), cancellation).ConfigureAwait(false))
        {
            foreach (var value in ValuesOf(page))
                yield return value;
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
        var details = new ReadEventDetails(eventsPerPage, UaDateTime.From(from), UaDateTime.From(to), filter);
        await foreach (var page in PagesAsync(node, details.ToExtensionObject(), cancellation).ConfigureAwait(false))
        {
            foreach (var one in EventsOf(page))
                yield return one.EventFields;
        }
    }

    private async IAsyncEnumerable<ExtensionObject> PagesAsync(NodeId node, ExtensionObject details, [EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[]? point = null;
        try
        {
            do
            {
                var result = await ReadPageAsync(node, details, point, release: false, cancellation).ConfigureAwait(false);
                point = result.ContinuationPoint is { Length: > 0 } next ? next : null;
                if (result.StatusCode.IsBad)
                    throw new UaException(result.StatusCode, $"the history of {node} cannot be read");
                yield return result.HistoryData;
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

    // Processed and modified data of some servers come as one or the other.
    private IReadOnlyList<DataValue> ValuesOf(ExtensionObject data) =>
        data.TryDecode<HistoryData>(out var values, _options.DecodingLimits) ? values.DataValues
        : data.TryDecode<HistoryModifiedData>(out var modified, _options.DecodingLimits) ? modified.DataValues
        : [];

    private IReadOnlyList<HistoryEventFieldList> EventsOf(ExtensionObject data) =>
        data.TryDecode<HistoryEvent>(out var history, _options.DecodingLimits) ? history.Events : [];
}
