using Millwright.Flow.Sources;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>What a server's status codes mean for the one who configures it, and what to do about them.</summary>
internal static class StatusWords
{
    /// <summary>Why a node cannot be read, and the remedy.</summary>
    public static (string Problem, string Remedy) OfItem(StatusCode status, string node) => (StatusCodes)status.Condition.Value switch
    {
        StatusCodes.BadNodeIdUnknown => ($"the server has no node {node}",
            "check the spelling and the namespace; millwright browse shows what the server has"),
        StatusCodes.BadNodeIdInvalid => ($"the server does not take {node} for a node id", "correct the node id"),
        StatusCodes.BadAttributeIdInvalid => ($"{node} has no value", "choose a variable; an object, a folder or a method has none"),
        StatusCodes.BadNotReadable => ($"{node} cannot be read", "change the node's access level at the server"),
        StatusCodes.BadUserAccessDenied => ($"{node} may not be read by this user", "give the connection's user the right at the server, or sign in as another"),
        StatusCodes.BadIndexRangeInvalid or StatusCodes.BadIndexRangeNoData => ($"{node} has no such elements", "correct 'elements'; indexes count from 0"),
        StatusCodes.BadFilterNotAllowed or StatusCodes.BadMonitoredItemFilterUnsupported or StatusCodes.BadDeadbandFilterInvalid =>
            ($"the server does not take the source_deadband of {node}", "remove it, or use 'deadband', which works here; percent needs a range (EURange) at the node"),
        StatusCodes.BadTooManyMonitoredItems => ($"the server watches no more nodes, {node} is one too many", "raise the server's limit, or read the tag with poll: true on a connection of its own"),
        StatusCodes.BadNoMatch => ($"the path {node} leads nowhere", "check each name and its namespace; millwright browse shows them"),
        _ => ($"the server refuses {node}: {status}", "look the status code up in the server's manual; the tag is tried again by itself"),
    };

    /// <summary>The connection broke, or the answer did not come: it says nothing of what was asked.</summary>
    public static bool IsConnectionGone(StatusCode status) => (StatusCodes)status.Condition.Value
        is StatusCodes.BadNotConnected or StatusCodes.BadConnectionClosed or StatusCodes.BadSecureChannelClosed or StatusCodes.BadSecureChannelIdInvalid
        or StatusCodes.BadCommunicationError or StatusCodes.BadTimeout or StatusCodes.BadRequestTimeout or StatusCodes.BadSessionIdInvalid
        or StatusCodes.BadSessionClosed or StatusCodes.BadSessionNotActivated or StatusCodes.BadServerHalted or StatusCodes.BadShutdown;

    /// <summary>The history of the node cannot be read, whenever it is asked for.</summary>
    public static bool IsFinalOfHistory(StatusCode status) => (StatusCodes)status.Condition.Value
        is StatusCodes.BadHistoryOperationUnsupported or StatusCodes.BadHistoryOperationInvalid or StatusCodes.BadServiceUnsupported or StatusCodes.BadNotSupported
        or StatusCodes.BadUserAccessDenied or StatusCodes.BadNotReadable or StatusCodes.BadNodeIdUnknown or StatusCodes.BadNodeIdInvalid
        or StatusCodes.BadAttributeIdInvalid;

