using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>No user (OPC 10000-4, 7.41.3).</summary>
public sealed record AnonymousIdentityToken(string? PolicyId) : IUaMessage<AnonymousIdentityToken>
{
    public static uint EncodingId => 321;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(PolicyId);
    }

    public static AnonymousIdentityToken Decode(ref UaReader reader) => new(reader.ReadString());
}
