using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Structures;

/// <summary>
/// Collects the data types of a server as they are read: the DataTypeDefinition attribute of each type, or its supertype when it has
/// none. A <see cref="StructureCodec"/> is then made of what was collected. The standard's own simple types are known from the start.
/// </summary>
public sealed class DataTypeDefinitions
{
    private const int MostOptionalFields = 32;

    private readonly Dictionary<NodeId, (string Name, NodeId EncodingId, StructureDefinition Definition)> _structures = [];
    private readonly Dictionary<NodeId, (string Name, EnumDefinition Definition, BuiltInType BaseType)> _enumerations = [];
    private readonly Dictionary<NodeId, NodeId> _supertypes = [];

    /// <summary>A structure or union with the id its extension objects name.</summary>
    /// <param name="dataTypeId">The data type node.</param>
    /// <param name="name">Its browse name.</param>
    /// <param name="definition">Its DataTypeDefinition attribute.</param>
    /// <param name="encodingId">Its "Default Binary" node; null takes the one of the definition.</param>
    /// <exception cref="UaException">BadDataTypeIdUnknown for more optional fields than a mask has bits.</exception>
    public void AddStructure(NodeId dataTypeId, string name, StructureDefinition definition, NodeId? encodingId = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.StructureType == StructureType.StructureWithOptionalFields && definition.Fields.Count(static field => field.IsOptional) > MostOptionalFields)
            throw new UaException(StatusCodes.BadDataTypeIdUnknown, $"{name} has more than {MostOptionalFields} optional fields (OPC 10000-6, 5.2.7)");
        _structures[dataTypeId] = (name, encodingId ?? definition.DefaultEncodingId, definition);
    }

    /// <summary>An enumeration, or an option set.</summary>
    /// <param name="dataTypeId">The data type node.</param>
    /// <param name="name">Its browse name.</param>
    /// <param name="definition">Its DataTypeDefinition attribute; for older servers made of EnumStrings or EnumValues.</param>
    /// <param name="baseType">Int32, or for an option set the unsigned integer it is derived from.</param>
    public void AddEnumeration(NodeId dataTypeId, string name, EnumDefinition definition, BuiltInType baseType = BuiltInType.Int32)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (baseType is not (BuiltInType.Int32 or BuiltInType.Byte or BuiltInType.UInt16 or BuiltInType.UInt32 or BuiltInType.UInt64))
            throw new UaException(StatusCodes.BadDataTypeIdUnknown, $"{name} cannot be an enumeration of {baseType}");
        _enumerations[dataTypeId] = (name, definition, baseType);
    }

    /// <summary>A type without a definition of its own: it travels as its supertype does.</summary>
    public void AddSubtype(NodeId dataTypeId, NodeId supertypeId) => _supertypes[dataTypeId] = supertypeId;

    /// <summary>The types that fields name and nobody has described yet: what to read next.</summary>
    public IReadOnlyCollection<NodeId> Missing()
    {
        var missing = new HashSet<NodeId>();
        foreach (var (_, _, definition) in _structures.Values)
        {
            foreach (var field in definition.Fields)
            {
                var id = Concrete(field.DataType);
                if (!_structures.ContainsKey(id) && !_enumerations.ContainsKey(id) && StandardDataTypes.BuiltInOf(id) is null)
                    missing.Add(id);
            }
        }
        return missing;
    }

    internal Dictionary<NodeId, StructureLayout> Compile()
    {
        var enumerations = _enumerations.ToDictionary(
            static pair => pair.Key, static pair => new EnumerationLayout(pair.Key, pair.Value.Name, pair.Value.BaseType, pair.Value.Definition));
        var layouts = _structures.ToDictionary(static pair => pair.Key, static pair => Layout(pair.Key, pair.Value));
        foreach (var layout in layouts.Values)
        {
            var subtyped = layout.Kind is StructureType.StructureWithSubtypedValues or StructureType.UnionWithSubtypedValues;
            for (var i = 0; i < layout.Fields.Count; i++)
                Link(layout.Fields[i], subtyped && _structures[layout.DataTypeId].Definition.Fields[i].IsOptional, layouts, enumerations);
        }
        return layouts;
    }

    private static StructureLayout Layout(NodeId id, (string Name, NodeId EncodingId, StructureDefinition Definition) type)
    {
        var optional = type.Definition.StructureType == StructureType.StructureWithOptionalFields;
        var fields = new FieldLayout[type.Definition.Fields.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            var field = type.Definition.Fields[i];
            fields[i] = new FieldLayout(field.Name ?? $"Field{i + 1}", field.DataType, field.ValueRank, optional && field.IsOptional);
        }
        return new StructureLayout(id, type.EncodingId, type.Name, type.Definition.StructureType, fields);
    }

    /// <summary>In a structure with subtyped values a marked field travels with its type (OPC 10000-6, 5.2.6).</summary>
    private void Link(FieldLayout field, bool allowSubtypes, Dictionary<NodeId, StructureLayout> layouts, Dictionary<NodeId, EnumerationLayout> enumerations)
    {
        var id = Concrete(field.DataTypeId);
        // OPC 10000-3, 8.49 knows scalars and arrays of a fixed number of dimensions only.
        if (field.ValueRank is < -1 or 0)
            return;
        if (layouts.TryGetValue(id, out var structure))
        {
            field.Encoding = allowSubtypes ? FieldEncoding.BuiltIn : FieldEncoding.Structure;
            field.BuiltInType = allowSubtypes ? BuiltInType.ExtensionObject : null;
            field.Structure = structure;
        }
        else if (enumerations.TryGetValue(id, out var enumeration))
        {
            field.Encoding = allowSubtypes ? FieldEncoding.BuiltIn : FieldEncoding.Enumeration;
            field.BuiltInType = allowSubtypes ? BuiltInType.Variant : enumeration.BaseType;
            field.Enumeration = enumeration;
        }
        else if (StandardDataTypes.BuiltInOf(id) is { } builtIn)
        {
            field.Encoding = FieldEncoding.BuiltIn;
            field.BuiltInType = allowSubtypes && builtIn != BuiltInType.ExtensionObject ? BuiltInType.Variant : builtIn;
        }
    }

    private NodeId Concrete(NodeId id)
    {
        for (var depth = 0; depth <= _supertypes.Count && !_structures.ContainsKey(id) && !_enumerations.ContainsKey(id) && _supertypes.TryGetValue(id, out var supertype); depth++)
            id = supertype;
        return id;
    }
}
