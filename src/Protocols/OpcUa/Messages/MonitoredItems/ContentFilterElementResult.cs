using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What is wrong with one operator (OPC 10000-4, 7.7.2).</summary>
public sealed record ContentFilterElementResult(
    StatusCode StatusCode,
    IReadOnlyList<StatusCode> OperandStatusCodes,
    IReadOnlyList<DiagnosticInfo?> OperandDiagnosticInfos) : IUaMessage<ContentFilterElementResult>
{
    public static uint EncodingId => 606;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCode(StatusCode);
        writer.WriteStatusCodes(OperandStatusCodes);
        writer.WriteDiagnosticInfos(OperandDiagnosticInfos);
    }

    public static ContentFilterElementResult Decode(ref UaReader reader) => new(
        reader.ReadStatusCode(),
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos());
}
