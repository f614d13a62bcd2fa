using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Reading and writing attributes (OPC 10000-4, 5.11).</summary>
public sealed partial class OpcUaClient
{
    /// <summary>Reads the value of one node.</summary>
    /// <returns>A node that cannot be read has a bad status.</returns>
    public ValueTask<DataValue> ReadValueAsync(NodeId node, CancellationToken cancellation = default) => ReadAttributeAsync(node, AttributeId.Value, cancellation);

    /// <summary>Reads one attribute of one node.</summary>
    public async ValueTask<DataValue> ReadAttributeAsync(NodeId node, AttributeId attribute, CancellationToken cancellation = default)
    {
        var values = new DataValue[1];
        await ReadAsync([new ReadValueId(node, attribute, null, default)], values, cancellation: cancellation).ConfigureAwait(false);
        return values[0];
    }

    /// <summary>
    /// Reads any number of attributes, in portions that the server takes, into the caller's buffer. Numbers and times cost no object a value.
    /// </summary>
    /// <param name="nodes">What to read.</param>
    /// <param name="values">Where the values go, in the same order; as long as <paramref name="nodes"/>. A node that cannot be read has a bad status.</param>
    /// <param name="maxAgeMs">How old a value may be that the server already has, in milliseconds; 0 makes it look.</param>
    /// <param name="timestamps">Which times come with the values.</param>
    /// <param name="cancellation">Gives the answer up.</param>
    /// <exception cref="UaException">Not connected, no answer in time, or the server refused the whole request.</exception>
    public async ValueTask ReadAsync(
        IReadOnlyList<ReadValueId> nodes, Memory<DataValue> values, double maxAgeMs = 0, TimestampsToReturn timestamps = TimestampsToReturn.Both,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, nodes.Count, nameof(values));
        var session = Session;
        try
        {
            for (var at = 0; at < nodes.Count; at += session.Limits.NodesPerRead)
            {
                var count = Math.Min(session.Limits.NodesPerRead, nodes.Count - at);
                var request = WriteRead(session, nodes, at, count, maxAgeMs, timestamps);
                using var reply = await session.Channel.SendAsync(request, _options.RequestTimeout, cancellation).ConfigureAwait(false);
                TakeRead(session, reply, values.Span.Slice(at, count));
            }
        }
        catch (UaException gone) when (IsSessionGone(gone.Status))
        {
            _keeper.ReportLost(session, gone);
            throw;
        }
    }

    /// <summary>Writes any number of attributes, in portions that the server takes.</summary>
    /// <returns>The outcome of each, in the same order. Nothing is ever written twice: after a time-out it is unknown what was written.</returns>
    /// <exception cref="UaException">Not connected, no answer in time, or the server refused the whole request.</exception>
    public async ValueTask<IReadOnlyList<StatusCode>> WriteAsync(IReadOnlyList<WriteValue> nodes, CancellationToken cancellation = default)
    {
        var results = new List<StatusCode>(nodes.Count);
        foreach (var portion in nodes.Chunk(Session.Limits.NodesPerWrite))
        {
            var response = await InvokeAsync<WriteRequest, WriteResponse>(new WriteRequest(portion), cancellation).ConfigureAwait(false);
            CheckCount(response.Results.Count, portion.Length, "Write");
            results.AddRange(response.Results);
        }
        return results;
    }

    /// <summary>Writes the value of one node, without times and status: most servers take nothing else.</summary>
    public async ValueTask<StatusCode> WriteValueAsync(NodeId node, Variant value, CancellationToken cancellation = default) =>
        (await WriteAsync([new WriteValue(node, AttributeId.Value, null, new DataValue(value))], cancellation).ConfigureAwait(false))[0];

    private static UaWriter WriteRead(UaSession session, IReadOnlyList<ReadValueId> nodes, int at, int count, double maxAgeMs, TimestampsToReturn timestamps)
    {
        var writer = session.Begin(ReadRequest.EncodingId, TimeSpan.Zero);
        writer.WriteDouble(maxAgeMs);
        writer.WriteEnum(timestamps);
        writer.WriteInt32(count);
        for (var i = 0; i < count; i++)
            nodes[at + i].Encode(writer);
        return writer;
    }

    private static void TakeRead(UaSession session, in ReplyMessage reply, Span<DataValue> values)
    {
        var view = new ReadResponseView(session.Open(reply.Body, ReadResponse.EncodingId, nameof(ReadResponse)));
        CheckCount(view.Count, values.Length, "Read");
        for (var i = 0; view.MoveNext(); i++)
            values[i] = view.Current;
    }
}
