using Millwright.OpcUa.Messages;
using Millwright.OpcUa.AddressSpace.NamespaceZero;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace.Companions;

/// <summary>
/// The part of three companion specifications that lets a client recognise machines: nameplates (OPC 10000-100, 4.5), machine identification
/// (OPC 40001-1, 8) and the equipment hierarchy (OPC 10030, 8). Types that need more of those models are left out.
/// </summary>
public sealed class CompanionTypes
{
    /// <summary>Devices, the base of the others.</summary>
    public const string DevicesUri = "http://opcfoundation.org/UA/DI/";

    public const string MachineryUri = "http://opcfoundation.org/UA/Machinery/";

    public const string EquipmentUri = "http://www.OPCFoundation.org/UA/2013/01/ISA95";

    private readonly UaAddressSpace _space;

    private CompanionTypes(UaAddressSpace space)
    {
        _space = space;
        Devices = space.Namespaces.GetOrAdd(DevicesUri);
        Machinery = space.Namespaces.GetOrAdd(MachineryUri);
        Equipment = space.Namespaces.GetOrAdd(EquipmentUri);
    }

    /// <summary>The namespace index of <see cref="DevicesUri"/>.</summary>
    public ushort Devices { get; }

    /// <summary>The namespace index of <see cref="MachineryUri"/>.</summary>
    public ushort Machinery { get; }

    /// <summary>The namespace index of <see cref="EquipmentUri"/>.</summary>
    public ushort Equipment { get; }

    /// <summary>The folder below Objects that lists the machines.</summary>
    public NodeId Machines => new(Machinery, 1001);

    /// <summary>The type of a machine's nameplate.</summary>
    public NodeId MachineIdentificationType => new(Machinery, 1012);

    /// <summary>The type of the folder that holds a machine's components.</summary>
    public NodeId MachineComponentsType => new(Machinery, 1006);

    /// <summary>The type of a site, area, line, cell or unit.</summary>
    public NodeId EquipmentType => new(Equipment, 5040);

    /// <summary>From a piece of equipment to what it consists of.</summary>
    public NodeId MadeUpOfEquipment => new(Equipment, 5115);

    /// <summary>From an equipment to its level.</summary>
    public NodeId HasEquipmentAttribute => new(Equipment, 4713);

    /// <summary>The enumeration of <see cref="EquipmentLevel"/>.</summary>
    public NodeId EquipmentLevelType => new(Equipment, 4871);

    /// <summary>Makes an address space with namespace 0 and these types.</summary>
    /// <param name="applicationUri">The server's application URI.</param>
    /// <param name="types">Names the types.</param>
    /// <param name="productUri">The namespace of the product's own nodes, which gets index 2; null for none.</param>
    public static UaAddressSpace CreateAddressSpace(string applicationUri, out CompanionTypes types, string? productUri = null)
    {
        var space = StandardAddressSpace.Create(applicationUri, out var names);
        if (productUri is not null)
            space.Namespaces.GetOrAdd(productUri);
        types = new CompanionTypes(space);
        types.Read(names);
        return space;
    }

    private void Read(TypeNames names)
    {
        names.AddPrefix("di", Devices);
        names.AddPrefix("0", 0);
        var devices = new TypeTableReader(_space, Devices, names);
        Below(devices, DeviceTable.Interfaces, new NodeId(StandardIds.BaseInterfaceType));
        Below(devices, DeviceTable.Groups, new NodeId(StandardIds.FolderType));
        devices.Read(DeviceTable.Instances, NodeClass.Object, Node(new NodeId(StandardIds.ObjectsFolder)), -1);
        devices.Finish();

        var machinery = new TypeTableReader(_space, Machinery, names);
        Below(machinery, MachineryTable.VendorNameplate, new NodeId(Devices, 15035));
        Below(machinery, MachineryTable.TagNameplate, new NodeId(Devices, 15048));
        Below(machinery, MachineryTable.Identification, new NodeId(Devices, 1005));
        Below(machinery, MachineryTable.Objects, new NodeId(StandardIds.BaseObjectType));
        machinery.Read(MachineryTable.Instances, NodeClass.Object, Node(new NodeId(StandardIds.ObjectsFolder)), -1);
        machinery.Finish();
        foreach (var (type, itsInterface) in (ReadOnlySpan<(uint, NodeId)>)[
            (1004, new(Machinery, 1003)), (1004, new(Devices, 15048)), (1012, new(Machinery, 1010)), (1012, new(Machinery, 1011))])
        {
            _space.AddReference(Node(new NodeId(Machinery, type)), Node(new NodeId(StandardIds.HasInterface)), Node(itsInterface));
        }

        var equipment = new TypeTableReader(_space, Equipment, names);
        equipment.Read(EquipmentTable.Levels, NodeClass.DataType, Node(new NodeId(StandardIds.Enumeration)), Node(new NodeId(StandardIds.HasSubtype)));
        equipment.Read(EquipmentTable.MadeUpOf, NodeClass.ReferenceType, Node(new NodeId(44)), Node(new NodeId(StandardIds.HasSubtype)));
        equipment.Read(EquipmentTable.Attributes, NodeClass.ReferenceType, Node(new NodeId(StandardIds.HasComponent)), Node(new NodeId(StandardIds.HasSubtype)));
        Below(equipment, EquipmentTable.Objects, new NodeId(StandardIds.BaseObjectType));
        equipment.Finish();
        AddLevelDeclaration();
    }

    private void Below(TypeTableReader reader, ReadOnlySpan<byte> table, NodeId supertype) =>
        reader.Read(table, NodeClass.ObjectType, Node(supertype), Node(new NodeId(StandardIds.HasSubtype)));

    // The level hangs by a reference type of this namespace, for which the tables have no mark.
    private void AddLevelDeclaration()
    {
        var level = _space.AddNode(new NodeIdKey(Equipment, 5047), NodeClass.Variable, Equipment, "EquipmentLevel"u8);
        _space.AddChild(Node(EquipmentType), Node(HasEquipmentAttribute), level);
        ref var record = ref _space.Nodes[level];
        record.TypeDefinition = Node(new NodeId(StandardIds.PropertyType));
        record.DataType = Node(EquipmentLevelType);
        record.Access = AccessLevel.CurrentRead;
        record.ModellingRule = 2;
    }

    private int Node(NodeId id) => _space.Nodes.Find(id.AsKey());
}
