namespace Millwright.Mqtt.Server;

/// <summary>Why a connection was refused or ended by the broker.</summary>
public enum RefuseCause
{
    TooManyConnections,
    ConnectRate,
    ConnectTimeout,
    NotAuthenticated,
    ProtocolViolation,
    PacketTooLarge,
    KeepAliveTimeout,
    TakenOver,
    TooManySessions,

    /// <summary>Acknowledgements piled up for a client that never reads.</summary>
    NeverReads,
    Unavailable,
}
