using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>Values that never change by themselves. Equal structures, such as the range of a hundred thousand sensors, are kept once.</summary>
internal sealed class ConstantTable
{
    private readonly List<Variant> _values = [];
    private readonly List<int> _uses = [];
    private readonly Stack<int> _free = new();
    private readonly Dictionary<ExtensionObject, int> _structures = [];

    public ref readonly Variant this[int constant] => ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values)[constant];

    public int Add(in Variant value)
    {
        var structure = value.Type == BuiltInType.ExtensionObject && value.IsScalar ? value.AsExtensionObject() : null;
        if (structure is not null && _structures.TryGetValue(structure, out var known))
        {
            _uses[known]++;
            return known;
        }
        var constant = _free.Count > 0 ? _free.Pop() : _values.Count;
        if (constant == _values.Count)
        {
            _values.Add(value);
            _uses.Add(1);
        }
        else
        {
            _values[constant] = value;
            _uses[constant] = 1;
        }
        if (structure is not null)
            _structures[structure] = constant;
        return constant;
    }

    public void Release(int constant)
    {
        if (--_uses[constant] > 0)
            return;
        var value = _values[constant];
        if (value.Type == BuiltInType.ExtensionObject && value.IsScalar)
            _structures.Remove(value.AsExtensionObject());
        _values[constant] = default;
        _free.Push(constant);
    }
}
