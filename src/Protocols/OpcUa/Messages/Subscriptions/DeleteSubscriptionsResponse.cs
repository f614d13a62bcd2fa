using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each subscription (OPC 10000-4, 5.14.8).</summary>
public sealed record DeleteSubscriptionsResponse(
    IReadOnlyList<StatusCode> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<DeleteSubscriptionsResponse>
{
    public static uint EncodingId => 850;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCodes(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static DeleteSubscriptionsResponse Decode(ref UaReader reader) => new(
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos());
}
