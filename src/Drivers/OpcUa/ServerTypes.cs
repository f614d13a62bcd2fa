using Millwright.OpcUa.Client;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Structures;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>Learns the structures of a server from its own type definitions, as values of them are met.</summary>
internal sealed class ServerTypes(OpcUaClient client)
{
    private const int MaxRounds = 32;
    private static readonly NodeId HasEncoding = new(38);

    private readonly HashSet<NodeId> _tried = [];
    private readonly DataTypeDefinitions _definitions = new();

    /// <summary>Looks at values and learns the types of structures in them that are new.</summary>
    /// <returns>Decodes all that is known by now; null when nothing new was learned.</returns>
    /// <exception cref="UaException">The connection was lost on the way.</exception>
    public async ValueTask<StructureCodec?> LearnAsync(ReadOnlyMemory<DataValue> values, CancellationToken cancellation)
    {
        List<NodeId>? encodings = null;
        foreach (ref readonly var value in values.Span)
        {
            if (value.Value.Type == BuiltInType.ExtensionObject && EncodingOf(value.Value) is { IsNull: false } encoding && _tried.Add(encoding))
                (encodings ??= []).Add(encoding);
        }
        if (encodings is null)
            return null;
        foreach (var encoding in encodings)
        {
            if (await TypeOfAsync(encoding, cancellation) is { } type)
                await AddAsync(type, encoding, cancellation);
        }
        for (var round = 0; round < MaxRounds && _definitions.Missing().Where(_tried.Add).ToList() is { Count: > 0 } missing; round++)
        {
            foreach (var type in missing)
                await AddAsync(type, null, cancellation);
        }
        return new StructureCodec(_definitions);
    }

    /// <summary>Forgets all: ids can mean another type after the server's restart.</summary>
    public void Forget() => _tried.Clear();

    private static NodeId EncodingOf(in Variant value) => value.Elements is ExtensionObject[] { Length: > 0 } several
        ? several[0].TypeId
        : value.IsScalar ? value.AsExtensionObject().TypeId : NodeId.Null;

    private async ValueTask<NodeId?> TypeOfAsync(NodeId encoding, CancellationToken cancellation)
    {
        var options = new BrowseOptions { Direction = BrowseDirection.Inverse, ReferenceType = HasEncoding };
        await foreach (var found in client.BrowseManyAsync([encoding], options, cancellation))
        {
            if (found.References.Count > 0 && client.Namespaces.TryResolve(found.References[0].NodeId, out var type))
                return type;
        }
        return null;
    }

    private async ValueTask AddAsync(NodeId type, NodeId? encoding, CancellationToken cancellation)
    {
        var attributes = new DataValue[2];
        await client.ReadAsync(
            [new(type, AttributeId.BrowseName, null, default), new(type, AttributeId.DataTypeDefinition, null, default)], attributes, cancellation: cancellation);
        var name = attributes[0].Value is { Type: BuiltInType.QualifiedName, IsScalar: true } qualified ? qualified.AsQualifiedName().Name ?? "" : type.ToString();
        var definition = attributes[1].Value is { Type: BuiltInType.ExtensionObject, IsScalar: true } value ? value.AsExtensionObject() : null;
        if (definition.TryDecode<StructureDefinition>(out var structure))
            _definitions.AddStructure(type, name, structure, encoding);
        else if (definition.TryDecode<EnumDefinition>(out var enumeration))
            _definitions.AddEnumeration(type, name, enumeration);
        else if (await SupertypeOfAsync(type, cancellation) is { } supertype)
            _definitions.AddSubtype(type, supertype);
    }

    private async ValueTask<NodeId?> SupertypeOfAsync(NodeId type, CancellationToken cancellation)
    {
        var options = new BrowseOptions { Direction = BrowseDirection.Inverse, ReferenceType = WellKnownNodes.HasSubtype };
        await foreach (var found in client.BrowseManyAsync([type], options, cancellation))
        {
            if (found.References.Count > 0 && client.Namespaces.TryResolve(found.References[0].NodeId, out var supertype))
                return supertype;
        }
        return null;
    }
}
