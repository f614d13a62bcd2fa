namespace Millwright.Modbus.Server;

/// <summary>What a request for a unit id that is not mapped gets.</summary>
public enum UnknownUnitPolicy
{
    /// <summary>Nothing, as on a serial line.</summary>
    Silence,

    /// <summary>Exception 0x0A, as a gateway without a path.</summary>
    GatewayPathUnavailable,

    /// <summary>Exception 0x0B, as a gateway whose device does not answer.</summary>
    GatewayTargetFailed,
}
