using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A condition as a list of operators; operands may point at later elements (OPC 10000-4, 7.7).</summary>
public sealed record ContentFilter(IReadOnlyList<ContentFilterElement> Elements) : IUaMessage<ContentFilter>
{
    public static uint EncodingId => 588;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Elements);
    }

    public static ContentFilter Decode(ref UaReader reader) => new(reader.ReadStructures<ContentFilterElement>());
}
