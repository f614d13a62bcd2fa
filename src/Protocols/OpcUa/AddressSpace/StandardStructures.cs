using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>Structures of namespace 0 that stand in an address space, encoded.</summary>
internal static class StandardStructures
{
    public static ExtensionObject Unit(EngineeringUnit unit) =>
        new EUInformation(unit.NamespaceUri, unit.UnitId, new LocalizedText(unit.Symbol), new LocalizedText(unit.Description)).ToExtensionObject();

    public static ExtensionObject Argument(MethodArgument argument) =>
        new Argument(argument.Name, argument.DataType, argument.ValueRank, Unbounded(argument.ValueRank), new LocalizedText(argument.Description)).ToExtensionObject();

    public static ExtensionObject EnumDefinition(IReadOnlyList<(string Name, long Value)> fields) =>
        new EnumDefinition([.. fields.Select(static f => new EnumField(f.Value, new LocalizedText(f.Name), default, f.Name))]).ToExtensionObject();

    public static ExtensionObject EnumValue(long value, string name) => new EnumValueType(value, new LocalizedText(name), default).ToExtensionObject();

    public static ExtensionObject StructureDefinition(NodeId binaryEncoding, NodeId baseType, StructureType structureType, IReadOnlyList<DefinedField> fields) =>
        new StructureDefinition(binaryEncoding, baseType, structureType, [.. fields.Select(Field)]).ToExtensionObject();

    /// <summary>What the fields and the supertype make of a structure.</summary>
    public static StructureType TypeOf(bool isUnion, IReadOnlyList<DefinedField> fields) =>
        isUnion ? StructureType.Union : fields.Any(static f => f.IsOptional) ? StructureType.StructureWithOptionalFields : StructureType.Structure;

    private static StructureField Field(DefinedField field) =>
        new(field.Name, default, field.DataType, field.ValueRank, Unbounded(field.ValueRank), 0, field.IsOptional);

    // A dimension of 0 is one whose length varies.
    private static uint[] Unbounded(int valueRank) => new uint[Math.Max(0, valueRank)];
}
