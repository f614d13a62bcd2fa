using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What became of each write, in the order asked for (OPC 10000-4, 5.11.4).</summary>
public sealed record WriteResponse(
    IReadOnlyList<StatusCode> Results,
    IReadOnlyList<DiagnosticInfo?> DiagnosticInfos) : IUaMessage<WriteResponse>
{
    public static uint EncodingId => 676;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCodes(Results);
        writer.WriteDiagnosticInfos(DiagnosticInfos);
    }

    public static WriteResponse Decode(ref UaReader reader) => new(
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos());
}
