using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Servers seen by multicast (OPC 10000-4, 5.5.3).</summary>
public sealed record FindServersOnNetworkResponse(
    UaDateTime LastCounterResetTime,
    IReadOnlyList<ServerOnNetwork> Servers) : IUaMessage<FindServersOnNetworkResponse>
{
    public static uint EncodingId => 12209;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDateTime(LastCounterResetTime);
        writer.WriteStructures(Servers);
    }

    public static FindServersOnNetworkResponse Decode(ref UaReader reader) => new(
        reader.ReadDateTime(),
        reader.ReadStructures<ServerOnNetwork>());
}
