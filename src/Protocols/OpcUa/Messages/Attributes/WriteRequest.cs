using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Writes attributes of nodes (OPC 10000-4, 5.11.4).</summary>
public sealed record WriteRequest(IReadOnlyList<WriteValue> NodesToWrite) : IUaRequest<WriteRequest, WriteResponse>
{
    public static uint EncodingId => 673;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(NodesToWrite);
    }

    public static WriteRequest Decode(ref UaReader reader) => new(reader.ReadStructures<WriteValue>());
}
