using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Who asks for a write, a call or history.</summary>
/// <param name="SessionId">The session's public id.</param>
/// <param name="User">Whose session it is.</param>
/// <param name="SessionName">The name the client gave the session.</param>
/// <param name="ClientUri">The client's application URI; checked against its certificate unless the channel is unsecured.</param>
/// <param name="Peer">The client's address.</param>
/// <param name="Policy">The channel's security policy.</param>
/// <param name="Mode">The channel's security mode.</param>
public sealed record ServiceCaller(
    NodeId SessionId, UserIdentity User, string SessionName, string ClientUri, string Peer, SecurityPolicy Policy, MessageSecurityMode Mode)
{
    /// <summary>The client's name of this action for audit logs; null when it gave none.</summary>
    public string? AuditEntryId { get; init; }
}
