using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>Lists as messages hold them; null writes a null list.</summary>
public sealed partial class UaWriter
{
    public void WriteStructures<T>(IReadOnlyList<T>? values)
        where T : IUaStructure<T> => WriteArray(values, static (w, v) => v.Encode(w));

    public void WriteUInt32s(scoped ReadOnlySpan<uint> values) => WriteNumbers(values);

    public void WriteStatusCodes(scoped ReadOnlySpan<StatusCode> values) => WriteNumbers(values);

    public void WriteUInt32s(IReadOnlyList<uint>? values) => WriteArray(values, static (w, v) => w.WriteUInt32(v));

    public void WriteStatusCodes(IReadOnlyList<StatusCode>? values) => WriteArray(values, static (w, v) => w.WriteStatusCode(v));

    public void WriteDateTimes(IReadOnlyList<UaDateTime>? values) => WriteArray(values, static (w, v) => w.WriteDateTime(v));

    public void WriteStrings(IReadOnlyList<string?>? values) => WriteArray(values, static (w, v) => w.WriteString(v));

    public void WriteByteStrings(IReadOnlyList<byte[]?>? values) => WriteArray(values, static (w, v) => w.WriteByteString(v));

    public void WriteNodeIds(IReadOnlyList<NodeId>? values) => WriteArray(values, static (w, v) => w.WriteNodeId(v));

    public void WriteQualifiedNames(IReadOnlyList<QualifiedName>? values) => WriteArray(values, static (w, v) => w.WriteQualifiedName(v));

    public void WriteLocalizedTexts(IReadOnlyList<LocalizedText>? values) => WriteArray(values, static (w, v) => w.WriteLocalizedText(v));

    public void WriteDataValues(IReadOnlyList<DataValue>? values) => WriteArray(values, static (w, v) => w.WriteDataValue(v));

    public void WriteVariants(IReadOnlyList<Variant>? values) => WriteArray(values, static (w, v) => w.WriteVariant(v));

    public void WriteExtensionObjects(IReadOnlyList<ExtensionObject>? values) => WriteArray(values, static (w, v) => w.WriteExtensionObject(v));

    public void WriteDiagnosticInfos(IReadOnlyList<DiagnosticInfo?>? values) => WriteArray(values, static (w, v) => w.WriteDiagnosticInfo(v));
}
