using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Browse and BrowseNext (OPC 10000-4, 5.9.2 and 5.9.3): references are written straight into the answer.</summary>
internal sealed class BrowseService(UaAddressSpace space, OpcUaServerOptions options)
{
    private const int LeastDescriptionBytes = 17;

    public void Browse(ReplyTarget target, Session session, UaReader body)
    {
        var view = ViewDescription.Decode(ref body);
        var maxReferences = body.ReadUInt32();
        var count = body.ReadArrayLength(LeastDescriptionBytes);
        if (Refusal(view, count) is { } refusal)
        {
            target.Fault(refusal);
            return;
        }
        var limit = (int)Math.Min(maxReferences == 0 ? uint.MaxValue : maxReferences, (uint)options.Limits.MaxReferencesPerNode);
        var writer = target.Begin(BrowseResponse.EncodingId);
        try
        {
            using var reading = space.Read();
            writer.WriteInt32(count);
            var visits = options.Limits.MaxReferencesVisited;
            for (var i = 0; i < count; i++)
            {
                var status = Find(ref body, limit, out var point);
                if (status.IsGood)
                    WriteResult(writer, session, point, ref visits);
                else
                    WriteFailure(writer, status);
            }
            writer.WriteInt32(-1);
        }
        catch (UaException broken)
        {
            target.Abandon(writer, broken.Status);
            return;
        }
        target.Send(writer);
    }

    public void BrowseNext(ReplyTarget target, Session session, UaReader body)
    {
        var release = body.ReadBoolean();
        var count = body.ReadArrayLength(4);
        if (count == 0 || count > options.Limits.MaxNodesPerBrowse)
        {
            target.Fault(count == 0 ? StatusCodes.BadNothingToDo : StatusCodes.BadTooManyOperations);
            return;
        }
        var writer = target.Begin(BrowseNextResponse.EncodingId);
        try
        {
            using var reading = space.Read();
            writer.WriteInt32(count);
            var visits = options.Limits.MaxReferencesVisited;
            for (var i = 0; i < count; i++)
            {
                if (!session.BrowsePoints.TryTake(body.ReadByteStringSpan(out _), out var point))
                    WriteFailure(writer, StatusCodes.BadContinuationPointInvalid);
                else if (release)
                    WriteFailure(writer, StatusCodes.Good);
                else if (space.Resolve(point.Node) < 0)
                    WriteFailure(writer, StatusCodes.BadContinuationPointInvalid);
                else
                    WriteResult(writer, session, point, ref visits);
            }
            writer.WriteInt32(-1);
        }
        catch (UaException broken)
        {
            target.Abandon(writer, broken.Status);
            return;
        }
        target.Send(writer);
    }

    private StatusCode? Refusal(in ViewDescription view, int count)
    {
        if (count == 0)
            return StatusCodes.BadNothingToDo;
        if (count > options.Limits.MaxNodesPerBrowse)
            return StatusCodes.BadTooManyOperations;
        return view.ViewId.IsNull ? null : StatusCodes.BadViewIdUnknown;
    }

    private StatusCode Find(ref UaReader body, int limit, out BrowsePoint point)
    {
        point = default;
        var id = body.ReadNodeIdKey();
        var direction = body.ReadEnum<BrowseDirection>();
        var typeId = body.ReadNodeIdKey();
        var subtypes = body.ReadBoolean();
        var classes = (NodeClass)body.ReadUInt32();
        var fields = (BrowseResultMask)body.ReadUInt32();
        var node = space.Nodes.Find(id);
        if (node < 0)
            return StatusCodes.BadNodeIdUnknown;
        if (direction is < BrowseDirection.Forward or > BrowseDirection.Both)
            return StatusCodes.BadBrowseDirectionInvalid;
        var type = typeId.IsNull ? -1 : space.Nodes.Find(typeId);
        if (!typeId.IsNull && (type < 0 || space.Nodes[type].Class != NodeClass.ReferenceType))
            return StatusCodes.BadReferenceTypeIdInvalid;
        point = new BrowsePoint(space.HandleOf(node), 0, direction, type, subtypes, classes, fields, limit);
        return StatusCodes.Good;
    }

