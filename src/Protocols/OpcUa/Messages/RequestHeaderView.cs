using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A request header in place: reading it allocates nothing unless the client names an audit entry.</summary>
public readonly ref struct RequestHeaderView
{
    public RequestHeaderView(scoped ref UaReader reader)
    {
        AuthenticationToken = reader.ReadNodeIdKey();
        Timestamp = reader.ReadDateTime();
        RequestHandle = reader.ReadUInt32();
        ReturnDiagnostics = reader.ReadUInt32();
        AuditEntryId = reader.ReadStringBytes(out _);
        TimeoutHintMs = reader.ReadUInt32();
        reader.SkipExtensionObject();
    }

    /// <inheritdoc cref="RequestHeader.AuthenticationToken"/>
    public NodeIdKey AuthenticationToken { get; }

    public UaDateTime Timestamp { get; }

    public uint RequestHandle { get; }

    public uint ReturnDiagnostics { get; }

    /// <summary>UTF-8, mostly empty.</summary>
    public ReadOnlySpan<byte> AuditEntryId { get; }

    public uint TimeoutHintMs { get; }
}
