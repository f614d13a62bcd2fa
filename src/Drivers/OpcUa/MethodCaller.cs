using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>Calls one method, once, with arguments in the types that the server declares.</summary>
internal static class MethodCaller
{
    private const uint LastBuiltInDataType = 25;
    private const int MaxSupertypes = 16;
    private static readonly NodeId HasComponent = new(47);
    private static readonly NodeId Number = new(26);
    private static readonly NodeId Integer = new(27);
    private static readonly NodeId UInteger = new(28);

    /// <exception cref="SourceException">Nothing was done, or it is unknown whether it was.</exception>
    public static async ValueTask<IReadOnlyList<TagValue>> CallAsync(
        OpcUaClient client, CommandAddress address, IReadOnlyList<TagValue> arguments, CancellationToken cancellation)
    {
        var (owner, method, inputs) = await PrepareAsync(client, address, arguments, cancellation);
        CallMethodResult result;
        try
        {
            result = await client.CallAsync(owner, method, inputs, cancellation);
        }
        catch (UaException e)
        {
            throw new SourceException(CallWords.Unsure(e, address.Method), e);
        }
        if (result.StatusCode.IsBad)
            throw new SourceException(CallWords.OfCall(result.StatusCode, address.Method));
        return [.. result.OutputArguments.Select(Output)];
    }

    private static async ValueTask<(NodeId Owner, NodeId Method, IReadOnlyList<Variant> Inputs)> PrepareAsync(
        OpcUaClient client, CommandAddress address, IReadOnlyList<TagValue> arguments, CancellationToken cancellation)
    {
        try
        {
            var method = await FindAsync(client, address.Method, cancellation);
            var owner = address.Object is { } text ? await FindAsync(client, text, cancellation) : await OwnerOfAsync(client, method, address.Method, cancellation);
            return (owner, method, await InputsAsync(client, method, address.Method, arguments, cancellation));
        }
        catch (UaException e)
        {
            throw new SourceException(new(SourceFaultKind.Unreachable, $"{address.Method}: {e.Message}; nothing was called", "wait until the connection is back"), e);
        }
    }

    private static async ValueTask<NodeId> FindAsync(OpcUaClient client, string text, CancellationToken cancellation)
    {
        if (!NodeAddress.TryParse(text, out var address, out var problem))
            throw Unknown(problem!);
        if (address!.Id is { } id)
            return client.Namespaces.TryResolve(id, out var known) ? known : throw Unknown($"the server has no namespace of {text}");
        if (address.Path!.Resolve(client.Namespaces.IndexOf) is not { } path)
            throw Unknown($"the server has no namespace of {text}");
        var found = (await client.TranslateAsync([new BrowsePath(WellKnownNodes.ObjectsFolder, path)], cancellation))[0];
        return !found.StatusCode.IsBad && found.Targets.Count > 0 && client.Namespaces.TryResolve(found.Targets[0].TargetId, out var node)
            ? node
            : throw Unknown($"the path {text} leads nowhere");
    }

    private static async ValueTask<NodeId> OwnerOfAsync(OpcUaClient client, NodeId method, string text, CancellationToken cancellation)
    {
        var options = new BrowseOptions { Direction = BrowseDirection.Inverse, ReferenceType = HasComponent };
        await foreach (var found in client.BrowseManyAsync([method], options, cancellation))
        {
            foreach (var reference in found.References)
            {
                if (reference.NodeClass == NodeClass.Object && client.Namespaces.TryResolve(reference.NodeId, out var owner))
                    return owner;
            }
        }
        throw Unknown($"the server names no object that has the method {text}");
    }

    private static async ValueTask<IReadOnlyList<Variant>> InputsAsync(
        OpcUaClient client, NodeId method, string text, IReadOnlyList<TagValue> arguments, CancellationToken cancellation)
    {
        var declared = await DeclaredAsync(client, method, cancellation);
        if (declared.Count != arguments.Count)
            throw Unknown($"{text} takes {declared.Count} arguments ({string.Join(", ", declared.Select(d => d.Name))}), the command has {arguments.Count}");
        var inputs = new List<Variant>(arguments.Count);
        for (var i = 0; i < arguments.Count; i++)
        {
            var type = await BuiltInOfAsync(client, declared[i].DataType, cancellation);
            if (WriteMapping.Map(arguments[i], type, declared[i].ValueRank >= 1, out var input) is { } misfit)
                throw Unknown($"{declared[i].Name} of {text}: {misfit}");
            inputs.Add(input);
        }
        return inputs;
    }

    /// <summary>The input arguments that a method declares.</summary>
    public static async ValueTask<IReadOnlyList<Argument>> DeclaredAsync(OpcUaClient client, NodeId method, CancellationToken cancellation)
    {
        await foreach (var reference in client.BrowseAsync(method, cancellation: cancellation))
        {
            if (reference.BrowseName is not { NamespaceIndex: 0, Name: "InputArguments" } || !client.Namespaces.TryResolve(reference.NodeId, out var property))
                continue;
            var read = await client.ReadAttributeAsync(property, AttributeId.Value, cancellation);
            return read.Value.Elements is ExtensionObject[] packed ? [.. packed.Select(p => p.TryDecode<Argument>(out var argument) ? argument : null).OfType<Argument>()] : [];
        }
        return [];
    }

    /// <summary>The built-in type that a data type comes down to.</summary>
    public static async ValueTask<BuiltInType> BuiltInOfAsync(OpcUaClient client, NodeId type, CancellationToken cancellation)
    {
        for (var level = 0; level < MaxSupertypes; level++)
        {
            if (type is { NamespaceIndex: 0, Type: NodeIdType.Numeric, Numeric: > 0 and <= LastBuiltInDataType })
                return (BuiltInType)type.Numeric;
            if (type == Number)
                return BuiltInType.Double;
            if (type == Integer)
                return BuiltInType.Int64;
            if (type == UInteger)
                return BuiltInType.UInt64;
            if (type == WellKnownNodes.Enumeration)
                return BuiltInType.Int32;
            var above = NodeId.Null;
            var options = new BrowseOptions { Direction = BrowseDirection.Inverse, ReferenceType = WellKnownNodes.HasSubtype };
            await foreach (var found in client.BrowseManyAsync([type], options, cancellation))
            {
                if (found.References.Count > 0 && client.Namespaces.TryResolve(found.References[0].NodeId, out var supertype))
                    above = supertype;
            }
            if (above.IsNull)
                break;
            type = above;
        }
        return BuiltInType.ExtensionObject;
    }

    private static TagValue Output(Variant value) =>
        ValueMapping.TryMap(value, ValueMapping.KindOf(value.Type, value.IsArray), null, out var mapped) ? mapped : TagValue.None;

    private static SourceException Unknown(string problem) =>
        new(new(SourceFaultKind.Configuration, $"{problem}; nothing was called", "millwright browse shows the server's methods; correct the command"));
}
