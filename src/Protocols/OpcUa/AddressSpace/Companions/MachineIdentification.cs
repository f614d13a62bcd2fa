using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace.Companions;

/// <summary>A machine's nameplate (OPC 40001-1, 8.6). What is null is left out.</summary>
/// <param name="Manufacturer">Who built it.</param>
/// <param name="SerialNumber">Its serial number at that manufacturer.</param>
/// <param name="ProductInstanceUri">Its globally unique id.</param>
public sealed record MachineIdentification(string Manufacturer, string SerialNumber, string ProductInstanceUri)
{
    public string? Model { get; init; }

    public string? ProductCode { get; init; }

    public string? HardwareRevision { get; init; }

    public string? SoftwareRevision { get; init; }

    public string? DeviceClass { get; init; }

    public string? AssetId { get; init; }

    public string? ComponentName { get; init; }

    public string? Location { get; init; }

    /// <summary>1600 or later.</summary>
    public ushort? YearOfConstruction { get; init; }

    /// <summary>1 to 12.</summary>
    public byte? MonthOfConstruction { get; init; }

    public DateTimeOffset? InitialOperationDate { get; init; }

    /// <summary>Adds the nameplate below a machine and lists the machine in the Machines folder.</summary>
    public void AddTo(AddressSpaceEdit edit, CompanionTypes types, NodeId machine)
    {
        ArgumentNullException.ThrowIfNull(edit);
        ArgumentNullException.ThrowIfNull(types);
        var id = edit.Derived(machine, "Identification");
        edit.AddObject(machine, id, new QualifiedName(types.Devices, "Identification"), new ObjectSettings
        {
            TypeDefinition = types.MachineIdentificationType,
            ReferenceType = new NodeId(StandardIds.HasAddIn),
        });
        var (di, own) = (types.Devices, types.Machinery);
        AddText(edit, id, di, "Manufacturer", Manufacturer);
        Add(edit, id, di, "SerialNumber", SerialNumber);
        Add(edit, id, di, "ProductInstanceUri", ProductInstanceUri);
        AddText(edit, id, di, "Model", Model);
        Add(edit, id, di, "ProductCode", ProductCode);
        Add(edit, id, di, "HardwareRevision", HardwareRevision);
        Add(edit, id, di, "SoftwareRevision", SoftwareRevision);
        Add(edit, id, di, "DeviceClass", DeviceClass);
        Add(edit, id, di, "AssetId", AssetId);
        AddText(edit, id, di, "ComponentName", ComponentName);
        Add(edit, id, own, "Location", Location);
        if (YearOfConstruction is { } year)
            Add(edit, id, own, "YearOfConstruction", BuiltInType.UInt16, new Variant(year));
        if (MonthOfConstruction is { } month)
            Add(edit, id, own, "MonthOfConstruction", BuiltInType.Byte, new Variant(month));
        if (InitialOperationDate is { } date)
            Add(edit, id, own, "InitialOperationDate", BuiltInType.DateTime, new Variant(UaDateTime.From(date)));
        edit.AddReference(types.Machines, new NodeId(StandardIds.Organizes), machine);
    }

    private static void Add(AddressSpaceEdit edit, NodeId parent, ushort ns, string name, string? value)
    {
        if (value is not null)
            Add(edit, parent, ns, name, BuiltInType.String, new Variant(value));
    }

    private static void AddText(AddressSpaceEdit edit, NodeId parent, ushort ns, string name, string? value)
    {
        if (value is not null)
            Add(edit, parent, ns, name, BuiltInType.LocalizedText, new Variant(new LocalizedText(value)));
    }

    private static void Add(AddressSpaceEdit edit, NodeId parent, ushort ns, string name, BuiltInType type, Variant value) =>
        edit.AddProperty(parent, edit.Derived(parent, name), new QualifiedName(ns, name), new NodeId((uint)type), value);
}
