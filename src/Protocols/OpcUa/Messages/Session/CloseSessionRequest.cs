using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Ends a session, with or without its subscriptions (OPC 10000-4, 5.7.4).</summary>
public sealed record CloseSessionRequest(bool DeleteSubscriptions) : IUaRequest<CloseSessionRequest, CloseSessionResponse>
{
    public static uint EncodingId => 473;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteBoolean(DeleteSubscriptions);
    }

    public static CloseSessionRequest Decode(ref UaReader reader) => new(reader.ReadBoolean());
}
