using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;

namespace Millwright.OpcUa.Channel;

/// <summary>A policy and mode that a server accepts.</summary>
public readonly record struct OfferedSecurity(SecurityPolicy Policy, MessageSecurityMode Mode);
