using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;
using Millwright.Simulators.Machines;

namespace Millwright.Simulators.OpcUa;

/// <summary>The enumerations and the structure that the machines share, in a namespace of their own.</summary>
internal sealed class PlantTypes
{
    public const string Uri = "urn:millwright:simulated:types";

    private readonly ushort _namespace;

    /// <summary>Adds them to an address space.</summary>
    public PlantTypes(AddressSpaceEdit edit, ushort ns)
    {
        _namespace = ns;
        Enumerate<MachineState>(edit);
        Enumerate<PressPhase>(edit);
        Enumerate<StopReason>(edit);
        edit.AddStructure(new NodeId(StandardIds.Structure), ControllerType, ControllerEncoding, new QualifiedName(ns, "ControllerType"),
        [
            new DefinedField("Boots", new NodeId((uint)BuiltInType.UInt32)),
            new DefinedField("UptimeSeconds", new NodeId((uint)BuiltInType.Double)),
            new DefinedField("IsReady", new NodeId((uint)BuiltInType.Boolean)),
            new DefinedField("ProgramVersion", new NodeId((uint)BuiltInType.UInt16)),
        ]);
    }

    /// <summary>The structure of what a machine keeps about its controller.</summary>
    public NodeId ControllerType => new(_namespace, "ControllerType");

    private NodeId ControllerEncoding => new(_namespace, "ControllerType/Binary");

    /// <summary>The enumeration whose numbers stand in a point; null for other points.</summary>
    public NodeId? EnumerationOf(string point) => NameOf(point) is { } name ? new NodeId(_namespace, name) : null;

    /// <summary>Whether a point's numbers have names.</summary>
    public static bool IsEnumeration(string point) => NameOf(point) is not null;

    public Variant Controller(uint boots, double uptime, bool isReady, ushort program)
    {
        using var writer = new UaWriter(32);
        writer.WriteUInt32(boots);
        writer.WriteDouble(uptime);
        writer.WriteBoolean(isReady);
        writer.WriteUInt16(program);
        return new Variant(new ExtensionObject(ControllerEncoding, writer.Written.ToArray()));
    }

    private static string? NameOf(string point) => point switch
    {
        "state" => nameof(MachineState),
        "phase" => nameof(PressPhase),
        "stop_reason" => nameof(StopReason),
        _ => null,
    };

    private void Enumerate<T>(AddressSpaceEdit edit)
        where T : struct, Enum => edit.AddEnumeration(new NodeId(_namespace, typeof(T).Name), new QualifiedName(_namespace, typeof(T).Name), Enum.GetNames<T>());
}
