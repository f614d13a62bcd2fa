using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>
/// One change of an address space, of any size. Clients see all of it or nothing; disposing ends it and tells them what changed. Use it on
/// one thread.
/// </summary>
/// <exception cref="UaException">BadNodeIdExists, BadNodeIdUnknown, BadParentNodeIdInvalid, BadReferenceTypeIdInvalid, BadTypeDefinitionInvalid or
/// BadNodeIdInvalid, with the node; what was added before stays.</exception>
public sealed class AddressSpaceEdit : IDisposable
{
    private const uint FirstGeneratedId = 1_000_000_000;

    private readonly UaAddressSpace _space;
    private readonly List<ModelChange> _changes = [];
    private readonly byte[] _nameBytes = new byte[4 * 1024];
    private bool _ended;

    internal AddressSpaceEdit(UaAddressSpace space) => _space = space;

    /// <summary>Adds a folder that its parent organizes.</summary>
    public void AddFolder(NodeId parent, NodeId id, QualifiedName name, string? displayName = null) =>
        AddObject(parent, id, name, new ObjectSettings
        {
            TypeDefinition = new NodeId(StandardIds.FolderType),
            ReferenceType = new NodeId(StandardIds.Organizes),
            DisplayName = displayName,
        });

    public void AddObject(NodeId parent, NodeId id, QualifiedName name, ObjectSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var type = Known(settings.TypeDefinition, NodeClass.ObjectType, StatusCodes.BadTypeDefinitionInvalid);
        var node = AddBelow(parent, settings.ReferenceType, id, NodeClass.Object, name, settings.DisplayName, settings.Description);
        _space.Nodes[node].TypeDefinition = type;
        _space.Nodes[node].Notifier = settings.EventNotifier;
        Added(node);
    }

