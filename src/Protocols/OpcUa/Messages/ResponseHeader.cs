using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What stands before every response (OPC 10000-4, 7.34).</summary>
/// <param name="Timestamp">When the server sent the response.</param>
/// <param name="RequestHandle">The number the client gave its request.</param>
/// <param name="ServiceResult">The outcome of the service as a whole; each operation has its own.</param>
/// <param name="ServiceDiagnostics">Details, when asked for.</param>
/// <param name="StringTable">The texts that diagnostics point at; null is none.</param>
/// <param name="AdditionalHeader">For extensions of the protocol; null in practice.</param>
public readonly record struct ResponseHeader(
    UaDateTime Timestamp,
    uint RequestHandle,
    StatusCode ServiceResult = default,
    DiagnosticInfo? ServiceDiagnostics = null,
    IReadOnlyList<string?>? StringTable = null,
    ExtensionObject? AdditionalHeader = null) : IUaStructure<ResponseHeader>
{
    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDateTime(Timestamp);
        writer.WriteUInt32(RequestHandle);
        writer.WriteStatusCode(ServiceResult);
        writer.WriteDiagnosticInfo(ServiceDiagnostics);
        writer.WriteStrings(StringTable);
        writer.WriteExtensionObject(AdditionalHeader);
    }

    public static ResponseHeader Decode(ref UaReader reader) => new(
        reader.ReadDateTime(),
        reader.ReadUInt32(),
        reader.ReadStatusCode(),
        reader.ReadDiagnosticInfo(),
        reader.ReadStrings(),
        reader.ReadExtensionObject());
}
