using Millwright.OpcUa.Messages;

namespace Millwright.OpcUa.AddressSpace.NamespaceZero;

/// <summary>Makes address spaces that hold namespace 0: the standard's types and the Server object.</summary>
public static class StandardAddressSpace
{
    /// <summary>A new address space.</summary>
    /// <param name="applicationUri">The server's application URI, which is also the URI of namespace 1 (OPC 10000-3, 8.2.2).</param>
    public static UaAddressSpace Create(string applicationUri) => Create(applicationUri, out _);

    internal static UaAddressSpace Create(string applicationUri, out TypeNames names)
    {
        var space = new UaAddressSpace(applicationUri);
        names = new TypeNames();
        var reader = new TypeTableReader(space, 0, names);
        // Subtypes hang by HasSubtype, which is itself one of the types read first.
        ReadReferenceTypes(space, reader);
        reader.Read(DataTypeTable.Text, NodeClass.DataType, -1, -1);
        reader.Read(VariableTypeTable.Text, NodeClass.VariableType, -1, -1);
        reader.Read(ObjectTypeTable.Text, NodeClass.ObjectType, -1, -1);
        reader.Read(EventTypeTable.Text, NodeClass.ObjectType, space.FindStandard(StandardIds.BaseObjectType), space.FindStandard(StandardIds.HasSubtype));
        reader.Read(ConditionTypeTable.Text, NodeClass.ObjectType, space.FindStandard(StandardIds.BaseEventType), space.FindStandard(StandardIds.HasSubtype));
        reader.Read(InstanceTable.Text, NodeClass.Object, -1, -1);
        reader.Finish();
        Organize(space);
        space.Wellknown.Resolve();
        space.Nodes[space.FindStandard(StandardIds.Server)].Notifier = EventNotifier.SubscribeToEvents;
        AddEventReferences(space);
        return space;
    }

    private static void ReadReferenceTypes(UaAddressSpace space, TypeTableReader reader)
    {
        reader.Read(ReferenceTypeTable.Text, NodeClass.ReferenceType, -1, -1);
        var hasSubtype = space.FindStandard(StandardIds.HasSubtype);
        // Lines above HasSubtype's own could not name it yet.
        for (var node = 0; node < space.Nodes.Limit; node++)
        {
            var parent = space.Nodes[node].Parent;
            if (parent < 0 || space.Nodes[node].ParentType == hasSubtype)
                continue;
            space.References.Remove(ref space.Nodes[parent], new ReferenceEntry(node, space.Nodes[node].ParentType, inverse: false));
            space.AddChild(parent, hasSubtype, node);
        }
    }

    private static void Organize(UaAddressSpace space)
    {
        var organizes = space.FindStandard(StandardIds.Organizes);
        foreach (var (folder, child) in (ReadOnlySpan<(uint, uint)>)[(88, 58), (89, 62), (90, 24), (91, 31)])
            space.AddChild(space.FindStandard(folder), organizes, space.FindStandard(child));
        space.Wellknown.Resolve();
        space.AddReference(space.FindStandard(3048), organizes, space.FindStandard(StandardIds.BaseEventType));
    }

    private static void AddEventReferences(UaAddressSpace space) =>
        space.AddReference(space.FindStandard(StandardIds.Server), space.FindStandard(StandardIds.GeneratesEvent), space.FindStandard(StandardIds.GeneralModelChangeEventType));
}
