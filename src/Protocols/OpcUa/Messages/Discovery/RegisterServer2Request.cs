using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Makes a server known to a discovery server (OPC 10000-4, 5.5.6).</summary>
public sealed record RegisterServer2Request(
    RegisteredServer Server,
    IReadOnlyList<ExtensionObject> DiscoveryConfiguration) : IUaRequest<RegisterServer2Request, RegisterServer2Response>
{
    public static uint EncodingId => 12211;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Server.Encode(writer);
        writer.WriteExtensionObjects(DiscoveryConfiguration);
    }

    public static RegisterServer2Request Decode(ref UaReader reader) => new(
        RegisteredServer.Decode(ref reader),
        reader.ReadExtensionObjects());
}
