using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What is wrong with a condition (OPC 10000-4, 7.7.2).</summary>
public sealed record ContentFilterResult(
    IReadOnlyList<ContentFilterElementResult> ElementResults,
    IReadOnlyList<DiagnosticInfo?> ElementDiagnosticInfos) : IUaMessage<ContentFilterResult>
{
    public static uint EncodingId => 609;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(ElementResults);
        writer.WriteDiagnosticInfos(ElementDiagnosticInfos);
    }

    public static ContentFilterResult Decode(ref UaReader reader) => new(
        reader.ReadStructures<ContentFilterElementResult>(),
        reader.ReadDiagnosticInfos());
}
