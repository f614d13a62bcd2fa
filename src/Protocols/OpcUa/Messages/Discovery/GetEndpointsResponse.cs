using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>The endpoints of a server (OPC 10000-4, 5.5.4).</summary>
public sealed record GetEndpointsResponse(IReadOnlyList<EndpointDescription> Endpoints) : IUaMessage<GetEndpointsResponse>
{
    public static uint EncodingId => 431;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Endpoints);
    }

    public static GetEndpointsResponse Decode(ref UaReader reader) => new(reader.ReadStructures<EndpointDescription>());
}
