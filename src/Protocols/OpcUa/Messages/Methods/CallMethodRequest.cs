using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One method of one object (OPC 10000-4, 5.12.2).</summary>
public sealed record CallMethodRequest(
    NodeId ObjectId,
    NodeId MethodId,
    IReadOnlyList<Variant> InputArguments) : IUaMessage<CallMethodRequest>
{
    public static uint EncodingId => 706;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(ObjectId);
        writer.WriteNodeId(MethodId);
        writer.WriteVariants(InputArguments);
    }

    public static CallMethodRequest Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadNodeId(),
        reader.ReadVariants());
}
