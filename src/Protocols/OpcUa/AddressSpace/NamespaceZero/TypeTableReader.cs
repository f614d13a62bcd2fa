using Millwright.OpcUa.Messages;
using System.Globalization;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace.NamespaceZero;

/// <summary>
/// Reads the tables of types and standard instances into an address space. A line is a node: its name, its number, then what else there is to
/// know; one more space in front makes it a child of the line above. The mark before the name tells the reference from the parent:
/// <c>.</c> HasProperty, <c>/</c> HasComponent, <c>+</c> Organizes, none HasSubtype. Behind the number:
/// <list type="bullet">
/// <item><c>:Type</c> type definition; a property, a data variable or an object of the base type needs none.</item>
/// <item><c>=Type[]</c> data type and rank: <c>[]</c>, <c>[,]</c>, <c>[*]</c> any array, <c>?</c> scalar or array, <c>*</c> anything.</item>
/// <item><c>()</c> a method; <c>(Name:Type,…)</c> the arguments that an argument property holds.</item>
/// <item><c>opt</c>, <c>place</c>, <c>mplace</c>, <c>norule</c> a modelling rule other than Mandatory, for what stands below a type.</item>
/// <item><c>abstract</c>, <c>sym</c>, <c>inv=Name</c>, <c>rank=n</c> attributes of types.</item>
/// <item><c>{Name:Type?,…}</c> the fields of a structure (<c>union{…}</c>), <c>&lt;Name=n,…&gt;</c> the members of an enumeration (<c>bits&lt;…&gt;</c> of an option set),
/// <c>bin=n</c> its binary encoding, <c>strings=n</c>, <c>values=n</c> and <c>optionset=n</c> the property that lists the members.</item>
/// </list>
/// </summary>
internal sealed class TypeTableReader(UaAddressSpace space, ushort namespaceIndex, TypeNames names)
{
    private readonly List<int> _path = [];
    private readonly List<Action> _pending = [];

    /// <summary>Reads a table whose outermost lines are of a node class.</summary>
    /// <param name="table">The table.</param>
    /// <param name="nodeClass">What lines without a mark are.</param>
    /// <param name="parent">What the outermost lines hang from; -1 for nothing.</param>
    /// <param name="referenceType">By what they hang; -1 goes by the mark.</param>
    public void Read(ReadOnlySpan<byte> table, NodeClass nodeClass, int parent, int referenceType)
    {
        foreach (var line in System.Text.Encoding.UTF8.GetString(table).Split('\n'))
        {
            if (line.Length > 0)
                ReadLine(line, nodeClass, parent, referenceType);
        }
    }

    /// <summary>Fills in what referred forward; to be called after the last table.</summary>
    public void Finish()
    {
        foreach (var action in _pending)
            action();
        _pending.Clear();
    }

