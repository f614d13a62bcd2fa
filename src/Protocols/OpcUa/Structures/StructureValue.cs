using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Structures;

/// <summary>A structure as a tree of named values.</summary>
public sealed class StructureValue : DecodedValue
{
    private readonly DecodedValue?[] _values;

    /// <param name="layout">The structure's type.</param>
    /// <param name="values">One value a field in the layout's order; null for an absent optional field and for a union's other fields.</param>
    /// <exception cref="ArgumentException">Not one value a field.</exception>
    public StructureValue(StructureLayout layout, params DecodedValue?[] values)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != layout.Fields.Count)
            throw new ArgumentException($"{layout.Name} has {layout.Fields.Count} fields, {values.Length} values were given", nameof(values));
        Layout = layout;
        _values = values;
    }

    public StructureLayout Layout { get; }

    /// <summary>One value a field in the layout's order; null where there is none.</summary>
    public IReadOnlyList<DecodedValue?> Values => _values;

    /// <summary>A field's value; null when it is absent or there is no such field.</summary>
    public DecodedValue? this[string fieldName]
    {
        get
        {
            var index = Layout.IndexOf(fieldName);
            return index < 0 ? null : _values[index];
        }
    }

    /// <summary>The value behind a path of field names, for instance <c>Position.X</c>; null when there is none or it is no plain value.</summary>
    public Variant? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        DecodedValue? value = this;
        foreach (var name in path.Split('.'))
            value = (value as StructureValue)?[name];
        return (value as PlainValue)?.Value;
    }
}
