using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>The servers known at an address (OPC 10000-4, 5.5.2).</summary>
public sealed record FindServersResponse(IReadOnlyList<ApplicationDescription> Servers) : IUaMessage<FindServersResponse>
{
    public static uint EncodingId => 425;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Servers);
    }

    public static FindServersResponse Decode(ref UaReader reader) => new(reader.ReadStructures<ApplicationDescription>());
}
