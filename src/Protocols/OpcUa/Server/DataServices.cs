using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;

namespace Millwright.OpcUa.Server;

/// <summary>The services that read, write, browse and call.</summary>
internal sealed class DataServices(
    ReadService reads, WriteService writes, BrowseService browses, PathService paths, HistoryService history,
    HistoryUpdateService historyUpdates, MethodService methods, NodeService nodes)
{
    public bool TryServe(ReplyTarget target, Session session, uint message, in RequestHeaderView header, ref UaReader reader)
    {
        switch (message)
        {
            case var _ when message == ReadRequest.EncodingId:
                reads.Read(target, session, reader);
                return true;
            case var _ when message == WriteRequest.EncodingId:
                writes.Write(target, session, WriteRequest.Decode(ref reader), Audit(header));
                return true;
            case var _ when message == BrowseRequest.EncodingId:
                browses.Browse(target, session, reader);
                return true;
            case var _ when message == BrowseNextRequest.EncodingId:
                browses.BrowseNext(target, session, reader);
                return true;
            case var _ when message == TranslateBrowsePathsToNodeIdsRequest.EncodingId:
                paths.Translate(target, session, TranslateBrowsePathsToNodeIdsRequest.Decode(ref reader));
                return true;
            case var _ when message == RegisterNodesRequest.EncodingId:
                paths.Register(target, RegisterNodesRequest.Decode(ref reader));
                return true;
            case var _ when message == UnregisterNodesRequest.EncodingId:
                paths.Unregister(target, UnregisterNodesRequest.Decode(ref reader));
                return true;
            case var _ when message == HistoryReadRequest.EncodingId:
                history.Read(target, session, HistoryReadRequest.Decode(ref reader));
                return true;
            case var _ when message == HistoryUpdateRequest.EncodingId:
                historyUpdates.Update(target, session, HistoryUpdateRequest.Decode(ref reader), Audit(header));
                return true;
            case var _ when message == CallRequest.EncodingId:
                methods.Call(target, session, CallRequest.Decode(ref reader), Audit(header));
                return true;
            default:
                return nodes.TryServe(target, session, message, ref reader, Audit(header));
        }
    }

    private static string? Audit(in RequestHeaderView header) => header.AuditEntryId.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(header.AuditEntryId);
}
