using Millwright.Modbus.Registers;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.Companions;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;
using Millwright.Simulators.Machines;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.OpcUa;

/// <summary>
/// A machine in an address space: a piece of equipment with its nameplate, its process values, set-points, controller and methods. The ids are
/// the names of the register table in the machine's own namespace.
/// </summary>
internal sealed class MachineNodes(Machine machine, int index, ushort ns, PlantTypes types)
{
    /// <summary>Handles of one machine; the first ones are its points, in the order of the table.</summary>
    public const int Handles = 1_000;

    /// <summary>The structure of what the controller says of itself.</summary>
    public const int ControllerOffset = 900;

    /// <summary>The array of a variable's newest values.</summary>
    public const int RecentOffset = 901;

    /// <summary>The method that writes a set-point by name.</summary>
    public const int AdjustOffset = 950;

    private static readonly NodeId Text = new((uint)BuiltInType.String);
    private static readonly NodeId Double = new((uint)BuiltInType.Double);

    private readonly IReadOnlyList<RegisterPoint> _points = machine.Points;

    /// <summary>The machine itself.</summary>
    public NodeId Id => new(ns, machine.Name);

    private int FirstHandle => index * Handles;

    /// <summary>The points whose history is kept: the first two measured ones.</summary>
    public static int[] Historized(IReadOnlyList<RegisterPoint> points) =>
        [.. Enumerable.Range(0, points.Count).Where(i => points[i] is { Writable: false, Unit: not "" } p && PointValues.TypeOf(p) is BuiltInType.Double or BuiltInType.Float).Take(2)];

    /// <summary>Whether a point belongs to the controller and not to the process.</summary>
    public static bool IsController(RegisterPoint point) => point.Area == ModbusArea.HoldingRegister && point.Address >= Lifecycle.FirstAddress;

    /// <summary>Whether a switch falls back by itself: it is a method as well.</summary>
    public static bool IsCommand(RegisterPoint point) => point.Area == ModbusArea.Coil && point.Name is not ("run" or "cycle_start" or "ventilation");

    public NodeId IdOf(RegisterPoint point) => new(ns, point.Name);

    public void AddTo(AddressSpaceEdit edit, CompanionTypes companions)
    {
        edit.AddObject(new NodeId(StandardIds.ObjectsFolder), Id, Name(machine.Name), new ObjectSettings
        {
            TypeDefinition = companions.EquipmentType,
            ReferenceType = new NodeId(StandardIds.Organizes),
            EventNotifier = EventNotifier.SubscribeToEvents,
            Description = machine.Identification.Model,
        });
        edit.AddConstant(Id, new NodeId(ns, "EquipmentLevel"), new QualifiedName(companions.Equipment, "EquipmentLevel"), new VariableSettings
        {
            DataType = companions.EquipmentLevelType,
            TypeDefinition = new NodeId(StandardIds.PropertyType),
            ReferenceType = companions.HasEquipmentAttribute,
        }, new Variant((int)EquipmentLevel.WorkUnit));
        var plate = machine.Identification;
        new MachineIdentification(plate.Vendor, $"SIM-{machine.Name}", $"{OpcUaPlan.NamespaceOf(machine)}:instance")
        {
            Model = plate.Product,
            SoftwareRevision = plate.Revision,
            DeviceClass = machine.Kind,
            ComponentName = machine.Name,
        }.AddTo(edit, companions, Id);
        foreach (var folder in (ReadOnlySpan<string>)["Process", "SetPoints", "Controller"])
            edit.AddFolder(Id, new NodeId(ns, folder), Name(folder));
        for (var i = 0; i < _points.Count; i++)
            AddPoint(edit, i);
        AddCollections(edit);
        AddMethods(edit);
    }

    /// <summary>Adds one point's variable.</summary>
    public void AddPoint(AddressSpaceEdit edit, int i)
    {
        var point = _points[i];
        var isNumber = point.Type is not (RegisterType.Bit or RegisterType.Text);
        var isHistorized = Historized(_points).Contains(i);
        var (unit, range) = InstrumentUnits.Of(point.Unit);
        edit.AddVariable(new NodeId(ns, IsController(point) ? "Controller" : point.Writable ? "SetPoints" : "Process"), IdOf(point), Name(point.Name), new VariableSettings
        {
            DataType = types.EnumerationOf(point.Name) ?? new NodeId((uint)PointValues.TypeOf(point)),
            Unit = isNumber && point.Unit.Length > 0 ? unit : null,
            Range = isNumber && point.Writable ? new ValueRange(point.Low, point.High) : isNumber ? range : null,
            Access = AccessLevel.CurrentRead | (point.Writable ? AccessLevel.CurrentWrite : 0) | (isHistorized ? AccessLevel.HistoryRead : 0),
            Historizing = isHistorized,
            Description = point.Description,
        }, FirstHandle + i);
    }

    private void AddCollections(AddressSpaceEdit edit)
    {
        edit.AddVariable(new NodeId(ns, "Controller"), new NodeId(ns, "controller"), Name("controller"), new VariableSettings
        {
            DataType = types.ControllerType,
            Description = "What the controller says of itself, as one value",
        }, FirstHandle + ControllerOffset);
        var source = _points[Historized(_points)[0]];
        edit.AddVariable(new NodeId(ns, "Process"), new NodeId(ns, $"recent_{source.Name}"), Name($"recent_{source.Name}"), new VariableSettings
        {
            DataType = Double,
            ValueRank = 1,
            ArrayDimensions = [0],
            Description = $"The last ten values of {source.Name}, one a second, the newest last",
        }, FirstHandle + RecentOffset);
    }

    private void AddMethods(AddressSpaceEdit edit)
    {
        for (var i = 0; i < _points.Count; i++)
        {
            if (!IsCommand(_points[i]))
                continue;
            var name = string.Concat(_points[i].Name.Split('_').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));
            edit.AddMethod(Id, new NodeId(ns, name), Name(name), new MethodSettings { Description = _points[i].Description }, FirstHandle + i);
        }
        if (!_points.Any(static p => p.Writable && p.Type != RegisterType.Bit))
            return;
        edit.AddMethod(Id, new NodeId(ns, "Adjust"), Name("Adjust"), new MethodSettings
        {
            Description = "Writes a set-point by its name and says what the machine made of it",
            Inputs = [new MethodArgument("SetPoint", Text, Description: "The name"), new MethodArgument("Value", Double, Description: "In the set-point's unit")],
            Outputs = [new MethodArgument("Accepted", Double, Description: "The value, rounded to the set-point's resolution")],
        }, FirstHandle + AdjustOffset);
    }

    private QualifiedName Name(string name) => new(ns, name);
}
