using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Whole messages as a channel carries them: type id, header, body (OPC 10000-6, 6.7.2).</summary>
public static class WholeMessages
{
    public static void WriteRequest<TRequest>(this UaWriter writer, in RequestHeader header, TRequest request)
        where TRequest : IUaMessage<TRequest>
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(new NodeId(TRequest.EncodingId));
        header.Encode(writer);
        request.Encode(writer);
    }

    public static void WriteResponse<TResponse>(this UaWriter writer, in ResponseHeader header, TResponse response)
        where TResponse : IUaMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(new NodeId(TResponse.EncodingId));
        header.Encode(writer);
        response.Encode(writer);
    }

    /// <summary>The encoding id a message begins with; 0 for one of another namespace or kind, which no message of the standard is.</summary>
    public static uint ReadMessageId(this ref UaReader reader)
    {
        var id = reader.ReadNodeIdKey();
        return id.Type == NodeIdType.Numeric && id.NamespaceIndex == 0 ? id.Numeric : 0;
    }
}
