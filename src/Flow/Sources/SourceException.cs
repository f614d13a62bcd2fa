namespace Millwright.Flow.Sources;

/// <summary>Why a source cannot deliver; decides what the supervisor does about it.</summary>
public enum SourceFaultKind
{
    /// <summary>No route, no listener, port closed, cable out. Retried.</summary>
    Unreachable,
    /// <summary>The device was there and is silent now. Retried.</summary>
    TimedOut,
    /// <summary>The device closed the connection or has no place for another. Retried, slower.</summary>
    Refused,
    /// <summary>The device speaks something else. Retried, slower.</summary>
    ProtocolViolation,
    /// <summary>The device does not accept who we are. Retried, slower.</summary>
    AccessDenied,
    /// <summary>Something of this machine is missing or taken: a serial port, a file. Retried.</summary>
    LocalResource,
    /// <summary>The device says that what is configured cannot be. Not retried until the configuration changes.</summary>
    Configuration,
}

/// <summary>What went wrong with a source, in words for the one who stands before the machine.</summary>
/// <param name="Kind">What the supervisor goes by.</param>
/// <param name="Problem">What happened, naming the thing.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record SourceFault(SourceFaultKind Kind, string Problem, string Remedy)
{
    public bool IsRetriable => Kind != SourceFaultKind.Configuration;
}

/// <summary>The one exception a source may throw for what is expected to happen to a connection.</summary>
public sealed class SourceException : Exception
{
    public SourceException(SourceFault fault, Exception? inner = null)
        : base($"{fault.Problem}; {fault.Remedy}", inner) => Fault = fault;

    public SourceFault Fault { get; }
}
