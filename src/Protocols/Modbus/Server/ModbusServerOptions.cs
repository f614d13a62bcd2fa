using Millwright.Wire.Transports;

namespace Millwright.Modbus.Server;

/// <summary>Limits and policies of a server.</summary>
public sealed record ModbusServerOptions
{
    /// <summary>Connections at once, over all listeners; a further one is closed at once and counted. 1 to 65,535.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>A connection without a request for this long is closed; <see cref="TimeSpan.Zero"/> keeps it.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a TLS handshake may take.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Answers a connection may have outstanding while a behaviour delays them; a further request gets exception 6.</summary>
    public int MaxDelayedReplies { get; init; } = 64;

    /// <summary>What a request for an unmapped unit gets.</summary>
    public UnknownUnitPolicy UnknownUnit { get; init; }

    /// <summary>Silence after which an unfinished serial frame is dropped, where no port's speed says it. RTU over TCP has no such silence of its own.</summary>
    public TimeSpan FrameGap { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Says yes or no to each request; a refusal is exception 1. Null allows all. Must not block.</summary>
    public Func<ModbusAccess, bool>? Authorize { get; init; }

    /// <summary>Stands between server and line, for fault injection. Null answers plainly.</summary>
    public ModbusServerBehavior? Behavior { get; init; }

    /// <summary>The I/O loop; null makes one of the server's own where the system has them.</summary>
    public IoLoop? Loop { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
