using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Write (OPC 10000-4, 5.11.4): access and type are checked here, the product carries it out.</summary>
internal sealed class WriteService(UaAddressSpace space, AttributeReader attributes, OpcUaServerOptions options, PendingOperations pending)
{
    private readonly ValueTypeCheck _types = new(space);

    public void Write(ReplyTarget target, Session session, WriteRequest request, string? auditEntry)
    {
        if (request.NodesToWrite.Count == 0)
            target.Fault(StatusCodes.BadNothingToDo);
        else if (request.NodesToWrite.Count > options.Limits.MaxNodesPerWrite)
            target.Fault(StatusCodes.BadTooManyOperations);
        else
            pending.Run(target, session, cancellation => WriteAsync(target, session, request, auditEntry, cancellation));
    }

    private async Task WriteAsync(ReplyTarget target, Session session, WriteRequest request, string? auditEntry, CancellationToken cancellation)
    {
        var caller = session.Caller with { AuditEntryId = auditEntry };
        var results = new StatusCode[request.NodesToWrite.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Prepare(request.NodesToWrite[i], caller.User, out var handle, out var value);
            if (results[i].IsGood)
                results[i] = await options.Writer!.WriteAsync(caller, handle, value, cancellation).ConfigureAwait(false);
        }
        target.Send(new WriteResponse(results, []));
    }

    private StatusCode Prepare(in WriteValue write, UserIdentity user, out int handle, out DataValue value)
    {
        handle = -1;
        value = write.Value;
        using var reading = space.Read();
        var node = space.Nodes.Find(write.NodeId.AsKey());
        if (node < 0)
            return StatusCodes.BadNodeIdUnknown;
        if (write.AttributeId != AttributeId.Value)
            return attributes.ReadAttribute(node, write.AttributeId, user).Status == StatusCodes.BadAttributeIdInvalid ? StatusCodes.BadAttributeIdInvalid : StatusCodes.BadNotWritable;
        ref readonly var record = ref space.Nodes[node];
        if (record.Class != NodeClass.Variable)
            return StatusCodes.BadAttributeIdInvalid;
        if ((record.Access & AccessLevel.CurrentWrite) == 0 || !NodeValue.IsHandle(record.Value) || options.Writer is null)
            return StatusCodes.BadNotWritable;
        var access = attributes.AccessOf(node, user);
        if ((access & AccessLevel.CurrentWrite) == 0)
            return StatusCodes.BadUserAccessDenied;
        if ((value.Status.Value != 0 && (access & AccessLevel.StatusWrite) == 0) || (value.SourceTimestamp.HasValue && (access & AccessLevel.TimestampWrite) == 0) || value.ServerTimestamp.HasValue)
            return StatusCodes.BadWriteNotSupported;
        handle = record.Value;
        return string.IsNullOrEmpty(write.IndexRange)
            ? _types.Matches(value.Value, record.DataType, record.ValueRank) ? StatusCodes.Good : StatusCodes.BadTypeMismatch
            : Merge(node, write.IndexRange, ref value);
    }

    private StatusCode Merge(int node, string text, ref DataValue value)
    {
        if (!NumericRange.TryParse(text, out var range) || range is null)
            return StatusCodes.BadIndexRangeInvalid;
        var status = range.Write(attributes.Current(node).Value, value.Value, out var changed);
        value = value with { Value = changed };
        return status;
    }
}
