using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Simulators.OpcUa;

/// <summary>Carries out what clients of one server ask of its machines.</summary>
/// <param name="feeds">The machines, by number.</param>
/// <param name="gate">Guards the feeds.</param>
/// <param name="publish">Shows the outcome at once.</param>
internal sealed class MachineService(IReadOnlyList<MachineFeed> feeds, Lock gate, Action publish) : IValueWriter, IMethodCaller, IHistoryReader
{
    public ValueTask<StatusCode> WriteAsync(ServiceCaller caller, int handle, DataValue value, CancellationToken cancellation)
    {
        StatusCode status;
        lock (gate)
            status = Of(handle).Write(handle % MachineNodes.Handles, value.Value);
        publish();
        return ValueTask.FromResult(status);
    }

    public ValueTask<MethodOutcome> CallAsync(ServiceCaller caller, NodeId objectId, int handle, IReadOnlyList<Variant> inputs, CancellationToken cancellation)
    {
        MethodOutcome outcome;
        lock (gate)
            outcome = Of(handle).Call(handle % MachineNodes.Handles, inputs);
        publish();
        return ValueTask.FromResult(outcome);
    }

    public ValueTask<HistoryPage> ReadRawAsync(ServiceCaller caller, int handle, RawHistoryRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(Of(handle).ReadHistory(handle % MachineNodes.Handles, request));

    private MachineFeed Of(int handle) => feeds[handle / MachineNodes.Handles];
}
