using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Reads attributes of nodes (OPC 10000-4, 5.11.2). The age in milliseconds is how old a cached value may be.</summary>
public sealed record ReadRequest(
    double MaxAgeMs,
    TimestampsToReturn TimestampsToReturn,
    IReadOnlyList<ReadValueId> NodesToRead) : IUaRequest<ReadRequest, ReadResponse>
{
    public static uint EncodingId => 631;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDouble(MaxAgeMs);
        writer.WriteEnum(TimestampsToReturn);
        writer.WriteStructures(NodesToRead);
    }

    public static ReadRequest Decode(ref UaReader reader) => new(
        reader.ReadDouble(),
        reader.ReadEnum<TimestampsToReturn>(),
        reader.ReadStructures<ReadValueId>());
}
