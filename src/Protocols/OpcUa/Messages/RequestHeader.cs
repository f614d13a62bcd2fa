using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>What stands before every request (OPC 10000-4, 7.33).</summary>
/// <param name="AuthenticationToken">The session's secret, null outside a session.</param>
/// <param name="Timestamp">When the client sent the request.</param>
/// <param name="RequestHandle">The client's number for the request; comes back in the response.</param>
/// <param name="ReturnDiagnostics">Bits that ask for diagnostics (OPC 10000-4, table 176).</param>
/// <param name="AuditEntryId">The client's name for the action in audit logs.</param>
/// <param name="TimeoutHintMs">How long the client waits, in milliseconds; 0 is no limit.</param>
/// <param name="AdditionalHeader">For extensions of the protocol; null in practice.</param>
public readonly record struct RequestHeader(
    NodeId AuthenticationToken,
    UaDateTime Timestamp,
    uint RequestHandle,
    uint ReturnDiagnostics = 0,
    string? AuditEntryId = null,
    uint TimeoutHintMs = 0,
    ExtensionObject? AdditionalHeader = null) : IUaStructure<RequestHeader>
{
    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(AuthenticationToken);
        writer.WriteDateTime(Timestamp);
        writer.WriteUInt32(RequestHandle);
        writer.WriteUInt32(ReturnDiagnostics);
        writer.WriteString(AuditEntryId);
        writer.WriteUInt32(TimeoutHintMs);
        writer.WriteExtensionObject(AdditionalHeader);
    }

    public static RequestHeader Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadDateTime(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadString(),
        reader.ReadUInt32(),
        reader.ReadExtensionObject());
}
