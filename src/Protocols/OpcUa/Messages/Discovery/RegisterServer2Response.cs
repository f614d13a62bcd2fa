using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each discovery configuration (OPC 10000-4, 5.5.6).</summary>
public sealed record RegisterServer2Response(
    IReadOnlyList<StatusCode> ConfigurationResults,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<RegisterServer2Response>
{
    public static uint EncodingId => 12212;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCodes(ConfigurationResults);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static RegisterServer2Response Decode(ref UaReader reader) => new(
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos());
}
