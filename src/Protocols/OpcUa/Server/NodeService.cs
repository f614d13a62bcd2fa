using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>AddNodes, DeleteNodes, AddReferences and DeleteReferences (OPC 10000-4, 5.8). Without an owner who allows it nothing is changed.</summary>
internal sealed class NodeService(UaAddressSpace space, OpcUaServerOptions options, PendingOperations pending)
{
    // Which attributes a client gave (OPC 10000-4, 7.24.1).
    private const uint AccessLevelGiven = 1 << 0;
    private const uint DataTypeGiven = 1 << 4;
    private const uint DescriptionGiven = 1 << 5;
    private const uint DisplayNameGiven = 1 << 6;
    private const uint EventNotifierGiven = 1 << 7;
    private const uint HistorizingGiven = 1 << 9;
    private const uint ValueRankGiven = 1 << 19;
    private const uint ValueGiven = 1 << 21;

    public bool TryServe(ReplyTarget target, Session session, uint message, ref UaReader reader, string? auditEntry)
    {
        switch (message)
        {
            case var _ when message == AddNodesRequest.EncodingId:
                Run(target, session, auditEntry, AddNodesRequest.Decode(ref reader).NodesToAdd, AddAsync, static (to, results) => to.Send(new AddNodesResponse(results, [])));
                return true;
            case var _ when message == DeleteNodesRequest.EncodingId:
                Run(target, session, auditEntry, DeleteNodesRequest.Decode(ref reader).NodesToDelete, DeleteAsync, static (to, results) => to.Send(new DeleteNodesResponse(results, [])));
                return true;
            case var _ when message == AddReferencesRequest.EncodingId:
                Run(target, session, auditEntry, AddReferencesRequest.Decode(ref reader).ReferencesToAdd, ReferAsync, static (to, results) => to.Send(new AddReferencesResponse(results, [])));
                return true;
            case var _ when message == DeleteReferencesRequest.EncodingId:
                Run(target, session, auditEntry, DeleteReferencesRequest.Decode(ref reader).ReferencesToDelete, UnreferAsync, static (to, results) => to.Send(new DeleteReferencesResponse(results, [])));
                return true;
            default:
                return false;
        }
    }

    private void Run<TItem, TResult>(
        ReplyTarget target, Session session, string? auditEntry, IReadOnlyList<TItem> items,
        Func<INodeOwner, ServiceCaller, TItem, CancellationToken, ValueTask<TResult>> each, Action<ReplyTarget, TResult[]> answer)
    {
        if (options.Nodes is not { } owner)
            target.Fault(StatusCodes.BadServiceUnsupported);
        else if (items.Count == 0)
            target.Fault(StatusCodes.BadNothingToDo);
        else if (items.Count > options.Limits.MaxNodesPerNodeManagement)
            target.Fault(StatusCodes.BadTooManyOperations);
        else
            pending.Run(target, session, cancellation => EachAsync(owner, session.Caller with { AuditEntryId = auditEntry }, cancellation));

        async Task EachAsync(INodeOwner owner, ServiceCaller caller, CancellationToken cancellation)
        {
            var results = new TResult[items.Count];
            for (var i = 0; i < results.Length; i++)
                results[i] = await each(owner, caller, items[i], cancellation).ConfigureAwait(false);
            answer(target, results);
        }
    }

    private async ValueTask<AddNodesResult> AddAsync(INodeOwner owner, ServiceCaller caller, AddNodesItem item, CancellationToken cancellation)
    {
        if (!TryLocal(item.ParentNodeId, out var parent))
            return new AddNodesResult(StatusCodes.BadParentNodeIdInvalid, NodeId.Null);
        if (!TryLocal(item.TypeDefinition, out var type))
            return new AddNodesResult(StatusCodes.BadTypeDefinitionInvalid, NodeId.Null);
        if (item.NodeClass is not (NodeClass.Object or NodeClass.Variable))
            return new AddNodesResult(StatusCodes.BadNodeClassInvalid, NodeId.Null);
        if (!item.RequestedNewNodeId.Id.IsNull && !TryLocal(item.RequestedNewNodeId, out _))
            return new AddNodesResult(StatusCodes.BadNodeIdRejected, NodeId.Null);
        var grant = await owner.AddAsync(caller, parent, item, cancellation).ConfigureAwait(false);
        if (grant.Status.IsBad)
            return new AddNodesResult(grant.Status, NodeId.Null);
        var status = Change(edit =>
        {
            if (item.NodeClass == NodeClass.Object)
                AddObject(edit, parent, type, grant, item);
            else
                AddVariable(edit, parent, type, grant, item);
        });
        return new AddNodesResult(status, status.IsBad ? NodeId.Null : grant.Id);
    }

    private async ValueTask<StatusCode> DeleteAsync(INodeOwner owner, ServiceCaller caller, DeleteNodesItem item, CancellationToken cancellation)
    {
        if (!space.Contains(item.NodeId))
            return StatusCodes.BadNodeIdUnknown;
        var status = await owner.DeleteAsync(caller, item.NodeId, cancellation).ConfigureAwait(false);
        return status.IsBad ? status : Change(edit => edit.Remove(item.NodeId));
    }

