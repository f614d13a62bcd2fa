using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Asks a discovery server for the servers that announce themselves by multicast (OPC 10000-4, 5.5.3).</summary>
public sealed record FindServersOnNetworkRequest(
    uint StartingRecordId,
    uint MaxRecordsToReturn,
    IReadOnlyList<string?> ServerCapabilityFilter) : IUaRequest<FindServersOnNetworkRequest, FindServersOnNetworkResponse>
{
    public static uint EncodingId => 12208;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(StartingRecordId);
        writer.WriteUInt32(MaxRecordsToReturn);
        writer.WriteStrings(ServerCapabilityFilter);
    }

    public static FindServersOnNetworkRequest Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadStrings());
}