    private static void WriteFailure(UaWriter writer, StatusCode status)
    {
        writer.WriteStatusCode(status);
        writer.WriteInt32(-1);
        writer.WriteInt32(-1);
    }

    private void WriteResult(UaWriter writer, Session session, in BrowsePoint point, ref int visits)
    {
        var start = writer.Length;
        writer.WriteStatusCode(StatusCodes.Good);
        writer.WriteInt32(-1);
        var countAt = writer.Reserve(4);
        var count = 0;
        var cursor = space.ReferencesOf(point.Node.Index, point.Position);
        var position = cursor.Position;
        var (lastType, lastMatches) = (-2, false);
        while (cursor.Next(out var reference))
        {
            if (--visits < 0)
            {
                Continue(writer, session, start, point with { Position = position });
                return;
            }
            if (reference.Type != lastType)
                (lastType, lastMatches) = (reference.Type, MatchesType(reference.Type, point));
            if (lastMatches && MatchesRest(reference, point))
            {
                if (count == point.MaxReferences)
                {
                    Continue(writer, session, start, point with { Position = position });
                    return;
                }
                WriteReference(writer, reference, point.Fields);
                writer.Patch(countAt, ++count);
            }
            position = cursor.Position;
        }
    }

    // The continuation point stands in front of what was written already, so that is moved behind it.
    private static void Continue(UaWriter writer, Session session, int start, in BrowsePoint point)
    {
        var id = session.BrowsePoints.TryAdd(point);
        if (id is null)
        {
            writer.Truncate(start);
            WriteFailure(writer, StatusCodes.BadNoContinuationPoints);
            return;
        }
        var references = start + 8;
        var length = writer.Length - references;
        writer.Reserve(id.Length);
        var written = writer.Written;
        written.Slice(references, length).CopyTo(written[(references + id.Length)..]);
        id.CopyTo(written[references..]);
        writer.Patch(start + 4, id.Length);
    }

    private bool MatchesType(int type, in BrowsePoint point) =>
        point.ReferenceType < 0 || type == point.ReferenceType || (point.IncludeSubtypes && space.IsSubtype(type, point.ReferenceType));

    private bool MatchesRest(in ReferenceEntry reference, in BrowsePoint point) =>
        (point.Direction == BrowseDirection.Both || reference.IsInverse == (point.Direction == BrowseDirection.Inverse))
        && (point.Classes == NodeClass.None || (space.Nodes[reference.Target].Class & point.Classes) != 0);

    private void WriteReference(UaWriter writer, in ReferenceEntry reference, BrowseResultMask fields)
    {
        ref readonly var target = ref space.Nodes[reference.Target];
        if ((fields & BrowseResultMask.ReferenceType) != 0)
            writer.WriteNodeId(space.Nodes.KeyOf(reference.Type));
        else
            writer.WriteNodeId(NodeId.Null);
        writer.WriteBoolean((fields & BrowseResultMask.IsForward) != 0 && !reference.IsInverse);
        writer.WriteNodeId(space.Nodes.KeyOf(reference.Target));
        if ((fields & BrowseResultMask.BrowseName) != 0)
        {
            writer.WriteUInt16(target.BrowseNamespace);
            writer.WriteUtf8(space.Names[target.BrowseName]);
        }
        else
        {
            writer.WriteQualifiedName(default);
        }
        if ((fields & BrowseResultMask.DisplayName) != 0)
        {
            // A text without a locale.
            writer.WriteByte(2);
            writer.WriteUtf8(space.Names[target.DisplayName]);
        }
        else
        {
            writer.WriteLocalizedText(default);
        }
        writer.WriteInt32((fields & BrowseResultMask.NodeClass) != 0 ? (int)target.Class : 0);
        if ((fields & BrowseResultMask.TypeDefinition) != 0 && target.TypeDefinition >= 0)
            writer.WriteNodeId(space.Nodes.KeyOf(target.TypeDefinition));
        else
            writer.WriteNodeId(NodeId.Null);
    }
}
