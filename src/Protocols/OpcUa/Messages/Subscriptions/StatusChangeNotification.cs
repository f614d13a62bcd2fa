using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The subscription itself changed, for instance BadTimeout when its lifetime ended (OPC 10000-4, 7.25.4).</summary>
public sealed record StatusChangeNotification(
    StatusCode Status,
    DiagnosticInfo? DiagnosticInfo) : IUaMessage<StatusChangeNotification>
{
    public static uint EncodingId => 820;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCode(Status);
        writer.WriteDiagnosticInfo(DiagnosticInfo);
    }

    public static StatusChangeNotification Decode(ref UaReader reader) => new(
        reader.ReadStatusCode(),
        reader.ReadDiagnosticInfo());
}
