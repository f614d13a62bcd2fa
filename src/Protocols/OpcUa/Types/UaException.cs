namespace Millwright.OpcUa.Types;

/// <summary>The one exception of this library for what a peer did or answered: a status code and a sentence.</summary>
public sealed class UaException : Exception
{
    public UaException(StatusCode status, string message)
        : base($"{message} [{status}]") => Status = status;

    public UaException(StatusCode status, string message, Exception inner)
        : base($"{message} [{status}]", inner) => Status = status;

    public StatusCode Status { get; }
}
