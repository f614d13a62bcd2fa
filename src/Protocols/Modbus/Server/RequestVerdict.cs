using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Server;

/// <summary>What becomes of a request.</summary>
public readonly record struct RequestVerdict
{
    private RequestVerdict(VerdictKind kind, ModbusExceptionCode code) => (Kind, Code) = (kind, code);

    internal VerdictKind Kind { get; }

    internal ModbusExceptionCode Code { get; }

    /// <summary>Carried out and answered.</summary>
    public static RequestVerdict Serve => default;

    /// <summary>Neither carried out nor answered.</summary>
    public static RequestVerdict Ignore => new(VerdictKind.Drop, ModbusExceptionCode.None);

    /// <summary>The connection is closed.</summary>
    public static RequestVerdict Close => new(VerdictKind.Close, ModbusExceptionCode.None);

    /// <summary>Answered with an exception.</summary>
    public static RequestVerdict Refuse(ModbusExceptionCode code) => new(VerdictKind.Pass, code);
}
