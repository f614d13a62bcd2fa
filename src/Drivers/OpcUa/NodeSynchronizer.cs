using Millwright.Drivers.Output;
using Millwright.Model;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>
/// Reads nodes and hands their values on: as the whole cycle that startup sync asks for, or as a poll. A node that cannot be read fails its
/// tag alone, one that can be again recovers it.
/// </summary>
internal sealed class NodeSynchronizer(OpcUaLink link, SerializedOutput output, TimeProvider clock)
{
    private const int MaxNodesPerTurn = 2000;
    private static readonly NodeId StartTime = new(2257);
    private static readonly NodeId CurrentTime = new(2258);

    private readonly ServerTypes _types = new(link.Client);

    /// <summary>Reads every item, says that the cycle is whole, and hands the values on once more, which then are Good.</summary>
    /// <returns>False when the server restarted meanwhile: it has to be done again.</returns>
    /// <exception cref="UaException">The connection was lost on the way.</exception>
    public async ValueTask<bool> SynchronizeAsync(IReadOnlyList<FeedItem> items, CancellationToken cancellation)
    {
        foreach (var portion in items.Where(i => i.Named is not null).Chunk(Portion))
        {
            await output.EnterAsync(cancellation);
            try
            {
                // Read while it is our turn: nothing newer can have been handed on when the values go.
                var (values, server) = await ReadAsync(portion, cancellation);
                if (server.Start != link.Client.ServerStartTime && server.Start.HasValue)
                    return false;
                var (readable, read) = Judge(portion, values);
                await link.Feed.HandOnAsync(output.Inner, readable, read, server.NowTicks, ValueOrigin.Truth, cancellation);
                output.Inner.CycleCompleted(readable.Select(i => i.Handle).ToArray());
                await link.Feed.HandOnAsync(output.Inner, readable, read, server.NowTicks, ValueOrigin.Truth, cancellation);
            }
            finally
            {
                output.Leave();
            }
        }
        return true;
    }

    /// <summary>Reads items and hands on what has changed.</summary>
    /// <returns>Items that had failed and can be read again: they have to be synchronized.</returns>
    /// <exception cref="UaException">The connection was lost on the way.</exception>
    public async ValueTask<IReadOnlyList<FeedItem>> PollAsync(IReadOnlyList<FeedItem> items, CancellationToken cancellation)
    {
        List<FeedItem>? recovered = null;
        foreach (var portion in items.Chunk(Portion))
        {
            await output.EnterAsync(cancellation);
            try
            {
                var (values, _) = await ReadAsync(portion, cancellation);
                foreach (var (item, value) in portion.Zip(values))
                {
                    if (item.HasFailed && !IsRefusal(value.Status))
                        (recovered ??= []).Add(item);
                }
                var (readable, read) = Judge(portion, values);
                await link.Feed.HandOnAsync(output.Inner, readable, read, 0, ValueOrigin.Again, cancellation);
            }
            finally
            {
                output.Leave();
            }
        }
        return recovered ?? [];
    }

    /// <summary>Reads items without handing anything on.</summary>
    public async ValueTask<DataValue[]> LookAsync(IReadOnlyList<FeedItem> items, CancellationToken cancellation) => (await ReadAsync(items, cancellation)).Values;

    /// <summary>Says that a tag cannot be read. By the one whose turn it is.</summary>
    public void Fail(FeedItem item, StatusCode status)
    {
        var (problem, remedy) = StatusWords.OfItem(status, item.ToString());
        item.HasFailed = true;
        output.Inner.TagFailed(item.Handle, new Quality(status.Condition.Value), problem, remedy);
    }

    /// <summary>What was known of the server's types is learned anew.</summary>
    public void ForgetTypes() => _types.Forget();

    private int Portion => Math.Clamp((link.Client.Limits?.NodesPerRead ?? MaxNodesPerTurn) - 2, 1, MaxNodesPerTurn);

    /// <summary>These say that the tag's address is wrong or not allowed; any other bad status is the quality of a value.</summary>
    private static bool IsRefusal(StatusCode status) => (StatusCodes)status.Condition.Value
        is StatusCodes.BadNodeIdUnknown or StatusCodes.BadNodeIdInvalid or StatusCodes.BadAttributeIdInvalid or StatusCodes.BadNotReadable
        or StatusCodes.BadUserAccessDenied or StatusCodes.BadIndexRangeInvalid or StatusCodes.BadIndexRangeNoData or StatusCodes.BadDataEncodingInvalid;

    private (IReadOnlyList<FeedItem> Readable, ReadOnlyMemory<DataValue> Values) Judge(FeedItem[] items, DataValue[] values)
    {
        if (!Array.Exists(values, v => IsRefusal(v.Status)) && !Array.Exists(items, i => i.HasFailed))
            return (items, values);
        var (readable, read) = (new List<FeedItem>(items.Length), new List<DataValue>(items.Length));
        for (var i = 0; i < items.Length; i++)
        {
            if (IsRefusal(values[i].Status))
            {
                Fail(items[i], values[i].Status);
                continue;
            }
            if (items[i].HasFailed)
            {
                items[i].HasFailed = false;
                output.Inner.TagRecovered(items[i].Handle);
            }
            readable.Add(items[i]);
            read.Add(values[i]);
        }
        return (readable, read.ToArray());
    }

    private async ValueTask<(DataValue[] Values, (UaDateTime Start, long NowTicks) Server)> ReadAsync(IReadOnlyList<FeedItem> items, CancellationToken cancellation)
    {
        var namespaces = link.Client.Namespaces;
        var nodes = new List<ReadValueId>(items.Count + 2)
        {
            new(CurrentTime, AttributeId.Value, null, default),
            new(StartTime, AttributeId.Value, null, default),
        };
        foreach (var item in items)
            nodes.Add(new(NodeNames.IdOf(namespaces, item), AttributeId.Value, item.Elements, default));
        var values = new DataValue[nodes.Count];
        await link.Client.ReadAsync(nodes, values, cancellation: cancellation);
        var now = TimeOf(values[0]);
        if (await _types.LearnAsync(values, cancellation) is { } structures)
            link.Feed.Structures = structures;
        return (values[2..], (TimeOf(values[1]), now.HasValue ? now.DotNetTicks : clock.GetUtcNow().UtcTicks));
    }

    private static UaDateTime TimeOf(in DataValue value) => value.Value is { Type: BuiltInType.DateTime, IsScalar: true } time ? time.AsDateTime() : default;
}
