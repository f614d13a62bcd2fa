using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>What the server needs of an OpenSecureChannel request (OPC 10000-4, 5.6.2).</summary>
internal readonly record struct OpenRequest(bool IsRenewal, MessageSecurityMode Mode, byte[] Nonce, uint LifetimeMs, uint RequestHandle)
{
    /// <exception cref="UaException">Malformed, or another request.</exception>
    public static OpenRequest Read(ReadOnlySpan<byte> body)
    {
        var reader = new UaReader(body);
        if (reader.ReadMessageId() != OpenSecureChannelRequest.EncodingId)
            throw new UaException(StatusCodes.BadTcpMessageTypeInvalid, "an OPN chunk without an OpenSecureChannel request");
        var handle = RequestHeader.Decode(ref reader).RequestHandle;
        var request = OpenSecureChannelRequest.Decode(ref reader);
        return new OpenRequest(
            request.RequestType == SecurityTokenRequestType.Renew, request.SecurityMode, request.ClientNonce ?? [], request.RequestedLifetimeMs, handle);
    }

    public static byte[] Write(bool isRenewal, MessageSecurityMode mode, byte[] nonce, TimeSpan lifetime, DateTimeOffset now)
    {
        using var writer = new UaWriter(256);
        var type = isRenewal ? SecurityTokenRequestType.Renew : SecurityTokenRequestType.Issue;
        var header = new RequestHeader(NodeId.Null, UaDateTime.From(now), 0);
        writer.WriteRequest(header, new OpenSecureChannelRequest(0, type, mode, nonce, (uint)lifetime.TotalMilliseconds));
        return writer.Written.ToArray();
    }
}