    private async ValueTask<StatusCode> ReferAsync(INodeOwner owner, ServiceCaller caller, AddReferencesItem item, CancellationToken cancellation)
    {
        if (!string.IsNullOrEmpty(item.TargetServerUri) || !TryLocal(item.TargetNodeId, out var other))
            return StatusCodes.BadReferenceLocalOnly;
        if (!space.Contains(item.SourceNodeId))
            return StatusCodes.BadSourceNodeIdInvalid;
        if (!space.Contains(other))
            return StatusCodes.BadTargetNodeIdInvalid;
        if (item.SourceNodeId == other)
            return StatusCodes.BadInvalidSelfReference;
        var (source, target) = item.IsForward ? (item.SourceNodeId, other) : (other, item.SourceNodeId);
        if (Refers(source, item.ReferenceTypeId, target))
            return StatusCodes.BadDuplicateReferenceNotAllowed;
        var status = await owner.ReferAsync(caller, source, item.ReferenceTypeId, target, isRemoval: false, cancellation).ConfigureAwait(false);
        return status.IsBad ? status : Change(edit => edit.AddReference(source, item.ReferenceTypeId, target));
    }

    private async ValueTask<StatusCode> UnreferAsync(INodeOwner owner, ServiceCaller caller, DeleteReferencesItem item, CancellationToken cancellation)
    {
        if (!TryLocal(item.TargetNodeId, out var other))
            return StatusCodes.BadReferenceLocalOnly;
        var (source, target) = item.IsForward ? (item.SourceNodeId, other) : (other, item.SourceNodeId);
        if (!Refers(source, item.ReferenceTypeId, target))
            return StatusCodes.BadNotFound;
        var status = await owner.ReferAsync(caller, source, item.ReferenceTypeId, target, isRemoval: true, cancellation).ConfigureAwait(false);
        return status.IsBad ? status : Change(edit => edit.RemoveReference(source, item.ReferenceTypeId, target));
    }

    private static void AddObject(AddressSpaceEdit edit, NodeId parent, NodeId type, in NodeGrant grant, AddNodesItem item)
    {
        if (!item.NodeAttributes.TryDecode<ObjectAttributes>(out var given))
            throw new UaException(StatusCodes.BadNodeAttributesInvalid, $"{grant.Id} comes without the attributes of an object");
        edit.AddObject(parent, grant.Id, item.BrowseName, new ObjectSettings
        {
            TypeDefinition = type.IsNull ? new NodeId(StandardIds.BaseObjectType) : type,
            ReferenceType = item.ReferenceTypeId,
            EventNotifier = (given.SpecifiedAttributes & EventNotifierGiven) != 0 ? (EventNotifier)given.EventNotifier & EventNotifier.SubscribeToEvents : default,
            DisplayName = (given.SpecifiedAttributes & DisplayNameGiven) != 0 ? given.DisplayName.Text : null,
            Description = (given.SpecifiedAttributes & DescriptionGiven) != 0 ? given.Description.Text : null,
        });
    }

    private void AddVariable(AddressSpaceEdit edit, NodeId parent, NodeId type, in NodeGrant grant, AddNodesItem item)
    {
        if (!item.NodeAttributes.TryDecode<VariableAttributes>(out var given))
            throw new UaException(StatusCodes.BadNodeAttributesInvalid, $"{grant.Id} comes without the attributes of a variable");
        var mask = given.SpecifiedAttributes;
        var settings = new VariableSettings
        {
            DataType = (mask & DataTypeGiven) != 0 ? given.DataType : new NodeId(StandardIds.BaseDataType),
            ValueRank = (mask & ValueRankGiven) != 0 ? given.ValueRank : -1,
            TypeDefinition = type.IsNull ? null : type,
            ReferenceType = item.ReferenceTypeId,
            Access = (mask & AccessLevelGiven) != 0 ? (AccessLevel)given.AccessLevel : AccessLevel.CurrentRead,
            Historizing = (mask & HistorizingGiven) != 0 && given.Historizing,
            DisplayName = (mask & DisplayNameGiven) != 0 ? given.DisplayName.Text : null,
            Description = (mask & DescriptionGiven) != 0 ? given.Description.Text : null,
        };
        var value = (mask & ValueGiven) != 0 ? given.Value : default;
        if (settings.ValueRank is < -3 or > 64
            || (!value.IsNull && !new ValueTypeCheck(space).Matches(value, edit.Known(settings.DataType, NodeClass.DataType, StatusCodes.BadNodeAttributesInvalid), settings.ValueRank)))
            throw new UaException(StatusCodes.BadNodeAttributesInvalid, $"{grant.Id}: the value is not of the data type and rank that come with it");
        if (grant.Handle >= 0)
            edit.AddVariable(parent, grant.Id, item.BrowseName, settings, grant.Handle);
        else
            edit.AddConstant(parent, grant.Id, item.BrowseName, settings with { Access = AccessLevel.CurrentRead, Historizing = false }, value);
    }

    private bool TryLocal(in ExpandedNodeId id, out NodeId local)
    {
        local = id.Id;
        if (id.ServerIndex != 0)
            return false;
        if (id.NamespaceUri is not { Length: > 0 } uri)
            return true;
        var index = space.Namespaces.IndexOf(uri);
        if (index < 0)
            return false;
        local = id.Id.WithNamespace((ushort)index);
        return true;
    }

    private bool Refers(NodeId source, NodeId type, NodeId target)
    {
        using var reading = space.Read();
        var (from, by, to) = (space.Nodes.Find(source.AsKey()), space.Nodes.Find(type.AsKey()), space.Nodes.Find(target.AsKey()));
        return from >= 0 && by >= 0 && to >= 0 && space.HasReference(from, by, to);
    }

    private StatusCode Change(Action<AddressSpaceEdit> change)
    {
        try
        {
            using var edit = space.Edit();
            change(edit);
            return StatusCodes.Good;
        }
        catch (UaException refused)
        {
            return refused.Status;
        }
    }
}
