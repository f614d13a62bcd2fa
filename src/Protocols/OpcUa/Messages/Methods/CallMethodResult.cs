using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A method's outcome (OPC 10000-4, 5.12.2).</summary>
public sealed record CallMethodResult(
    StatusCode StatusCode,
    IReadOnlyList<StatusCode> InputArgumentResults,
    IReadOnlyList<DiagnosticInfo?> InputArgumentDiagnosticInfos,
    IReadOnlyList<Variant> OutputArguments) : IUaMessage<CallMethodResult>
{
    public static uint EncodingId => 709;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCode(StatusCode);
        writer.WriteStatusCodes(InputArgumentResults);
        writer.WriteDiagnosticInfos(InputArgumentDiagnosticInfos);
        writer.WriteVariants(OutputArguments);
    }

    public static CallMethodResult Decode(ref UaReader reader) => new(
        reader.ReadStatusCode(),
        reader.ReadStatusCodes(),
        reader.ReadDiagnosticInfos(),
        reader.ReadVariants());
}
