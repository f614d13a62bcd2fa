using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Server;

/// <summary>Node management by our client at our server: off by default, and within what the owner allows.</summary>
public class NodeManagementTests
{
    private static readonly NodeId Press = new(1, "Press");
    private static readonly NodeId Organizes = new(StandardIds.Organizes);

    [Fact]
    public async Task Without_an_owner_who_allows_it_nothing_is_changed()
    {
        await using var bench = new ServerBench(o => o with { Time = TimeProvider.System });
        await using var client = bench.Client();
        await client.ConnectAsync();
        var refused = await Assert.ThrowsAsync<UaException>(() => client.AddNodesAsync([Folder("Order")]).AsTask());
        Assert.Equal<StatusCode>(StatusCodes.BadServiceUnsupported, refused.Status);
        Assert.False(bench.Space.Contains(new NodeId(1, "Order")));
    }

    [Fact]
    public async Task Objects_and_variables_are_added_shown_written_and_deleted()
    {
        await using var bench = new ServerBench(o => o with { Time = TimeProvider.System, Nodes = new Owner() });
        await using var client = bench.Client();
        await client.ConnectAsync();
        var added = await client.AddNodesAsync([
            Folder("Order"),
            Variable("Order", "Order.Number", new Variant(4711)),
            Variable("Order", "Order.Text", new Variant("bolts"), BuiltInType.String),
            Folder("Order"),
            Folder("Forbidden"),
            Variable("Order", "Order.Wrong", new Variant(1.5)),
            Folder("Orphan") with { ParentNodeId = new NodeId(1, "Nowhere") },
            Folder("Method") with { NodeClass = NodeClass.Method }]);
        Assert.Equal(
            [StatusCodes.Good, StatusCodes.Good, StatusCodes.Good, StatusCodes.BadNodeIdExists, StatusCodes.BadUserAccessDenied, StatusCodes.BadNodeAttributesInvalid,
                StatusCodes.BadParentNodeIdInvalid, StatusCodes.BadNodeClassInvalid],
            added.Select(a => (StatusCodes)a.StatusCode.Value));
        Assert.Equal(4711, (await client.ReadValueAsync(new NodeId(1, "Order.Number"))).Value.AsInt32());
        Assert.Equal(new NodeId(1, "Order.Text"), await client.FindAsync(Press, [new QualifiedName(1, "Order"), new QualifiedName(1, "Order.Text")]));
        Assert.Equal([StatusCodes.Good, StatusCodes.BadNodeIdUnknown], (await client.DeleteNodesAsync([new NodeId(1, "Order"), new NodeId(1, "Order")])).Select(s => (StatusCodes)s.Value));
        Assert.False(bench.Space.Contains(new NodeId(1, "Order.Number")));
        Assert.Equal(StatusCodes.BadUserAccessDenied, (StatusCodes)(await client.DeleteNodesAsync([new NodeId(StandardIds.Server)]))[0].Value);
    }

