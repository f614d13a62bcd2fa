using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Where the answer to one request goes; can be kept until the answer is there.</summary>
internal readonly record struct ReplyTarget(ServerChannel Channel, uint RequestId, uint RequestHandle, TimeProvider Time)
{
    public UaDateTime Now => UaDateTime.From(Time.GetUtcNow());

    /// <summary>Begins an answer: type id and header are written, the body follows.</summary>
    public UaWriter Begin(uint encodingId)
    {
        var writer = Channel.BeginReply();
        WriteHeader(writer, encodingId, StatusCodes.Good);
        return writer;
    }

    /// <summary>Sends what was begun. A message the client does not take becomes a fault.</summary>
    public StatusCode Send(UaWriter writer)
    {
        var outcome = Channel.Reply(RequestId, writer);
        if (outcome == StatusCodes.BadEncodingLimitsExceeded)
            Fault(StatusCodes.BadResponseTooLarge);
        return outcome;
    }

    public void Send<TResponse>(TResponse response)
        where TResponse : IUaMessage<TResponse>
    {
        var writer = Begin(TResponse.EncodingId);
        try
        {
            response.Encode(writer);
        }
        catch (UaException tooLarge)
        {
            Abandon(writer, tooLarge.Status);
            return;
        }
        Send(writer);
    }

    /// <summary>Gives up an answer that was begun and sends a fault instead.</summary>
    public void Abandon(UaWriter writer, StatusCode status)
    {
        writer.Truncate(0);
        writer.Dispose();
        Fault(status == StatusCodes.BadEncodingLimitsExceeded ? StatusCodes.BadResponseTooLarge : status);
    }

    public void Fault(StatusCode status)
    {
        var writer = Channel.BeginReply();
        WriteHeader(writer, ServiceFault.EncodingId, status);
        Channel.Reply(RequestId, writer);
    }

    private void WriteHeader(UaWriter writer, uint encodingId, StatusCode status)
    {
        writer.WriteNodeId(new NodeId(encodingId));
        writer.WriteDateTime(Now);
        writer.WriteUInt32(RequestHandle);
        writer.WriteStatusCode(status);
        writer.WriteByte(0);
        writer.WriteInt32(-1);
        writer.WriteExtensionObject(null);
    }
}