    private void ReadLine(string line, NodeClass typeClass, int root, int rootReference)
    {
        var depth = 0;
        while (line[depth] == ' ')
            depth++;
        var parts = line[depth..].Split(' ');
        var mark = parts[0][0] is '.' or '/' or '+' ? parts[0][0] : ' ';
        var name = mark == ' ' ? parts[0] : parts[0][1..];
        var number = uint.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture);
        var parent = depth == 0 ? root : _path[depth - 1];
        var nodeClass = mark == ' ' ? typeClass : ClassOf(parts);
        var (browseNamespace, browseName) = names.Qualify(namespaceIndex, name);
        var node = space.AddNode(new NodeIdKey(namespaceIndex, number), nodeClass, browseNamespace, System.Text.Encoding.UTF8.GetBytes(browseName));
        if (_path.Count > depth)
            _path.RemoveRange(depth, _path.Count - depth);
        _path.Add(node);
        if (mark == ' ')
            names.Add(nodeClass, name, node);
        if (parent >= 0)
            space.AddChild(parent, depth == 0 && rootReference >= 0 ? rootReference : Reference(mark), node);
        Describe(node, nodeClass, mark, parent, parts);
    }

    private static NodeClass ClassOf(string[] parts)
    {
        if (parts.Length > 2 && parts[2] == "()")
            return NodeClass.Method;
        return Array.Exists(parts, static p => p[0] is '=' || (p[0] == '(' && p.Length > 2)) ? NodeClass.Variable : NodeClass.Object;
    }

    private int Reference(char mark) => space.FindStandard(mark switch
    {
        '.' => StandardIds.HasProperty,
        '/' => StandardIds.HasComponent,
        '+' => StandardIds.Organizes,
        _ => StandardIds.HasSubtype,
    });

    private void Describe(int node, NodeClass nodeClass, char mark, int parent, string[] parts)
    {
        ref var record = ref space.Nodes[node];
        var isInstance = mark != ' ';
        if (isInstance && IsDeclaration(parent))
            record.ModellingRule = 1;
        if (nodeClass == NodeClass.Method)
            record.Flags |= NodeFlags.Executable;
        if (nodeClass == NodeClass.VariableType && parent >= 0)
            (record.DataType, record.ValueRank) = (space.Nodes[parent].DataType, space.Nodes[parent].ValueRank);
        if (nodeClass == NodeClass.Variable)
            record.Access = AccessLevel.CurrentRead;
        var type = mark == '.' ? "PropertyType" : nodeClass == NodeClass.Variable ? "BaseDataVariableType" : nodeClass == NodeClass.Object ? "BaseObjectType" : null;
        foreach (var part in parts.AsSpan(2))
        {
            if (part[0] == ':')
                type = part[1..];
            else
                Detail(node, part);
        }
        if (isInstance && type is not null)
            _pending.Add(() => space.Nodes[node].TypeDefinition = names.Type(type));
        if (nodeClass == NodeClass.DataType)
            _pending.Add(() => new DataTypeTableEntry(space, names, node, parts).Apply());
    }

    private bool IsDeclaration(int parent) => parent >= 0
        && (space.Nodes[parent].ModellingRule != 0 || space.Nodes[parent].Class is NodeClass.ObjectType or NodeClass.VariableType);

    private void Detail(int node, string part)
    {
        ref var record = ref space.Nodes[node];
        switch (part)
        {
            case "abstract":
                record.Flags |= NodeFlags.Abstract;
                break;
            case "sym":
                record.Flags |= NodeFlags.Symmetric;
                break;
            case "norule":
                record.ModellingRule = 0;
                break;
            case "opt":
                record.ModellingRule = 2;
                break;
            case "place":
                record.ModellingRule = 4;
                break;
            case "mplace":
                record.ModellingRule = 5;
                break;
            case "()":
                break;
            default:
                DetailWithValue(node, ref record, part);
                break;
        }
    }

    private void DetailWithValue(int node, ref NodeRecord record, string part)
    {
        if (part.StartsWith("inv=", StringComparison.Ordinal))
        {
            space.AddExtras(node).InverseName = part[4..];
        }
        else if (part.StartsWith("rank=", StringComparison.Ordinal))
        {
            record.ValueRank = sbyte.Parse(part.AsSpan(5), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }
        else if (part[0] == '=')
        {
            var (type, rank) = TypeNames.SplitRank(part[1..]);
            record.DataType = names.DataType(type);
            if (space.Nodes[node].Class == NodeClass.Variable || rank != -1)
                record.ValueRank = (sbyte)rank;
        }
        else if (part[0] == '(')
        {
            record.DataType = space.FindStandard(StandardIds.Argument);
            record.ValueRank = 1;
            space.SetConstant(node, Variant.FromArray(Array.ConvertAll(part[1..^1].Split(','), Argument)));
        }
    }

    private ExtensionObject Argument(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (type, rank) = TypeNames.SplitRank(text[(colon + 1)..]);
        return StandardStructures.Argument(new MethodArgument(text[..colon], space.IdOf(names.DataType(type)), rank));
    }
}
