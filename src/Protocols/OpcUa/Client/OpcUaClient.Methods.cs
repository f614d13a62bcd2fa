using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Methods and types.</summary>
public sealed partial class OpcUaClient
{
    /// <summary>Calls one method. It is never called twice: after a time-out it is unknown whether it ran.</summary>
    /// <exception cref="UaException">Not connected, or no answer in time; a refusal is in the result.</exception>
    public async ValueTask<CallMethodResult> CallAsync(NodeId objectId, NodeId methodId, IReadOnlyList<Variant> arguments, CancellationToken cancellation = default) =>
        (await CallAsync([new CallMethodRequest(objectId, methodId, arguments)], cancellation).ConfigureAwait(false))[0];

    /// <summary>Calls any number of methods, in portions that the server takes.</summary>
    /// <returns>The outcome of each, in the same order.</returns>
    public async ValueTask<IReadOnlyList<CallMethodResult>> CallAsync(IReadOnlyList<CallMethodRequest> calls, CancellationToken cancellation = default)
    {
        var results = new List<CallMethodResult>(calls.Count);
        foreach (var portion in calls.Chunk(Session.Limits.NodesPerMethodCall))
        {
            var response = await InvokeAsync<CallRequest, CallResponse>(new CallRequest(portion), cancellation).ConfigureAwait(false);
            CheckCount(response.Results.Count, portion.Length, "Call");
            results.AddRange(response.Results);
        }
        return results;
    }

    /// <summary>The definition of a data type, as the server itself gives it: a StructureDefinition or EnumDefinition still encoded.</summary>
    /// <exception cref="UaException">The node is no data type, or has no definition.</exception>
    public async ValueTask<ExtensionObject> ReadTypeDefinitionAsync(NodeId dataType, CancellationToken cancellation = default)
    {
        var value = await ReadAttributeAsync(dataType, AttributeId.DataTypeDefinition, cancellation).ConfigureAwait(false);
        if (value.Status.IsBad || value.Value.Type != BuiltInType.ExtensionObject || !value.Value.IsScalar)
            throw new UaException(value.Status.IsBad ? value.Status : StatusCodes.BadAttributeIdInvalid, $"{dataType} gives no definition of its type");
        return value.Value.AsExtensionObject();
    }

    /// <summary>Registers nodes that are read or written often; the ids that come back are faster at some servers and end with the session.</summary>
    public async ValueTask<IReadOnlyList<NodeId>> RegisterAsync(IReadOnlyList<NodeId> nodes, CancellationToken cancellation = default) =>
        (await InvokeAsync<RegisterNodesRequest, RegisterNodesResponse>(new RegisterNodesRequest(nodes), cancellation).ConfigureAwait(false)).RegisteredNodeIds;
}
