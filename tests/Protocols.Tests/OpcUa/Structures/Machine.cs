using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Structures;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Structures;

/// <summary>A machine builder's types: a structure of every kind that the standard knows.</summary>
internal static class Machine
{
    public static readonly NodeId Point = new(2, 1);
    public static readonly NodeId Mode = new(2, 2);
    public static readonly NodeId Flags = new(2, 3);
    public static readonly NodeId Job = new(2, 4);
    public static readonly NodeId Result = new(2, 5);
    public static readonly NodeId Tool = new(2, 6);
    public static readonly NodeId Speed = new(2, 7);
    public static readonly NodeId Message = new(2, 8);
    public static readonly NodeId Part = new(2, 9);

    private static readonly NodeId Boolean = new(1);
    private static readonly NodeId Byte = new(3);
    private static readonly NodeId Int32 = new(6);
    private static readonly NodeId Double = new(11);
    private static readonly NodeId Text = new(12);
    private static readonly NodeId UtcTime = new(294);
    private static readonly NodeId Anything = new(24);

    public static DataTypeDefinitions Definitions()
    {
        var definitions = new DataTypeDefinitions();
        definitions.AddSubtype(Speed, Double);
        definitions.AddEnumeration(Mode, "Mode", new EnumDefinition([Value(0, "Idle"), Value(2, "Running")]));
        definitions.AddEnumeration(Flags, "Flags", new EnumDefinition([Value(0, "Door"), Value(3, "Heater")]), BuiltInType.UInt16);
        definitions.AddStructure(Point, "Point", Of(StructureType.Structure, Field("X", Double), Field("Y", Double)), EncodingOf(Point));
        definitions.AddStructure(Job, "Job", Of(
            StructureType.Structure,
            Field("Name", Text), Field("Mode", Mode), Field("Flags", Flags), Field("Speed", Speed), Field("At", UtcTime), Field("Position", Point),
            Field("Path", Point, 1), Field("Counts", Int32, 1), Field("Matrix", Byte, 2), Field("Any", Anything), Field("Modes", Mode, 1), Field("Grid", Point, 2)), EncodingOf(Job));
        definitions.AddStructure(Tool, "Tool", Of(
            StructureType.StructureWithOptionalFields,
            Field("Id", Int32), Field("Wear", Double, optional: true), Field("Worn", Boolean), Field("Offset", Point, optional: true)), EncodingOf(Tool));
        definitions.AddStructure(Result, "Result", Of(StructureType.Union, Field("Value", Double), Field("Fault", Text), Field("At", Point)), EncodingOf(Result));
        definitions.AddStructure(Message, "Message", Of(
            StructureType.StructureWithSubtypedValues, Field("Body", Point, optional: true), Field("Number", new NodeId(26), optional: true), Field("Plain", Point)), EncodingOf(Message));
        definitions.AddStructure(Part, "Part", Of(StructureType.Structure, Field("Name", Text), Field("Parts", Part, 1)), EncodingOf(Part));
        return definitions;
    }

    public static NodeId EncodingOf(NodeId dataType) => new(2, dataType.Numeric + 5000);

    public static StructureDefinition Of(StructureType kind, params StructureField[] fields) => new(NodeId.Null, new NodeId(22), kind, fields);

    public static StructureField Field(string name, NodeId type, int rank = -1, bool optional = false) => new(name, default, type, rank, [], 0, optional);

    private static EnumField Value(long value, string name) => new(value, new LocalizedText(name), default, name);
}
