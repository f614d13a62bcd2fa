using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Finds the service and the session of each request. Whatever is wrong with one becomes a fault, and never more than that.</summary>
internal sealed class RequestDispatcher(OpcUaServerOptions options, SessionTable sessions, ServerCounters counters, ServiceSet services) : IChannelHandler
{
    private readonly UaLimits _limits = new() { MaxArrayLength = options.Limits.MaxArrayLength, MaxStringBytes = options.Limits.MaxStringBytes };

    public void OnRequest(ServerChannel channel, uint requestId, ReadOnlySpan<byte> body)
    {
        var target = new ReplyTarget(channel, requestId, 0, options.Time);
        try
        {
            var reader = new UaReader(body, _limits);
            var message = reader.ReadMessageId();
            var header = new RequestHeaderView(ref reader);
            target = target with { RequestHandle = header.RequestHandle };
            if (!TrySessionless(target, message, ref reader))
                Serve(target, channel, message, header, ref reader);
        }
        catch (UaException refused)
        {
            counters.CountRejectedRequest(isSecurity: false);
            target.Fault(refused.Status);
        }
    }

    public void OnClosed(ServerChannel channel, StatusCode reason)
    {
        if (channel.Tag is Session session)
            services.Watching.ForgetUnanswerable(session);
    }

    public void OnRejected(string peer, StatusCode reason, string message)
    {
        counters.CountRejectedSession(isSecurity: true);
        options.OnIncident?.Invoke(new ServerIncident(peer, reason, message));
    }

    public void OnHandlerFault(ServerChannel channel, Exception fault) =>
        options.OnIncident?.Invoke(new ServerIncident(channel.Peer, StatusCodes.BadInternalError, "a request failed inside; its channel was closed", fault));

    private bool TrySessionless(ReplyTarget target, uint message, ref UaReader reader)
    {
        switch (message)
        {
            case var _ when message == GetEndpointsRequest.EncodingId:
                services.Discovery.GetEndpoints(target, GetEndpointsRequest.Decode(ref reader));
                return true;
            case var _ when message == FindServersRequest.EncodingId:
                services.Discovery.FindServers(target, FindServersRequest.Decode(ref reader));
                return true;
            case var _ when message == CreateSessionRequest.EncodingId:
                services.Sessions.Create(target, CreateSessionRequest.Decode(ref reader));
                return true;
            default:
                return false;
        }
    }

    private void Serve(ReplyTarget target, ServerChannel channel, uint message, in RequestHeaderView header, ref UaReader reader)
    {
        var session = sessions.Find(header.AuthenticationToken, channel.Tag as Session);
        if (message == ActivateSessionRequest.EncodingId && session is not null)
        {
            session.Touch(options.Time.GetTimestamp());
            services.Sessions.Activate(target, session, ActivateSessionRequest.Decode(ref reader));
            return;
        }
        if (session is null)
        {
            Refuse(target, MessageTypes.TryGet(message, out var type) && type.Kind == MessageKind.Request ? StatusCodes.BadSessionIdInvalid : StatusCodes.BadServiceUnsupported);
            return;
        }
        if (session.Channel != channel)
        {
            Refuse(target, StatusCodes.BadSecureChannelIdInvalid);
            return;
        }
        session.Touch(options.Time.GetTimestamp());
        if (message == CloseSessionRequest.EncodingId)
            services.Sessions.Close(target, session, CloseSessionRequest.Decode(ref reader));
        else if (!session.IsActivated)
            RefuseInactive(target, session);
        else if (!services.Data.TryServe(target, session, message, header, ref reader) && !services.Watching.TryServe(target, session, message, ref reader))
            Refuse(target, StatusCodes.BadServiceUnsupported);
    }

    // A session that is used before its activation is closed (OPC 10000-4, 5.7.2.1).
    private void RefuseInactive(ReplyTarget target, Session session)
    {
        services.Sessions.End(session, deleteSubscriptions: true);
        Refuse(target, StatusCodes.BadSessionNotActivated);
    }

    private void Refuse(ReplyTarget target, StatusCode status)
    {
        counters.CountRejectedRequest(isSecurity: status == StatusCodes.BadSessionIdInvalid || status == StatusCodes.BadSecureChannelIdInvalid);
        target.Fault(status);
    }
}
