using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Where a path leads (OPC 10000-4, 5.9.4).</summary>
public sealed record BrowsePathResult(
    StatusCode StatusCode,
    IReadOnlyList<BrowsePathTarget> Targets) : IUaMessage<BrowsePathResult>
{
    public static uint EncodingId => 551;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCode(StatusCode);
        writer.WriteStructures(Targets);
    }

    public static BrowsePathResult Decode(ref UaReader reader) => new(
        reader.ReadStatusCode(),
        reader.ReadStructures<BrowsePathTarget>());
}
