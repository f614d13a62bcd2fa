using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The references of one node; a continuation point says that there are more (OPC 10000-4, 7.6).</summary>
public sealed record BrowseResult(
    StatusCode StatusCode,
    byte[]? ContinuationPoint,
    IReadOnlyList<ReferenceDescription> References) : IUaMessage<BrowseResult>
{
    public static uint EncodingId => 524;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCode(StatusCode);
        writer.WriteByteString(ContinuationPoint);
        writer.WriteStructures(References);
    }

    public static BrowseResult Decode(ref UaReader reader) => new(
        reader.ReadStatusCode(),
        reader.ReadByteString(),
        reader.ReadStructures<ReferenceDescription>());
}
