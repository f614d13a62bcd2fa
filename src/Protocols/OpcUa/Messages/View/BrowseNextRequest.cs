using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Asks for the references that did not fit before, or gives their continuation points back (OPC 10000-4, 5.9.3).</summary>
public sealed record BrowseNextRequest(
    bool ReleaseContinuationPoints,
    IReadOnlyList<byte[]?> ContinuationPoints) : IUaRequest<BrowseNextRequest, BrowseNextResponse>
{
    public static uint EncodingId => 533;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteBoolean(ReleaseContinuationPoints);
        writer.WriteByteStrings(ContinuationPoints);
    }

    public static BrowseNextRequest Decode(ref UaReader reader) => new(
        reader.ReadBoolean(),
        reader.ReadByteStrings());
}
