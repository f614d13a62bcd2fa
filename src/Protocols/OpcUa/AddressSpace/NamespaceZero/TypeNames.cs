using Millwright.OpcUa.Messages;

namespace Millwright.OpcUa.AddressSpace.NamespaceZero;

/// <summary>The types that tables name, of all namespaces read so far.</summary>
internal sealed class TypeNames
{
    private readonly Dictionary<string, int> _dataTypes = [];
    private readonly Dictionary<string, int> _types = [];
    private readonly Dictionary<string, ushort> _prefixes = [];
    private readonly Dictionary<int, IReadOnlyList<DefinedField>> _fields = [];

    /// <summary>Lets a table write <c>prefix|Name</c> for a browse name of another namespace.</summary>
    public void AddPrefix(string prefix, ushort namespaceIndex) => _prefixes[prefix] = namespaceIndex;

    public (ushort NamespaceIndex, string Name) Qualify(ushort own, string name)
    {
        var bar = name.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? (own, name) : (_prefixes[name[..bar]], name[(bar + 1)..]);
    }

    public void Add(NodeClass nodeClass, string name, int node) => (nodeClass == NodeClass.DataType ? _dataTypes : _types)[name] = node;

    public int DataType(string name) => _dataTypes[name];

    public int Type(string name) => _types[name];

    public void AddFields(int dataType, IReadOnlyList<DefinedField> fields) => _fields[dataType] = fields;

    /// <summary>The fields of a structure whose line was worked through; nothing for others.</summary>
    public IReadOnlyList<DefinedField> FieldsOf(int dataType) => _fields.GetValueOrDefault(dataType) ?? [];

    public static (string Type, int Rank) SplitRank(string text)
    {
        foreach (var (suffix, rank) in (ReadOnlySpan<(string, int)>)[("[*]", 0), ("[]", 1), ("[,]", 2), ("[,,]", 3), ("*", -2), ("?", -3)])
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
                return (text[..^suffix.Length], rank);
        }
        return (text, -1);
    }
}
