using Millwright.Simulators.Faults;

namespace Millwright.Simulators.Plants;

/// <summary>Carries out the faults that only OPC UA has, from beginning to end.</summary>
/// <param name="wait">Lets the duration pass.</param>
internal sealed class OpcUaFaults(Func<TimeSpan, Task> wait)
{
    /// <summary>Runs one fault.</summary>
    /// <exception cref="ArgumentException">The machine is not served over OPC UA, or its server lacks what the fault needs.</exception>
    public async Task RunAsync(SimulatedMachine target, Fault fault, TimeSpan duration)
    {
        var port = target.OpcUa ?? throw new ArgumentException($"{target.Name} is not served over OPC UA here, so there is no {fault.Kind}", nameof(target));
        switch (fault.Kind)
        {
            case FaultKind.NamespaceReorder:
                await port.ReorderAsync(true).ConfigureAwait(false);
                await wait(duration).ConfigureAwait(false);
                await port.ReorderAsync(false).ConfigureAwait(false);
                break;
            case FaultKind.CertificateExpired:
                await port.ExpireAsync(true).ConfigureAwait(false);
                await wait(duration).ConfigureAwait(false);
                await port.ExpireAsync(false).ConfigureAwait(false);
                break;
            case FaultKind.SessionLoss:
                port.EndSessions();
                await wait(duration).ConfigureAwait(false);
                break;
            case FaultKind.SlowPublish:
                port.Slowness = Math.Max(1, fault.Number);
                await wait(duration).ConfigureAwait(false);
                port.Slowness = 1;
                break;
            case FaultKind.BadStatusBurst:
                port.Disturb(target.Name, static feed => feed.HasBursts = true);
                await wait(duration).ConfigureAwait(false);
                port.Disturb(target.Name, static feed => feed.HasBursts = false);
                break;
            case FaultKind.QueueOverflow:
                port.Disturb(target.Name, static feed => feed.IsFlooding = true);
                await wait(duration).ConfigureAwait(false);
                port.Disturb(target.Name, static feed => feed.IsFlooding = false);
                break;
            case FaultKind.DyingNodes:
                port.RemoveNodes(target.Name);
                await wait(duration).ConfigureAwait(false);
                port.RestoreNodes(target.Name);
                break;
            default:
                throw new ArgumentException($"{fault.Kind} is no fault of OPC UA", nameof(fault));
        }
    }
}
