using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>What the client needs of an OpenSecureChannel response (OPC 10000-4, 5.6.2).</summary>
internal readonly record struct OpenResponse(uint ChannelId, uint TokenId, TimeSpan Lifetime, byte[] Nonce)
{
    /// <exception cref="UaException">Malformed, another response, or a fault with the server's reason.</exception>
    public static OpenResponse Read(ReadOnlySpan<byte> body)
    {
        var reader = new UaReader(body);
        var id = reader.ReadMessageId();
        var header = ResponseHeader.Decode(ref reader);
        if (header.ServiceResult.IsBad)
            throw new UaException(header.ServiceResult, "the server refused to open the channel");
        if (id != OpenSecureChannelResponse.EncodingId)
            throw new UaException(StatusCodes.BadTcpMessageTypeInvalid, "an OPN chunk without an OpenSecureChannel response");
        var response = OpenSecureChannelResponse.Decode(ref reader);
        var token = response.SecurityToken;
        return new OpenResponse(token.ChannelId, token.TokenId, TimeSpan.FromMilliseconds(token.RevisedLifetimeMs), response.ServerNonce ?? []);
    }

    public static byte[] Write(in OpenRequest request, uint channelId, uint tokenId, DateTimeOffset now, TimeSpan lifetime, byte[] nonce)
    {
        using var writer = new UaWriter(256);
        var created = UaDateTime.From(now);
        var token = new ChannelSecurityToken(channelId, tokenId, created, (uint)lifetime.TotalMilliseconds);
        writer.WriteResponse(new ResponseHeader(created, request.RequestHandle), new OpenSecureChannelResponse(0, token, nonce));
        return writer.Written.ToArray();
    }
}
