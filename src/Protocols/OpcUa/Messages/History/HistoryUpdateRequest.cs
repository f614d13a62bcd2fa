using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Changes history (OPC 10000-4, 5.11.5). Each of the details is an UpdateXDetails or DeleteXDetails structure.</summary>
public sealed record HistoryUpdateRequest(
    IReadOnlyList<ExtensionObject> HistoryUpdateDetails) : IUaRequest<HistoryUpdateRequest, HistoryUpdateResponse>
{
    public static uint EncodingId => 700;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteExtensionObjects(HistoryUpdateDetails);
    }

    public static HistoryUpdateRequest Decode(ref UaReader reader) => new(reader.ReadExtensionObjects());
}
