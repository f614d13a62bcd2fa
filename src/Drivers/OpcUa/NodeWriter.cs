using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>Writes one value to one node, once, in the type that the node has.</summary>
internal static class NodeWriter
{
    private const uint LastBuiltInDataType = 25;
    private const uint EnumerationDataType = 29;

    /// <exception cref="SourceException">Nothing was written, or it is unknown whether it was.</exception>
    public static async ValueTask WriteAsync(OpcUaClient client, FeedItem item, TagValue value, CancellationToken cancellation)
    {
        var node = NodeNames.IdOf(client.Namespaces, item);
        if (client.State != ClientState.Connected || node.IsNull)
            throw new SourceException(new(SourceFaultKind.Unreachable, $"{item}: not connected, nothing was written", "wait until the connection is back"));
        var (type, isArray) = await TypeOfAsync(client, node, item, cancellation);
        if (WriteMapping.Map(value, type, isArray, out var variant) is { } problem)
            throw new SourceException(new(SourceFaultKind.Configuration, $"{item}: {problem} [{(StatusCode)StatusCodes.BadTypeMismatch}]", "write a value that fits"));
        StatusCode status;
        try
        {
            status = (await client.WriteAsync([new WriteValue(node, AttributeId.Value, item.Elements, new DataValue(variant))], cancellation))[0];
        }
        catch (UaException e)
        {
            throw new SourceException(Unsure(item, e), e);
        }
        if (status.IsBad)
            throw new SourceException(StatusWords.OfWrite(status, item.ToString()));
    }

    private static SourceFault Unsure(FeedItem item, UaException e) => e.Status == StatusCodes.BadNotConnected
        ? new(SourceFaultKind.Unreachable, $"{item}: not connected, nothing was written", "wait until the connection is back")
        : new(SourceFaultKind.TimedOut, $"{item}: {e.Message}", "look at the machine: it is unknown whether the value arrived");

    private static async ValueTask<(BuiltInType Type, bool IsArray)> TypeOfAsync(OpcUaClient client, NodeId node, FeedItem item, CancellationToken cancellation)
    {
        if (!item.NewestValue.IsNull)
            return (item.NewestValue.Type, item.NewestValue.IsArray);
        var attributes = new DataValue[3];
        try
        {
            await client.ReadAsync(
                [
                    new(node, AttributeId.Value, item.Elements, default), new(node, AttributeId.DataType, null, default),
                    new(node, AttributeId.ValueRank, null, default),
                ],
                attributes, cancellation: cancellation);
        }
        catch (UaException e)
        {
            throw new SourceException(new(SourceFaultKind.Unreachable, $"{item}: {e.Message}; nothing was written", "wait until the connection is back"), e);
        }
        var now = attributes[0].Value;
        if (!now.IsNull)
            return (now.Type, now.IsArray);
        var rank = attributes[2].Value.TryGetInteger(out var written) ? written : -1;
        var dataType = attributes[1].Value is { Type: BuiltInType.NodeId, IsScalar: true } id ? id.AsNodeId() : NodeId.Null;
        if (dataType is { NamespaceIndex: 0, Type: NodeIdType.Numeric, Numeric: > 0 and <= LastBuiltInDataType })
            return ((BuiltInType)dataType.Numeric, rank >= 1 || item.Elements is not null);
        if (dataType == new NodeId(EnumerationDataType))
            return (BuiltInType.Int32, rank >= 1);
        throw new SourceException(new(SourceFaultKind.Refused, $"{item}: the server has no value yet that shows which type it takes; nothing was written",
            "wait until the node has a value"));
    }
}