    /// <summary>Adds a variable whose value the product supplies under a handle of its own.</summary>
    /// <param name="parent">An object, variable or view.</param>
    /// <param name="id">A free id.</param>
    /// <param name="name">The browse name.</param>
    /// <param name="settings">What it is.</param>
    /// <param name="handle">What the product calls it, 0 to 2^30 - 1.</param>
    public void AddVariable(NodeId parent, NodeId id, QualifiedName name, VariableSettings settings, int handle)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(handle);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(handle, 1 << 30);
        var node = AddVariable(parent, id, name, settings);
        _space.Nodes[node].Value = handle;
    }

    /// <summary>Adds a variable with a value that only another edit changes.</summary>
    public void AddConstant(NodeId parent, NodeId id, QualifiedName name, VariableSettings settings, in Variant value) =>
        _space.SetConstant(AddVariable(parent, id, name, settings), value);

    /// <summary>Adds a property: a constant that describes its parent, such as a serial number.</summary>
    public void AddProperty(NodeId parent, NodeId id, QualifiedName name, NodeId dataType, in Variant value) => AddConstant(parent, id, name, new VariableSettings
    {
        DataType = dataType,
        ValueRank = value.ValueRank,
        TypeDefinition = new NodeId(StandardIds.PropertyType),
        ReferenceType = new NodeId(StandardIds.HasProperty),
    }, value);

    /// <summary>Gives a constant another value.</summary>
    public void SetConstant(NodeId id, in Variant value)
    {
        var node = Known(id, NodeClass.Variable | NodeClass.VariableType, StatusCodes.BadNodeIdUnknown);
        if (NodeValue.IsHandle(_space.Nodes[node].Value))
            throw new UaException(StatusCodes.BadNodeIdInvalid, $"{id} has a value from a source, not a constant");
        _space.SetConstant(node, value);
    }

    /// <summary>Adds a method that the product carries out under a handle of its own, 0 to 2^30 - 1.</summary>
    public void AddMethod(NodeId parent, NodeId id, QualifiedName name, MethodSettings settings, int handle)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegative(handle);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(handle, 1 << 30);
        var node = AddBelow(parent, new NodeId(StandardIds.HasComponent), id, NodeClass.Method, name, settings.DisplayName, settings.Description);
        _space.Nodes[node].Flags |= NodeFlags.Executable;
        _space.Nodes[node].Value = handle;
        Added(node);
        AddArguments(id, "InputArguments", settings.Inputs);
        AddArguments(id, "OutputArguments", settings.Outputs);
    }

    /// <summary>Adds an object, variable, data or reference type below its supertype.</summary>
    public void AddType(NodeId supertype, NodeId id, QualifiedName name, bool isAbstract = false)
    {
        var parent = Known(supertype, NodeClass.ObjectType | NodeClass.VariableType | NodeClass.DataType | NodeClass.ReferenceType, StatusCodes.BadParentNodeIdInvalid);
        var node = AddBelow(supertype, new NodeId(StandardIds.HasSubtype), id, _space.Nodes[parent].Class, name, null, null);
        ref var record = ref _space.Nodes[node];
        record.DataType = _space.Nodes[parent].DataType;
        record.ValueRank = _space.Nodes[parent].ValueRank;
        record.Flags |= isAbstract ? NodeFlags.Abstract : NodeFlags.None;
        Added(node);
    }

    /// <summary>Adds a structure with the fields that clients read to decode it, and its binary encoding.</summary>
    /// <param name="supertype">Structure or a subtype; a union when it is Union.</param>
    /// <param name="id">The data type's id.</param>
    /// <param name="binaryEncoding">The id that stands in front of encoded values.</param>
    /// <param name="name">The browse name.</param>
    /// <param name="fields">All fields, those of the supertype first.</param>
    public void AddStructure(NodeId supertype, NodeId id, NodeId binaryEncoding, QualifiedName name, IReadOnlyList<DefinedField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        AddType(supertype, id, name);
        var node = _space.Nodes.Find(id.AsKey());
        var isUnion = _space.IsSubtype(node, _space.FindStandard(StandardIds.Union));
        var structureType = StandardStructures.TypeOf(isUnion, fields);
        _space.AddExtras(node).DataTypeDefinition = StandardStructures.StructureDefinition(binaryEncoding, supertype, structureType, fields);
        AddEncoding(node, binaryEncoding);
    }

    /// <summary>Adds an enumeration with its names, 0 and up.</summary>
    public void AddEnumeration(NodeId id, QualifiedName name, IReadOnlyList<string> members)
    {
        AddType(new NodeId(StandardIds.Enumeration), id, name);
        var node = _space.Nodes.Find(id.AsKey());
        _space.AddExtras(node).DataTypeDefinition = StandardStructures.EnumDefinition([.. members.Select(static (member, i) => (member, (long)i))]);
        AddProperty(id, Derived(id, "EnumStrings"), new QualifiedName("EnumStrings"), new NodeId((uint)BuiltInType.LocalizedText),
            Variant.FromArray([.. members.Select(static m => new LocalizedText(m))]));
    }

    /// <summary>Refers from one node to another, both ways; nothing happens when it does so already.</summary>
    public void AddReference(NodeId source, NodeId referenceType, NodeId target)
    {
        var from = Known(source, 0, StatusCodes.BadNodeIdUnknown);
        var to = Known(target, 0, StatusCodes.BadNodeIdUnknown);
        var type = Known(referenceType, NodeClass.ReferenceType, StatusCodes.BadReferenceTypeIdInvalid);
        if (_space.HasReference(from, type, to))
            return;
        _space.AddReference(from, type, to);
        Change(from, ModelChangeVerb.ReferenceAdded);
    }

    public void RemoveReference(NodeId source, NodeId referenceType, NodeId target)
    {
        var from = Known(source, 0, StatusCodes.BadNodeIdUnknown);
        if (_space.RemoveReference(from, Known(referenceType, NodeClass.ReferenceType, StatusCodes.BadReferenceTypeIdInvalid), Known(target, 0, StatusCodes.BadNodeIdUnknown)))
            Change(from, ModelChangeVerb.ReferenceDeleted);
    }

    /// <summary>Removes an instance and everything that hangs below it. Types and namespace 0 stay.</summary>
    public void Remove(NodeId id)
    {
        var root = Known(id, NodeClass.Object | NodeClass.Variable | NodeClass.Method | NodeClass.View, StatusCodes.BadNodeIdUnknown);
        if (id.NamespaceIndex == 0)
            throw new UaException(StatusCodes.BadNodeIdInvalid, $"{id} belongs to the standard and cannot be removed");
        var removed = new SubtreeRemoval(_space, root);
        foreach (var node in removed.Nodes)
            Change(node, ModelChangeVerb.NodeDeleted);
        removed.Carry();
    }

    /// <summary>Ends the edit and tells the server's clients.</summary>
    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        _space.EndEdit(_changes);
    }

    internal int Known(NodeId id, NodeClass classes, StatusCodes otherwise)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        var node = _space.Nodes.Find(id.AsKey());
        if (node < 0 || (classes != 0 && (_space.Nodes[node].Class & classes) == 0))
            throw new UaException(otherwise, node < 0 ? $"there is no node {id}" : $"{id} is a {_space.Nodes[node].Class}, not a {classes}");
        return node;
    }

    /// <summary>An id for something that belongs to a node: the text and the name, or a free number.</summary>
    internal NodeId Derived(NodeId id, string name)
    {
        if (id.Type == NodeIdType.String)
            return new NodeId(id.NamespaceIndex, $"{id.Text}/{name}");
        var generated = new NodeId(id.NamespaceIndex, FirstGeneratedId + (uint)_space.Count);
        while (_space.Nodes.Find(generated.AsKey()) >= 0)
            generated = new NodeId(id.NamespaceIndex, generated.Numeric + 1);
        return generated;
    }

    private int AddVariable(NodeId parent, NodeId id, QualifiedName name, VariableSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var dataType = Known(settings.DataType, NodeClass.DataType, StatusCodes.BadTypeDefinitionInvalid);
        var type = Known(settings.TypeDefinition ?? DefaultType(settings), NodeClass.VariableType, StatusCodes.BadTypeDefinitionInvalid);
        var node = AddBelow(parent, settings.ReferenceType, id, NodeClass.Variable, name, settings.DisplayName, settings.Description);
        ref var record = ref _space.Nodes[node];
        record.DataType = dataType;
        record.TypeDefinition = type;
        record.ValueRank = (sbyte)settings.ValueRank;
        record.Access = settings.Access;
        record.Flags |= settings.Historizing ? NodeFlags.Historizing : NodeFlags.None;
        if (settings.ArrayDimensions is not null)
            _space.AddExtras(node).ArrayDimensions = [.. settings.ArrayDimensions];
        if (settings.MinimumSamplingIntervalMs != 0)
            _space.AddExtras(node).MinimumSamplingIntervalMs = settings.MinimumSamplingIntervalMs;
        Added(node);
        if (settings.Unit is not null)
            AddProperty(id, Derived(id, "EngineeringUnits"), new QualifiedName("EngineeringUnits"), new NodeId(StandardIds.EuInformation), new Variant(StandardStructures.Unit(settings.Unit)));
        if (settings.Range is { } range)
            AddProperty(id, Derived(id, "EURange"), new QualifiedName("EURange"), new NodeId(StandardIds.Range), new Variant(range.ToExtensionObject()));
        return node;
    }

    private static NodeId DefaultType(VariableSettings settings) => new(settings switch
    {
        { Unit: not null, Range: not null } => StandardIds.AnalogUnitRangeType,
        { Unit: not null } => StandardIds.AnalogUnitType,
        { Range: not null } => StandardIds.AnalogItemType,
        _ => StandardIds.BaseDataVariableType,
    });

    private void AddArguments(NodeId method, string name, IReadOnlyList<MethodArgument> arguments)
    {
        if (arguments.Count == 0)
            return;
        AddProperty(method, Derived(method, name), new QualifiedName(name), new NodeId(StandardIds.Argument),
            Variant.FromArray([.. arguments.Select(StandardStructures.Argument)]));
    }

    private void AddEncoding(int dataType, NodeId encoding)
    {
        if (_space.Nodes.Find(encoding.AsKey()) >= 0)
            throw new UaException(StatusCodes.BadNodeIdExists, $"{encoding} exists already");
        var node = _space.AddNode(encoding.AsKey(), NodeClass.Object, 0, "Default Binary"u8);
        _space.Nodes[node].TypeDefinition = _space.FindStandard(StandardIds.DataTypeEncodingType);
        _space.AddReference(dataType, _space.FindStandard(StandardIds.HasEncoding), node);
    }

    private int AddBelow(NodeId parent, NodeId referenceType, NodeId id, NodeClass nodeClass, QualifiedName name, string? displayName, string? description)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        var above = Known(parent, 0, StatusCodes.BadParentNodeIdInvalid);
        var type = Known(referenceType, NodeClass.ReferenceType, StatusCodes.BadReferenceTypeIdInvalid);
        if (!_space.IsSubtype(type, _space.Wellknown.Hierarchical))
            throw new UaException(StatusCodes.BadReferenceTypeIdInvalid, $"{referenceType} is not hierarchical");
        if (id.IsNull || id.NamespaceIndex >= _space.Namespaces.Count || string.IsNullOrEmpty(name.Name))
            throw new UaException(StatusCodes.BadNodeIdInvalid, $"'{id}' named '{name}' is no id and name of a known namespace");
        if (_space.Nodes.Find(id.AsKey()) >= 0)
            throw new UaException(StatusCodes.BadNodeIdExists, $"{id} exists already");
        if (!System.Text.Encoding.UTF8.TryGetBytes(name.Name, _nameBytes, out var length))
            throw new UaException(StatusCodes.BadBrowseNameInvalid, $"the name of {id} is longer than {_nameBytes.Length} bytes");
        var node = _space.AddNode(id.AsKey(), nodeClass, name.NamespaceIndex, _nameBytes.AsSpan(0, length));
        _space.AddChild(above, type, node);
        if (displayName is not null)
            _space.SetDisplayName(node, displayName);
        if (description is not null)
            _space.AddExtras(node).Description = description;
        return node;
    }

    private void Added(int node) => Change(node, ModelChangeVerb.NodeAdded);

    private void Change(int node, ModelChangeVerb verb)
    {
        var type = _space.Nodes[node].TypeDefinition;
        _changes.Add(new ModelChange(_space.IdOf(node), type < 0 ? NodeId.Null : _space.IdOf(type), verb));
    }
}
