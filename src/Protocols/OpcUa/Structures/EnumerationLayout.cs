using System.Globalization;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Structures;

/// <summary>An enumeration, or an option set when it is based on an unsigned integer (OPC 10000-3, 8.50).</summary>
public sealed class EnumerationLayout
{
    private readonly Dictionary<long, string> _names = [];

    internal EnumerationLayout(NodeId dataTypeId, string name, BuiltInType baseType, EnumDefinition definition)
    {
        DataTypeId = dataTypeId;
        Name = name;
        BaseType = baseType;
        foreach (var field in definition.Fields)
            _names[field.Value] = field.Name ?? field.DisplayName.Text ?? field.Value.ToString(CultureInfo.InvariantCulture);
    }

    public NodeId DataTypeId { get; }

    public string Name { get; }

    /// <summary>Int32, or the unsigned integer that holds the bits of an option set.</summary>
    public BuiltInType BaseType { get; }

    public bool IsOptionSet => BaseType != BuiltInType.Int32;

    /// <summary>The name of a value; for an option set the names of its bits joined by '|'; the number for what has no name.</summary>
    public string NameOf(long value)
    {
        if (!IsOptionSet)
            return _names.TryGetValue(value, out var name) ? name : value.ToString(CultureInfo.InvariantCulture);
        var bits = new List<string>();
        for (var bit = 0; bit < 64; bit++)
        {
            if ((value >> bit & 1) != 0)
                bits.Add(_names.TryGetValue(bit, out var name) ? name : string.Create(CultureInfo.InvariantCulture, $"bit{bit}"));
        }
        return bits.Count == 0 ? "0" : string.Join('|', bits);
    }
}
