using Millwright.OpcUa.Client;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Simulators.Faults;
using Millwright.Simulators.OpcUa;
using Millwright.Simulators.Plants;

namespace Product.Tests.Simulators;

/// <summary>The running plant with both protocols.</summary>
public sealed class OpcUaPlantTests : IAsyncLifetime
{
    private SimulatedPlant _plant = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _plant = await SimulatedPlant.StartAsync(
        new SimulatedPlantOptions { BasePort = 0, WarmUp = TimeSpan.FromSeconds(10), OpcUa = new SimulatedOpcUaOptions { BasePort = 0 } }, TimeProvider.System, Cancellation);

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    [Fact]
    public async Task Every_machine_is_on_a_server_and_runs_by_itself()
    {
        Assert.Equal(_plant.Machines.Select(static m => m.Address).Distinct().Count(), _plant.Machines.Select(static m => m.OpcUaUrl).Distinct().Count());
        foreach (var machine in _plant.Machines)
        {
            await using var client = await ConnectAsync(machine);
            var first = await ReadAsync(client, machine, "uptime");
            Assert.True(first.Status.IsGood, $"{machine.Name}: {first.Status}");
        }
        await using var press = await ConnectAsync(_plant.Machine("press3"));
        var uptime = (await ReadAsync(press, _plant.Machine("press3"), "uptime")).Value.AsUInt32();
        while ((await ReadAsync(press, _plant.Machine("press3"), "uptime")).Value.AsUInt32() == uptime)
            await Task.Yield();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_power_cycle_boots_the_controller_that_both_protocols_show()
    {
        var press = _plant.Machine("press3");
        await using var client = await ConnectAsync(press);
        var boots = (await ReadAsync(client, press, "boot_counter")).Value.AsUInt32();
        await _plant.Inject("press3", new Fault(FaultKind.PowerCycle) { BootStage = TimeSpan.FromMilliseconds(1) }, TimeSpan.FromMilliseconds(1));
        await OpcUaBench.UntilAsync(() => client.Statistics.ServerRestarts == 1 && client.State == ClientState.Connected);
        // Until the controller has booted its registers read 0, and are not Good.
        DataValue shown;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
            shown = await ReadAsync(client, press, "boot_counter");
        }
        while (!shown.Status.IsGood || shown.Value.AsUInt32() == 0);
        Assert.Equal(boots + 1, shown.Value.AsUInt32());
    }

    [Theory]
    [InlineData(FaultKind.NamespaceReorder)]
    [InlineData(FaultKind.SessionLoss)]
    [InlineData(FaultKind.SlowPublish)]
    [InlineData(FaultKind.BadStatusBurst)]
    [InlineData(FaultKind.QueueOverflow)]
    [InlineData(FaultKind.DyingNodes)]
    [InlineData(FaultKind.ConnectionRefused)]
    [InlineData(FaultKind.ConnectionLimit)]
    [InlineData(FaultKind.ProgramChange)]
    public async Task After_each_fault_the_machine_is_as_before(FaultKind kind)
    {
        var pump = _plant.Machine("pump1");
        await _plant.Inject("pump1", new Fault(kind) { BootStage = TimeSpan.Zero }, TimeSpan.FromMilliseconds(1));
        await using var client = await ConnectAsync(pump);
        foreach (var point in pump.Points)
        {
            var value = await ReadAsync(client, pump, point.Name);
            Assert.True(value.Status.IsGood, $"{point.Name}: {value.Status}");
        }
    }

    [Fact]
    public async Task A_fault_of_OPC_UA_needs_a_server()
    {
        await using var plant = await SimulatedPlant.StartAsync(new SimulatedPlantOptions { BasePort = 0, WarmUp = TimeSpan.Zero }, TimeProvider.System, Cancellation);
        Assert.Null(plant.Machine("press3").OpcUaUrl);
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => plant.Inject("press3", new Fault(FaultKind.SessionLoss), TimeSpan.Zero));
        Assert.Contains("press3 is not served over OPC UA", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<DataValue> ReadAsync(OpcUaClient client, SimulatedMachine machine, string name) => await OpcUaBench.ReadAsync(client, machine.Machine, name);

    private static async Task<OpcUaClient> ConnectAsync(SimulatedMachine machine)
    {
        var client = new OpcUaClient(new OpcUaClientOptions
        {
            EndpointUrls = [machine.OpcUaUrl!],
            Policy = SecurityPolicy.None,
            KeepAliveInterval = TimeSpan.FromMilliseconds(100),
            RetryAfter = TimeSpan.FromMilliseconds(20),
            MaxRetryAfter = TimeSpan.FromMilliseconds(100),
        });
        await client.ConnectAsync(Cancellation);
        return client;
    }
}
