using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.Companions;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.AddressSpace;

public class CompanionTypesTests
{
    [Fact]
    public void A_machine_carries_a_nameplate_and_is_listed_among_the_machines()
    {
        using var space = CompanionTypes.CreateAddressSpace("urn:test", out var types);
        var press = new NodeId(1, "Press");
        using (var edit = space.Edit())
        {
            edit.AddObject(new NodeId(StandardIds.ObjectsFolder), press, new QualifiedName(1, "Press"), new ObjectSettings { TypeDefinition = types.EquipmentType });
            new MachineIdentification("Acme", "4711", "urn:acme:4711") { Location = "Hall 2", YearOfConstruction = 2019 }.AddTo(edit, types, press);
        }
        Assert.True(space.Contains(new NodeId(1, "Press/Identification/SerialNumber")));
        Assert.False(space.Contains(new NodeId(1, "Press/Identification/Model")));
        Assert.True(space.HasReference(Node(space, types.Machines), Node(space, new NodeId(StandardIds.Organizes)), Node(space, press)));
        Assert.Equal(types.Devices, space.Nodes[Node(space, new NodeId(1, "Press/Identification/SerialNumber"))].BrowseNamespace);
        Assert.Equal(types.Machinery, space.Nodes[Node(space, new NodeId(1, "Press/Identification/Location"))].BrowseNamespace);
    }

    [Fact]
    public void The_types_inherit_as_their_specifications_say()
    {
        using var space = CompanionTypes.CreateAddressSpace("urn:test", out var types);
        Assert.Equal([NamespaceTable.StandardUri, "urn:test", CompanionTypes.DevicesUri, CompanionTypes.MachineryUri, CompanionTypes.EquipmentUri], space.Namespaces.Uris);
        Assert.True(space.IsSubtype(Node(space, types.MachineIdentificationType), Node(space, new NodeId(types.Devices, 1005))));
        Assert.True(space.IsSubtype(Node(space, types.MadeUpOfEquipment), space.Wellknown.Hierarchical));
        Assert.True(space.IsSubtype(Node(space, types.EquipmentLevelType), space.FindStandard(StandardIds.Enumeration)));
    }

    private static int Node(UaAddressSpace space, NodeId id) => space.Nodes.Find(id.AsKey());
}
