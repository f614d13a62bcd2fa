using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>What a variable tells of itself.</summary>
/// <param name="Value">Its value now; null where it cannot be read.</param>
/// <param name="Kind">The kind that fits it best.</param>
/// <param name="Unit">Its unit as this program knows it; null for none or an unknown one.</param>
/// <param name="Range">Its engineering range; null for none.</param>
/// <param name="States">Words for the values of an enumeration.</param>
/// <param name="HasChildren">It has nodes below it that are no properties.</param>
internal sealed record VariableDetail(
    Variant Value, TagKind Kind, string? Unit, Millwright.OpcUa.Messages.ValueRange? Range, IReadOnlyDictionary<long, string> States, bool HasChildren);

/// <summary>Reads type, value, unit, range and states of many variables with few requests.</summary>
internal sealed class VariableDetails(OpcUaClient client)
{
    private const uint LastBuiltInDataType = 25;
    private static readonly IReadOnlyDictionary<long, string> NoStates = new Dictionary<long, string>();

    private readonly Dictionary<NodeId, IReadOnlyDictionary<long, string>> _enumerations = [];

    /// <exception cref="UaException">The connection was lost on the way.</exception>
    public async ValueTask<IReadOnlyDictionary<NodeId, VariableDetail>> ReadAsync(IReadOnlyList<NodeId> variables, CancellationToken cancellation)
    {
        var found = new Dictionary<NodeId, VariableDetail>();
        if (variables.Count == 0)
            return found;
        var attributes = await ReadAsync([.. variables.SelectMany(v => new[]
        {
            new ReadValueId(v, AttributeId.Value, null, default), new ReadValueId(v, AttributeId.DataType, null, default), new ReadValueId(v, AttributeId.ValueRank, null, default),
        })], cancellation);
        var types = variables.Select((_, i) => attributes[i * 3 + 1].Value is { Type: BuiltInType.NodeId, IsScalar: true } id ? id.AsNodeId() : NodeId.Null).ToList();
        await LearnEnumerationsAsync(types, cancellation);
        var (properties, parents) = await PropertiesAsync(variables, cancellation);
        for (var i = 0; i < variables.Count; i++)
        {
            var value = attributes[i * 3].Status.IsBad ? Variant.Null : attributes[i * 3].Value;
            var rank = attributes[i * 3 + 2].Value.TryGetInteger(out var written) ? written : -1;
            var own = properties.GetValueOrDefault(variables[i]) ?? [];
            var states = StatesOf(own) ?? _enumerations.GetValueOrDefault(types[i]) ?? NoStates;
            found[variables[i]] = new(value, KindOf(value, types[i], rank, states), UnitOf(own), RangeOf(own), states, parents.Contains(variables[i]));
        }
        return found;
    }

    private static TagKind KindOf(in Variant value, NodeId type, long rank, IReadOnlyDictionary<long, string> states)
    {
        if (!value.IsNull)
            return ValueMapping.KindOf(value.Type, value.IsArray);
        if (states.Count > 0)
            return TagKind.Int32;
        return type is { NamespaceIndex: 0, Type: NodeIdType.Numeric, Numeric: > 0 and <= LastBuiltInDataType }
            ? ValueMapping.KindOf((BuiltInType)type.Numeric, rank >= 1)
            : TagKind.String;
    }

    private static string? UnitOf(Dictionary<string, Variant> properties)
    {
        if (!properties.TryGetValue("EngineeringUnits", out var value) || value is not { Type: BuiltInType.ExtensionObject, IsScalar: true }
            || !value.AsExtensionObject().TryDecode<EUInformation>(out var unit))
        {
            return null;
        }
        // The id is the UN/CEFACT code, one letter a byte (OPC 10000-8, 5.6.3).
        Span<char> letters = [(char)((unit.UnitId >> 16) & 0x7F), (char)((unit.UnitId >> 8) & 0x7F), (char)(unit.UnitId & 0x7F)];
        var code = letters.ToString().Trim('\0', ' ');
        if (code.Length > 0 && Unit.TryParse(code, out var known))
            return known.Symbol;
        return unit.DisplayName.Text is { Length: > 0 } shown && Unit.TryParse(shown, out known) ? known.Symbol : null;
    }

