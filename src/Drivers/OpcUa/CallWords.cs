using Millwright.Flow.Sources;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>Why a call was not done, in words.</summary>
internal static class CallWords
{
    /// <summary>The call did not come to an answer.</summary>
    public static SourceFault Unsure(UaException e, string what) => e.Status == StatusCodes.BadNotConnected
        ? new(SourceFaultKind.Unreachable, $"{what}: not connected, nothing was called", "wait until the connection is back")
        : new(SourceFaultKind.TimedOut, $"{what}: {e.Message}", "look at the machine: it is unknown whether it was done");

    /// <summary>The server refused.</summary>
    public static SourceFault OfCall(StatusCode status, string what) => (StatusCodes)status.Condition.Value switch
    {
        StatusCodes.BadUserAccessDenied => new(SourceFaultKind.AccessDenied, $"{what} may not be called by this user", "give the connection's user the right at the server, or sign in as another"),
        StatusCodes.BadNodeIdUnknown or StatusCodes.BadMethodInvalid or StatusCodes.BadNodeIdInvalid =>
            new(SourceFaultKind.Configuration, $"the server has no such method: {what}", "millwright browse shows the server's methods; correct the command"),
        StatusCodes.BadNotExecutable => new(SourceFaultKind.Refused, $"{what} cannot be executed now", "look at the mode of the machine"),
        StatusCodes.BadInvalidArgument or StatusCodes.BadArgumentsMissing or StatusCodes.BadTooManyArguments or StatusCodes.BadTypeMismatch or StatusCodes.BadOutOfRange =>
            new(SourceFaultKind.Refused, $"{what} does not take these arguments ({status})", "see what the machine takes, and the command's arguments"),
        StatusCodes.BadConditionBranchAlreadyAcked => new(SourceFaultKind.Refused, "it was acknowledged already", "nothing needs to be done"),
        StatusCodes.BadConditionBranchAlreadyConfirmed => new(SourceFaultKind.Refused, "it was confirmed already", "nothing needs to be done"),
        StatusCodes.BadEventIdUnknown => new(SourceFaultKind.Refused, "the condition has changed meanwhile", "look at it again"),
        StatusCodes.BadTimeout or StatusCodes.BadRequestTimeout or StatusCodes.BadConnectionClosed or StatusCodes.BadSecureChannelClosed or StatusCodes.BadCommunicationError =>
            new(SourceFaultKind.TimedOut, $"{what}: {status}", "look at the machine: it is unknown whether it was done"),
        _ => new(SourceFaultKind.Refused, $"the server refuses {what}: {status}", "look at the mode of the machine and at the server's log"),
    };
}
