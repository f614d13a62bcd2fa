using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Reads any attribute of any node (OPC 10000-3, 5). The caller holds the address space's read scope.</summary>
internal sealed class AttributeReader(UaAddressSpace space, ValueTable values, OpcUaServerOptions options)
{
    private readonly List<Func<Variant>> _serverValues = [];

    /// <summary>Lets the server itself say the value of a standard variable.</summary>
    public void Supply(uint id, Func<Variant> value) => Supply(new NodeId(id), value);

    /// <summary>Lets the server itself say the value of a variable that has a constant so far.</summary>
    public void Supply(NodeId id, Func<Variant> value)
    {
        var node = space.Nodes.Find(id.AsKey());
        space.Nodes[node].Value = NodeValue.OfServerValue(_serverValues.Count);
        _serverValues.Add(value);
    }

    /// <summary>What this user may do with a variable.</summary>
    public AccessLevel AccessOf(int node, UserIdentity user)
    {
        ref readonly var record = ref space.Nodes[node];
        return options.Access is null || !NodeValue.IsHandle(record.Value) ? record.Access : record.Access & options.Access.Allowed(user, record.Value, record.Access);
    }

    /// <summary>The value as it is, with the times it has.</summary>
    public DataValue ReadValue(int node, UserIdentity user)
    {
        ref readonly var record = ref space.Nodes[node];
        if (record.Class is not (NodeClass.Variable or NodeClass.VariableType))
            return DataValue.FromStatus(StatusCodes.BadAttributeIdInvalid);
        if (record.Class == NodeClass.Variable && (AccessOf(node, user) & AccessLevel.CurrentRead) == 0)
            return DataValue.FromStatus((record.Access & AccessLevel.CurrentRead) == 0 ? StatusCodes.BadNotReadable : StatusCodes.BadUserAccessDenied);
        return Current(node);
    }

    /// <summary>The value without asking who wants it.</summary>
    public DataValue Current(int node)
    {
        var source = space.Nodes[node].Value;
        if (NodeValue.IsHandle(source))
        {
            values.TryGet(source, out var value);
            return value;
        }
        if (NodeValue.IsConstant(source))
            return new DataValue(space.Constants[NodeValue.ConstantOf(source)]);
        if (NodeValue.IsServerValue(source))
            return new DataValue(_serverValues[NodeValue.ServerValueOf(source)]());
        return space.Nodes[node].Class == NodeClass.VariableType ? DataValue.FromStatus(StatusCodes.BadAttributeIdInvalid) : default;
    }

    /// <summary>Any attribute but the value.</summary>
    public DataValue ReadAttribute(int node, AttributeId attribute, UserIdentity user)
    {
        ref readonly var record = ref space.Nodes[node];
        var nodeClass = record.Class;
        switch (attribute)
        {
            case AttributeId.NodeId:
                return Of(new Variant(space.IdOf(node)));
            case AttributeId.NodeClass:
                return Of(new Variant((int)nodeClass));
            case AttributeId.BrowseName:
                return Of(new Variant(new QualifiedName(record.BrowseNamespace, space.NameOf(node))));
            case AttributeId.DisplayName:
                return Of(new Variant(new LocalizedText(System.Text.Encoding.UTF8.GetString(space.Names[record.DisplayName]))));
            case AttributeId.Description:
                return space.ExtrasOf(node)?.Description is { } description ? Of(new Variant(new LocalizedText(description))) : None;
            case AttributeId.WriteMask or AttributeId.UserWriteMask:
                return Of(new Variant(0u));
            case AttributeId.IsAbstract when nodeClass is NodeClass.ObjectType or NodeClass.VariableType or NodeClass.DataType or NodeClass.ReferenceType:
                return Of(new Variant(record.Has(NodeFlags.Abstract)));
            case AttributeId.Symmetric when nodeClass == NodeClass.ReferenceType:
                return Of(new Variant(record.Has(NodeFlags.Symmetric)));
            case AttributeId.InverseName when nodeClass == NodeClass.ReferenceType:
                return space.ExtrasOf(node)?.InverseName is { } inverse ? Of(new Variant(new LocalizedText(inverse))) : None;
            case AttributeId.ContainsNoLoops when nodeClass == NodeClass.View:
                return Of(new Variant(record.Has(NodeFlags.ContainsNoLoops)));
            case AttributeId.EventNotifier when nodeClass is NodeClass.Object or NodeClass.View:
                return Of(new Variant((byte)record.Notifier));
            case AttributeId.Executable when nodeClass == NodeClass.Method:
                return Of(new Variant(record.Has(NodeFlags.Executable)));
            case AttributeId.UserExecutable when nodeClass == NodeClass.Method:
                return Of(new Variant(record.Has(NodeFlags.Executable) && MayCall(record.Value, user)));
            case AttributeId.DataTypeDefinition when nodeClass == NodeClass.DataType:
                return space.ExtrasOf(node)?.DataTypeDefinition is { } definition ? Of(new Variant(definition)) : None;
            default:
                return nodeClass is NodeClass.Variable or NodeClass.VariableType ? ReadOfVariable(node, attribute, user) : None;
        }
    }

    private static DataValue None => DataValue.FromStatus(StatusCodes.BadAttributeIdInvalid);

    private static DataValue Of(Variant value) => new(value);

    private DataValue ReadOfVariable(int node, AttributeId attribute, UserIdentity user)
    {
        ref readonly var record = ref space.Nodes[node];
        switch (attribute)
        {
            case AttributeId.DataType:
                return Of(new Variant(record.DataType < 0 ? NodeId.Null : space.IdOf(record.DataType)));
            case AttributeId.ValueRank:
                return Of(new Variant((int)record.ValueRank));
            case AttributeId.ArrayDimensions:
                return space.ExtrasOf(node)?.ArrayDimensions is { } dimensions ? Of(Variant.FromArray(dimensions))
                    : record.ValueRank > 0 ? Of(Variant.FromArray(new uint[record.ValueRank])) : None;
            case AttributeId.AccessLevel when record.Class == NodeClass.Variable:
                return Of(new Variant((byte)record.Access));
            case AttributeId.UserAccessLevel when record.Class == NodeClass.Variable:
                return Of(new Variant((byte)AccessOf(node, user)));
            case AttributeId.AccessLevelEx when record.Class == NodeClass.Variable:
                return Of(new Variant((uint)record.Access));
            case AttributeId.MinimumSamplingInterval when record.Class == NodeClass.Variable:
                return Of(new Variant(space.ExtrasOf(node)?.MinimumSamplingIntervalMs ?? 0.0));
            case AttributeId.Historizing when record.Class == NodeClass.Variable:
                return Of(new Variant(record.Has(NodeFlags.Historizing)));
            default:
                return None;
        }
    }

    private bool MayCall(int handle, UserIdentity user) => options.Access is null || !NodeValue.IsHandle(handle) || options.Access.MayCall(user, handle);
}