    private static Millwright.OpcUa.Messages.ValueRange? RangeOf(Dictionary<string, Variant> properties) =>
        properties.TryGetValue("EURange", out var value) && value is { Type: BuiltInType.ExtensionObject, IsScalar: true }
        && value.AsExtensionObject().TryDecode<Millwright.OpcUa.Messages.ValueRange>(out var range) && range.Low < range.High && double.IsFinite(range.High - range.Low)
            ? range
            : null;

    private static Dictionary<long, string>? StatesOf(Dictionary<string, Variant> properties)
    {
        if (properties.TryGetValue("EnumStrings", out var strings) && strings.Elements is LocalizedText[] texts)
            return texts.Select((t, i) => (Key: (long)i, t.Text)).Where(t => !string.IsNullOrEmpty(t.Text)).ToDictionary(t => t.Key, t => t.Text!);
        if (!properties.TryGetValue("EnumValues", out var values) || values.Elements is not ExtensionObject[] named)
            return null;
        var states = new Dictionary<long, string>();
        foreach (var one in named)
        {
            if (one.TryDecode<EnumValueType>(out var state))
                states[state.Value] = state.DisplayName.Text ?? "";
        }
        return states;
    }

    private async ValueTask LearnEnumerationsAsync(IEnumerable<NodeId> types, CancellationToken cancellation)
    {
        var unknown = types.Distinct().Where(t => !t.IsNull && !(t.NamespaceIndex == 0 && t.Numeric <= LastBuiltInDataType) && !_enumerations.ContainsKey(t)).ToList();
        var definitions = await ReadAsync([.. unknown.Select(t => new ReadValueId(t, AttributeId.DataTypeDefinition, null, default))], cancellation);
        for (var i = 0; i < unknown.Count; i++)
        {
            var states = definitions[i].Value is { Type: BuiltInType.ExtensionObject, IsScalar: true } value && value.AsExtensionObject().TryDecode<EnumDefinition>(out var definition)
                ? definition.Fields.DistinctBy(f => f.Value).ToDictionary(f => f.Value, f => f.Name ?? f.DisplayName.Text ?? "")
                : NoStates;
            _enumerations[unknown[i]] = states;
        }
    }

    private async ValueTask<(Dictionary<NodeId, Dictionary<string, Variant>> Properties, HashSet<NodeId> Parents)> PropertiesAsync(
        IReadOnlyList<NodeId> variables, CancellationToken cancellation)
    {
        var parents = new HashSet<NodeId>();
        var wanted = new List<(NodeId Variable, string Name, NodeId Property)>();
        await foreach (var found in client.BrowseManyAsync(variables, cancellation: cancellation))
        {
            foreach (var reference in found.References)
            {
                if (reference.ReferenceTypeId != WellKnownNodes.HasProperty)
                    parents.Add(variables[found.Index]);
                else if (reference.BrowseName is { NamespaceIndex: 0, Name: "EngineeringUnits" or "EURange" or "EnumStrings" or "EnumValues" } name
                    && client.Namespaces.TryResolve(reference.NodeId, out var id))
                    wanted.Add((variables[found.Index], name.Name!, id));
            }
        }
        var values = await ReadAsync([.. wanted.Select(w => new ReadValueId(w.Property, AttributeId.Value, null, default))], cancellation);
        var properties = new Dictionary<NodeId, Dictionary<string, Variant>>();
        for (var i = 0; i < wanted.Count; i++)
        {
            if (values[i].Status.IsBad)
                continue;
            if (!properties.TryGetValue(wanted[i].Variable, out var own))
                properties.Add(wanted[i].Variable, own = []);
            own[wanted[i].Name] = values[i].Value;
        }
        return (properties, parents);
    }

    private async ValueTask<DataValue[]> ReadAsync(IReadOnlyList<ReadValueId> nodes, CancellationToken cancellation)
    {
        var values = new DataValue[nodes.Count];
        if (nodes.Count > 0)
            await client.ReadAsync(nodes, values, cancellation: cancellation);
        return values;
    }
}
