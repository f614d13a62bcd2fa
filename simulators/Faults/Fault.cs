using Millwright.Modbus.Messages;

namespace Millwright.Simulators.Faults;

/// <summary>A fault to inject, with its parameters; those a kind does not name are ignored.</summary>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>Delay of the kinds that have one; the default suits each kind.</summary>
    public TimeSpan Delay { get; init; } = Kind switch
    {
        FaultKind.SlowAnswers => TimeSpan.FromMilliseconds(400),
        FaultKind.LateReplies => TimeSpan.FromSeconds(3),
        FaultKind.CoalescedFrames => TimeSpan.FromMilliseconds(50),
        _ => TimeSpan.FromMilliseconds(1),
    };

    /// <summary>Code of <see cref="FaultKind.Exception"/>.</summary>
    public ModbusExceptionCode Code { get; init; } = ModbusExceptionCode.ServerDeviceFailure;

    /// <summary>Port, address, distance, count or factor, as the kind says.</summary>
    public int Number { get; init; } = Kind switch
    {
        FaultKind.ConnectionLimit => 1,
        FaultKind.ProgramChange => 10,
        FaultKind.DyingRegister => 100,
        FaultKind.SlowPublish => 20,
        _ => 0,
    };

    /// <summary>How long a booting controller reads 0, and then how long half of its registers hold values.</summary>
    public TimeSpan BootStage { get; init; } = TimeSpan.FromSeconds(1);
}
