namespace Millwright.Modbus.Framing;

/// <summary>Who reads. RTU frames carry no length, so a reader has to know whether it looks at requests or at replies.</summary>
public enum FrameSide
{
    /// <summary>Reads replies.</summary>
    Client,

    /// <summary>Reads requests.</summary>
    Server,
}