    /// <summary>Why a write was not done.</summary>
    public static SourceFault OfWrite(StatusCode status, string node) => (StatusCodes)status.Condition.Value switch
    {
        StatusCodes.BadNotWritable => new(SourceFaultKind.Refused, $"{node} is read-only at the server", "change the node's access level at the server"),
        StatusCodes.BadUserAccessDenied => new(SourceFaultKind.AccessDenied, $"{node} may not be written by this user",
            "give the connection's user the right at the server, or sign in as another"),
        StatusCodes.BadTypeMismatch => new(SourceFaultKind.Configuration, $"{node} takes another type", "correct 'as' of the tag"),
        StatusCodes.BadOutOfRange => new(SourceFaultKind.Refused, $"the server says the value is out of the range of {node}", "write a value within its range"),
        StatusCodes.BadNodeIdUnknown or StatusCodes.BadNodeIdInvalid => new(SourceFaultKind.Configuration, $"the server has no node {node}", "correct the tag's node"),
        StatusCodes.BadWriteNotSupported => new(SourceFaultKind.Refused, $"the server does not take what is written to {node}",
            "write the whole value, without 'elements'"),
        StatusCodes.BadTimeout or StatusCodes.BadRequestTimeout or StatusCodes.BadConnectionClosed or StatusCodes.BadSecureChannelClosed or StatusCodes.BadCommunicationError =>
            new(SourceFaultKind.TimedOut, $"{node}: {status}", "look at the machine: it is unknown whether the value arrived"),
        _ => new(SourceFaultKind.Refused, $"the server refuses the write to {node}: {status}", "look at the mode of the machine and at the server's log"),
    };

    /// <summary>Why there is no connection.</summary>
    /// <param name="status">What the server or our own check of its certificate said.</param>
    /// <param name="message">The sentence that came with it.</param>
    /// <param name="address">The server.</param>
    /// <param name="pki">The folder of certificates.</param>
    public static SourceFault OfConnect(StatusCode status, string message, string address, string pki)
    {
        var name = status.Name ?? "";
        switch ((StatusCodes)status.Condition.Value)
        {
            case StatusCodes.BadSecurityPolicyRejected or StatusCodes.BadSecurityModeRejected or StatusCodes.BadSecurityModeInsufficient:
                return new(SourceFaultKind.AccessDenied, $"{address}: {message}", "change 'security' and 'mode', or what the server offers; security: none must be written and is for a laboratory only");
            case StatusCodes.BadIdentityTokenRejected or StatusCodes.BadIdentityTokenInvalid or StatusCodes.BadUserAccessDenied or StatusCodes.BadUserSignatureInvalid:
                return new(SourceFaultKind.AccessDenied, $"{address}: {message}", "check 'user' and 'password', and the user's rights at the server");
            case StatusCodes.BadTooManySessions or StatusCodes.BadTcpNotEnoughResources or StatusCodes.BadMaxConnectionsReached:
                return new(SourceFaultKind.Refused, $"{address}: the server has no place for another session ({status})", "close unused clients of the server, or raise its limit");
            case StatusCodes.BadServerHalted or StatusCodes.BadShutdown or StatusCodes.BadServerNotConnected:
                return new(SourceFaultKind.Unreachable, $"{address}: the server is not running yet or any more ({status})", "it is tried again by itself");
            case StatusCodes.BadTcpEndpointUrlInvalid:
                return new(SourceFaultKind.Refused, $"{address}: the server does not know this address as its own", "write host and path as the server's endpoint has them");
        }
        if (name.StartsWith("BadCertificate", StringComparison.Ordinal) || status == StatusCodes.BadSecurityChecksFailed)
            return new(SourceFaultKind.AccessDenied, $"{address}: {message}", $"trust on the side that is named: here with 'millwright pki trust FINGERPRINT' (certificates lie in {pki}), there with the server's own tool");
        if (name.Contains("Timeout", StringComparison.Ordinal))
            return new(SourceFaultKind.TimedOut, $"{address}: {message}", "check that the server is alive; it is tried again by itself");
        if (name.StartsWith("BadConnection", StringComparison.Ordinal) || name.StartsWith("BadSecureChannel", StringComparison.Ordinal) || name.StartsWith("BadCommunication", StringComparison.Ordinal))
            return new(SourceFaultKind.Unreachable, $"{address}: {message}", "check the server and the network; it is tried again by itself");
        return new(SourceFaultKind.Refused, $"{address}: {message}", "look at the server's log; it is tried again by itself");
    }
}
