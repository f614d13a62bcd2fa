using Millwright.OpcUa.Messages;
using System.Globalization;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace.NamespaceZero;

/// <summary>What a data type's line says beyond its name: fields, members, encodings.</summary>
internal sealed class DataTypeTableEntry(UaAddressSpace space, TypeNames names, int node, string[] parts)
{
    private NodeId _encoding;
    private List<(string Name, long Value)> _members = [];

    public void Apply()
    {
        foreach (var part in parts.AsSpan(2))
        {
            if (part.StartsWith("bin=", StringComparison.Ordinal))
                AddEncoding(Number(part, 4));
        }
        foreach (var part in parts.AsSpan(2))
            Apply(part);
    }

    private void Apply(string part)
    {
        if (part.EndsWith('}'))
        {
            var isUnion = part.StartsWith("union", StringComparison.Ordinal);
            var fields = AllFields(part[(part.IndexOf('{', StringComparison.Ordinal) + 1)..^1]);
            var structureType = StandardStructures.TypeOf(isUnion, fields);
            var supertype = space.IdOf(space.Nodes[node].Parent);
            space.AddExtras(node).DataTypeDefinition = StandardStructures.StructureDefinition(_encoding, supertype, structureType, fields);
            names.AddFields(node, fields);
        }
        else if (part.EndsWith('>'))
        {
            _members = [.. part[(part.IndexOf('<', StringComparison.Ordinal) + 1)..^1].Split(',').Select(Member)];
            space.AddExtras(node).DataTypeDefinition = StandardStructures.EnumDefinition(_members);
        }
        else if (part.StartsWith("strings=", StringComparison.Ordinal))
        {
            AddMembers("EnumStrings", Number(part, 8), BuiltInType.LocalizedText, Variant.FromArray(ByPosition()));
        }
        else if (part.StartsWith("optionset=", StringComparison.Ordinal))
        {
            AddMembers("OptionSetValues", Number(part, 10), BuiltInType.LocalizedText, Variant.FromArray(ByPosition()));
        }
        else if (part.StartsWith("values=", StringComparison.Ordinal))
        {
            var values = Variant.FromArray([.. _members.Select(static m => StandardStructures.EnumValue(m.Value, m.Name))]);
            AddMembers("EnumValues", Number(part, 7), (BuiltInType)0, values);
        }
    }

    private static uint Number(string part, int start) => uint.Parse(part.AsSpan(start), NumberStyles.None, CultureInfo.InvariantCulture);

    private static (string, long) Member(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return (text[..equals], long.Parse(text.AsSpan(equals + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
    }

    private LocalizedText[] ByPosition()
    {
        var texts = new LocalizedText[_members.Max(static m => m.Value) + 1];
        foreach (var (name, value) in _members)
            texts[value] = new LocalizedText(name);
        return texts;
    }

    // A definition lists the fields of the supertype first (OPC 10000-3, 8.48).
    private List<DefinedField> AllFields(string text)
    {
        var fields = new List<DefinedField>(names.FieldsOf(space.Nodes[node].Parent));
        foreach (var field in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            var isOptional = field.EndsWith('?');
            var (type, rank) = TypeNames.SplitRank(isOptional ? field[(colon + 1)..^1] : field[(colon + 1)..]);
            fields.Add(new DefinedField(field[..colon], space.IdOf(names.DataType(type)), rank, isOptional));
        }
        return fields;
    }

    private void AddEncoding(uint number)
    {
        var encoding = space.AddNode(new NodeIdKey(space.Nodes[node].IdNamespace, number), NodeClass.Object, 0, "Default Binary"u8);
        _encoding = space.IdOf(encoding);
        space.Nodes[encoding].TypeDefinition = space.FindStandard(StandardIds.DataTypeEncodingType);
        space.AddReference(node, space.FindStandard(StandardIds.HasEncoding), encoding);
    }

    private void AddMembers(string name, uint number, BuiltInType dataType, in Variant value)
    {
        var property = space.AddNode(new NodeIdKey(space.Nodes[node].IdNamespace, number), NodeClass.Variable, 0, System.Text.Encoding.UTF8.GetBytes(name));
        space.AddChild(node, space.FindStandard(StandardIds.HasProperty), property);
        ref var record = ref space.Nodes[property];
        record.TypeDefinition = space.FindStandard(StandardIds.PropertyType);
        record.DataType = dataType == BuiltInType.Null ? names.DataType("EnumValueType") : space.FindStandard((uint)dataType);
        record.ValueRank = 1;
        record.Access = AccessLevel.CurrentRead;
        space.SetConstant(property, value);
    }
}
