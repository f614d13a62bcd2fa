namespace Millwright.Wire.Transports;

/// <summary>How a TCP connection is opened.</summary>
public sealed record TcpOptions
{
    /// <summary>How long connecting, name lookup included, may take. 1 ms to 5 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Seconds of silence before the operating system probes the peer; it gives up after 3 probes 5 s apart.</summary>
    public int KeepAliveSeconds { get; init; } = 15;

    /// <summary>The loop that serves the connection; null uses the framework's own sockets.</summary>
    public IoLoop? Loop { get; init; }

    /// <summary>The clock of the timeout.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
