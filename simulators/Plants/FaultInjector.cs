using Millwright.Simulators.Faults;
using Millwright.Simulators.Machines;
using Millwright.Simulators.OpcUa;

namespace Millwright.Simulators.Plants;

/// <summary>Carries a fault out, from its beginning to the return of normal operation.</summary>
internal sealed class FaultInjector(TimeProvider time, CancellationToken stopping)
{
    /// <summary>Runs one fault; ends when the machine is as before, or the plant is stopped.</summary>
    public async Task RunAsync(SimulatedMachine target, Fault fault, TimeSpan duration)
    {
        switch (fault.Kind)
        {
            case FaultKind.PowerCycle:
                await PowerCycleAsync(target, fault, duration, otherPort: null).ConfigureAwait(false);
                break;
            case FaultKind.AddressChange:
                await PowerCycleAsync(target, fault, duration, fault.Number).ConfigureAwait(false);
                break;
            case FaultKind.ProgramChange:
                await LoadProgramAsync(target, fault, fault.Number).ConfigureAwait(false);
                await WaitAsync(duration).ConfigureAwait(false);
                await LoadProgramAsync(target, fault, -fault.Number).ConfigureAwait(false);
                break;
            case FaultKind.ConnectionRefused:
                await target.SimulatedPort.CloseAsync().ConfigureAwait(false);
                await OpcUaAsync(target, static port => port.CloseAsync()).ConfigureAwait(false);
                await WaitAsync(duration).ConfigureAwait(false);
                await target.SimulatedPort.ReopenAsync().ConfigureAwait(false);
                await OpcUaAsync(target, static port => port.ReopenAsync()).ConfigureAwait(false);
                break;
            case FaultKind.ConnectionLimit:
                await target.SimulatedPort.LimitAsync(fault.Number).ConfigureAwait(false);
                await OpcUaAsync(target, port => port.LimitAsync(fault.Number)).ConfigureAwait(false);
                await WaitAsync(duration).ConfigureAwait(false);
                await target.SimulatedPort.LimitAsync(null).ConfigureAwait(false);
                await OpcUaAsync(target, static port => port.LimitAsync(null)).ConfigureAwait(false);
                break;
            case var kind when kind.IsOfOpcUa():
                await new OpcUaFaults(WaitAsync).RunAsync(target, fault, duration).ConfigureAwait(false);
                break;
            default:
                await ShapeAnswersAsync(target, fault, duration).ConfigureAwait(false);
                break;
        }
    }

    private async Task ShapeAnswersAsync(SimulatedMachine target, Fault fault, TimeSpan duration)
    {
        var active = new ActiveFault(target.Unit, fault);
        target.SimulatedPort.Line.Add(active);
        await WaitAsync(duration).ConfigureAwait(false);
        target.SimulatedPort.Line.Remove(active);
    }

    private async Task PowerCycleAsync(SimulatedMachine target, Fault fault, TimeSpan duration, int? otherPort)
    {
        var port = target.SimulatedPort;
        target.Machine.IsPowered = false;
        var dead = new ActiveFault(target.Unit, new Fault(FaultKind.PowerCycle));
        port.Line.Add(dead);
        var closes = !port.IsShared || otherPort is not null;
        if (closes)
            await port.CloseAsync().ConfigureAwait(false);
        if (target.OpcUa is { IsShared: false } server)
            await server.CloseAsync().ConfigureAwait(false);
        await WaitAsync(duration).ConfigureAwait(false);
        target.Machine.SetMemory(MemoryState.Zero);
        target.Machine.Boot();
        target.Machine.IsPowered = true;
        port.Line.Remove(dead);
        if (closes)
            await port.ReopenAsync(otherPort).ConfigureAwait(false);
        if (target.OpcUa is { IsShared: false } again)
            await again.ReopenAsync().ConfigureAwait(false);
        await FillMemoryAsync(target.Machine, fault).ConfigureAwait(false);
    }

    private async Task LoadProgramAsync(SimulatedMachine target, Fault fault, int moveBy)
    {
        target.Machine.SetMemory(MemoryState.Zero);
        target.Machine.LoadProgram(moveBy);
        if (!target.SimulatedPort.IsShared)
            await target.SimulatedPort.DisconnectAllAsync().ConfigureAwait(false);
        if (target.OpcUa is { IsShared: false } server)
            await server.RestartAsync().ConfigureAwait(false);
        await FillMemoryAsync(target.Machine, fault).ConfigureAwait(false);
    }

    private async Task FillMemoryAsync(Machine machine, Fault fault)
    {
        await WaitAsync(fault.BootStage).ConfigureAwait(false);
        machine.SetMemory(MemoryState.Half);
        await WaitAsync(fault.BootStage).ConfigureAwait(false);
        machine.SetMemory(MemoryState.Complete);
    }

    private static Task OpcUaAsync(SimulatedMachine target, Func<OpcUaPort, Task> act) => target.OpcUa is { } port ? act(port) : Task.CompletedTask;

    private async Task WaitAsync(TimeSpan duration)
    {
        if (duration > TimeSpan.Zero)
            await Task.Delay(duration, time, stopping).ConfigureAwait(false);
    }
}
