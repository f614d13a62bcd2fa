using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Makes a server known to a discovery server; the older form (OPC 10000-4, 5.5.5).</summary>
public sealed record RegisterServerRequest(RegisteredServer Server) : IUaRequest<RegisterServerRequest, RegisterServerResponse>
{
    public static uint EncodingId => 437;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Server.Encode(writer);
    }

    public static RegisterServerRequest Decode(ref UaReader reader) => new(RegisteredServer.Decode(ref reader));
}