    [Fact]
    public async Task References_are_added_once_and_deleted()
    {
        await using var bench = new ServerBench(o => o with { Time = TimeProvider.System, Nodes = new Owner() });
        await using var client = bench.Client();
        await client.ConnectAsync();
        await client.AddNodesAsync([Folder("Order")]);
        var (order, speed) = (new NodeId(1, "Order"), new NodeId(1, "Press.Speed"));
        var added = await client.AddReferencesAsync([
            new AddReferencesItem(order, Organizes, true, null, speed, NodeClass.Variable),
            new AddReferencesItem(speed, Organizes, false, null, order, NodeClass.Object),
            new AddReferencesItem(order, Organizes, true, "urn:other", speed, NodeClass.Variable),
            new AddReferencesItem(order, Organizes, true, null, order, NodeClass.Object),
            new AddReferencesItem(new NodeId(1, "Nowhere"), Organizes, true, null, speed, NodeClass.Variable),
            new AddReferencesItem(order, speed, true, null, speed, NodeClass.Variable)]);
        Assert.Equal(
            [StatusCodes.Good, StatusCodes.BadDuplicateReferenceNotAllowed, StatusCodes.BadReferenceLocalOnly, StatusCodes.BadInvalidSelfReference,
                StatusCodes.BadSourceNodeIdInvalid, StatusCodes.BadReferenceTypeIdInvalid],
            added.Select(s => (StatusCodes)s.Value));
        Assert.Equal(speed, await client.FindAsync(order, [new QualifiedName(1, "Speed")]));
        var gone = await client.DeleteReferencesAsync([
            new DeleteReferencesItem(order, Organizes, true, speed, true), new DeleteReferencesItem(order, Organizes, true, speed, true)]);
        Assert.Equal([StatusCodes.Good, StatusCodes.BadNotFound], gone.Select(s => (StatusCodes)s.Value));
        await Assert.ThrowsAsync<UaException>(() => client.FindAsync(order, [new QualifiedName(1, "Speed")]).AsTask());
        Assert.Equal(new NodeId(1, "Press.Speed"), await client.FindAsync(Press, [new QualifiedName(1, "Speed")]));
    }

    [Fact]
    public async Task A_product_may_keep_the_values_of_what_clients_add()
    {
        await using var bench = new ServerBench(o => o with { Time = TimeProvider.System, Nodes = new Owner { Handle = 60 } });
        await using var client = bench.Client();
        await client.ConnectAsync();
        var wanted = Variable("Press", "Press.Note", default, BuiltInType.String);
        Assert.True((await client.AddNodesAsync([wanted]))[0].StatusCode.IsGood);
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.WriteValueAsync(new NodeId(1, "Press.Note"), new Variant("greased")));
        Assert.Equal("greased", (await client.ReadValueAsync(new NodeId(1, "Press.Note"))).Value.AsString());
    }

    private static AddNodesItem Folder(string name) => new(
        Press, Organizes, new ExpandedNodeId(new NodeId(0, name), TestCertificates.ServerUri, 0), new QualifiedName(1, name), NodeClass.Object,
        new ObjectAttributes(1 << 6, new LocalizedText(name), default, 0, 0, 0).ToExtensionObject(), new NodeId(StandardIds.FolderType));

    private static AddNodesItem Variable(string parent, string name, Variant value, BuiltInType type = BuiltInType.Int32) => new(
        new NodeId(1, parent), new NodeId(StandardIds.HasComponent), new NodeId(1, name), new QualifiedName(1, name), NodeClass.Variable,
        new VariableAttributes(
            (1 << 0) | (1 << 4) | (1 << 19) | (value.IsNull ? 0u : 1 << 21), default, default, 0, 0, value, new NodeId((uint)type), -1, [], (byte)AccessLevel.ReadWrite, 0, 0, false).ToExtensionObject(),
        new NodeId(StandardIds.BaseDataVariableType));

    private sealed class Owner : INodeOwner
    {
        public int Handle { get; init; } = -1;

        public ValueTask<NodeGrant> AddAsync(ServiceCaller caller, NodeId parent, AddNodesItem wanted, CancellationToken cancellation) => ValueTask.FromResult(
            wanted.BrowseName.Name == "Forbidden" ? NodeGrant.Refused(StatusCodes.BadUserAccessDenied) : new NodeGrant(StatusCodes.Good, new NodeId(1, wanted.BrowseName.Name!), Handle));

        public ValueTask<StatusCode> DeleteAsync(ServiceCaller caller, NodeId node, CancellationToken cancellation) =>
            ValueTask.FromResult<StatusCode>(node.NamespaceIndex == 0 ? StatusCodes.BadUserAccessDenied : StatusCodes.Good);

        public ValueTask<StatusCode> ReferAsync(ServiceCaller caller, NodeId source, NodeId referenceType, NodeId target, bool isRemoval, CancellationToken cancellation) =>
            ValueTask.FromResult<StatusCode>(StatusCodes.Good);
    }
}
