using Millwright.Modbus.Client;
using Millwright.Modbus.Framing;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Simulators.Faults;
using Millwright.Simulators.Plants;
using Millwright.Simulators.Registers;
using Millwright.Simulators.Serving;
using Millwright.Wire.Serial;

namespace Product.Tests.Simulators;

/// <summary>The plant as its masters see it, over real sockets and a real pseudo terminal.</summary>
public sealed class SimulatedPlantTests : IAsyncLifetime
{
    /// <summary>Longer than any fault of a test lasts before the test ends it or has seen what it waits for.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("millwright-sim").FullName;
    private SimulatedPlant _plant = null!;

    public async ValueTask InitializeAsync() => _plant = await SimulatedPlant.StartAsync(
        new SimulatedPlantOptions { BasePort = 0, SerialLink = Path.Combine(_folder, "data", "line5.pty"), WarmUp = TimeSpan.FromSeconds(30) },
        TimeProvider.System, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _plant.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_machine_answers_with_its_whole_table_and_says_who_it_is()
    {
        Assert.Equal(11, _plant.Machines.Count);
        foreach (var machine in _plant.Machines)
        {
            await using var master = await ConnectAsync(machine);
            foreach (var point in machine.Points.Where(p => p.Area is ModbusArea.HoldingRegister or ModbusArea.InputRegister))
                (await ReadAsync(master, machine, point)).Result.ThrowIfFailed();
            foreach (var point in machine.Points.Where(p => p.Area == ModbusArea.Coil))
                (await master.ReadCoilsAsync(machine.Unit, (ushort)point.Address, new bool[1])).ThrowIfFailed();
            var identity = await master.ReadDeviceIdentificationAsync(machine.Unit);
            Assert.Equal(machine.Identification.Vendor, identity.Value?.VendorName);
            Assert.Equal(machine.Identification.Product, identity.Value?.ProductCode);
            Assert.Equal(machine.Identification.Revision, identity.Value?.Revision);
        }
    }

    [Fact]
    public async Task The_plant_runs_by_itself()
    {
        var press = _plant.Machine("press3");
        await using var master = await ConnectAsync(press);
        var first = await NumberAsync(master, press, "uptime");
        await UntilAsync(async () => await NumberAsync(master, press, "uptime") > first);
    }

    [Fact]
    public async Task A_set_point_written_over_the_wire_is_read_back_and_a_wrong_one_refused()
    {
        var chiller = _plant.Machine("chiller1");
        await using var master = await ConnectAsync(chiller);
        var point = chiller.Points.Single(p => p.Name == "supply_setpoint");
        var registers = new ushort[1];
        RegisterCodec.Encode(point, 9.5, registers);
        (await master.WriteRegisterAsync(chiller.Unit, (ushort)point.Address, registers[0])).ThrowIfFailed();
        Assert.Equal(9.5, await NumberAsync(master, chiller, "supply_setpoint"), 0.001);
        RegisterCodec.Encode(point, 40, registers);
        Assert.Equal(ModbusExceptionCode.IllegalDataValue, (await master.WriteRegisterAsync(chiller.Unit, (ushort)point.Address, registers[0])).Exception);
    }

    [Fact]
    public async Task The_link_to_the_serial_line_goes_with_the_plant()
    {
        var hall = _plant.Machine("hall1");
        Assert.True(File.Exists(hall.Address));
        await _plant.DisposeAsync();
        Assert.False(File.Exists(hall.Address));
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        var taken = _plant.Machine("press3").Port;
        var failure = await Assert.ThrowsAsync<IOException>(() =>
            SimulatedPlant.StartAsync(new SimulatedPlantOptions { BasePort = taken, WarmUp = TimeSpan.Zero }, TimeProvider.System, CancellationToken.None));
        Assert.Contains($"127.0.0.1:{taken}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_machine_is_named_with_those_there_are()
    {
        var failure = Assert.Throws<ArgumentException>(() => { _ = _plant.Inject("press4", new Fault(FaultKind.UnitSilence), Long); });
        Assert.Contains("press3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_power_cycle_drops_the_connection_and_memory_comes_back_in_stages()
    {
        var press = _plant.Machine("press3");
        await using var master = await ConnectAsync(press);
        var boots = await NumberAsync(master, press, "boot_counter");
        var over = _plant.Inject("press3", new Fault(FaultKind.PowerCycle) { BootStage = TimeSpan.FromSeconds(1) }, TimeSpan.FromMilliseconds(300));
        await UntilAsync(() => Task.FromResult(!master.IsConnected));
        await ReconnectAsync(master);
        var seen = new HashSet<(double Ready, bool First, bool Last)>();
        while (!over.IsCompleted)
        {
            // One read of the whole block, as a driver would do it.
            var block = new ushort[16];
            if (!(await master.ReadHoldingRegistersAsync(1, 100, block)).IsOk)
                continue;
            var ready = await NumberAsync(master, press, "ready");
            seen.Add((ready, block[0] != 0, block[14] != 0));
        }
        Assert.Contains((0, false, false), seen);
        Assert.Contains((0, true, false), seen);
        Assert.Equal(1, await NumberAsync(master, press, "ready"));
        Assert.Equal(boots + 1, await NumberAsync(master, press, "boot_counter"));
        Assert.InRange(await NumberAsync(master, press, "uptime"), 0, 30);
        Assert.InRange(await NumberAsync(master, press, "shots"), 0, 3);
    }

    [Fact]
    public async Task Behind_a_gateway_a_dead_unit_gives_exception_11_and_its_neighbour_values()
    {
        var (chiller, pump) = (_plant.Machine("chiller1"), _plant.Machine("pump1"));
        await using var master = await ConnectAsync(chiller);
        _ = _plant.Inject("pump1", new Fault(FaultKind.PowerCycle), Long);
        await UntilAsync(async () => (await ReadAsync(master, pump, pump.Points[0])).Result.Exception == ModbusExceptionCode.GatewayTargetFailedToRespond);
        (await ReadAsync(master, chiller, chiller.Points[0])).Result.ThrowIfFailed();
        Assert.True(master.IsConnected);
    }

    [Fact]
    public async Task One_silent_unit_leaves_its_neighbour_answering_and_a_silent_port_nobody()
    {
        var (chiller, pump) = (_plant.Machine("chiller1"), _plant.Machine("pump1"));
        await using var master = await ConnectAsync(chiller);
        _ = _plant.Inject("pump1", new Fault(FaultKind.UnitSilence), Long);
        Assert.Equal(ModbusStatus.Timeout, (await ReadAsync(master, pump, pump.Points[0])).Result.Status);
        (await ReadAsync(master, chiller, chiller.Points[0])).Result.ThrowIfFailed();
        _ = _plant.Inject("pump1", new Fault(FaultKind.PortSilence), Long);
        Assert.Equal(ModbusStatus.Timeout, (await ReadAsync(master, chiller, chiller.Points[0])).Result.Status);
    }

    [Fact]
    public async Task Any_exception_can_be_had_and_one_register_can_die()
    {
        var (press, packer) = (_plant.Machine("press3"), _plant.Machine("packaging5"));
        await using var master = await ConnectAsync(press);
        _ = _plant.Inject("press3", new Fault(FaultKind.DyingRegister) { Number = 104 }, Long);
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, (await master.ReadHoldingRegistersAsync(1, 100, new ushort[10])).Exception);
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, (await master.ReadHoldingRegistersAsync(1, 104, new ushort[1])).Exception);
        Assert.True((await master.ReadHoldingRegistersAsync(1, 105, new ushort[5])).IsOk);

        await using var other = await ConnectAsync(packer);
        _ = _plant.Inject("packaging5", new Fault(FaultKind.Exception) { Code = ModbusExceptionCode.ServerDeviceBusy }, Long);
        Assert.Equal(ModbusExceptionCode.ServerDeviceBusy, (await ReadAsync(other, packer, packer.Points[0])).Result.Exception);
    }

    [Fact]
    public async Task Slow_answers_are_right_and_late_replies_cross_the_next_request()
    {
        var (press, packer) = (_plant.Machine("press3"), _plant.Machine("packaging5"));
        var options = new ModbusClientOptions { ResponseTimeout = TimeSpan.FromSeconds(20) };
        await using var master = await ConnectAsync(press, options);
        _ = _plant.Inject("press3", new Fault(FaultKind.SlowAnswers) { Delay = TimeSpan.FromMilliseconds(300) }, Long);
        var asked = TimeProvider.System.GetTimestamp();
        (await ReadAsync(master, press, press.Points[0])).Result.ThrowIfFailed();
        Assert.True(TimeProvider.System.GetElapsedTime(asked) >= TimeSpan.FromMilliseconds(290));

        _ = _plant.Inject("packaging5", new Fault(FaultKind.LateReplies) { Delay = TimeSpan.FromMilliseconds(600) }, Long);
        using var raw = await RawMaster.ConnectAsync(packer.Port);
        for (ushort transaction = 1; transaction <= 4; transaction++)
            await raw.AskAsync(transaction, 1, 0, 1);
        var (bytes, _) = await raw.ReceiveAsync(4 * 11);
        // Each late reply waits by itself, so two of them may come in either order; both come behind a later request's.
        var transactions = Enumerable.Range(0, 4).Select(i => bytes[(i * 11) + 1]).ToArray();
        Assert.Equal([1, 3], transactions[..2]);
        Assert.Equal([2, 4], transactions[2..].Order().ToArray());
    }

    [Fact]
    public async Task Frames_arrive_byte_by_byte_or_several_at_once()
    {
        var press = _plant.Machine("press3");
        using (var raw = await RawMaster.ConnectAsync(press.Port))
        {
            _ = _plant.Inject("press3", new Fault(FaultKind.SplitFrames) { Delay = TimeSpan.FromMilliseconds(10) }, Long);
            await raw.AskAsync(9, 1, 100, 4);
            var (bytes, pieces) = await raw.ReceiveAsync(17);
            Assert.Equal([0, 9, 0, 0, 0, 11, 1, 3, 8], bytes[..9]);
            Assert.True(pieces > 5, $"{pieces} pieces");
        }
        var packer = _plant.Machine("packaging5");
        _ = _plant.Inject("packaging5", new Fault(FaultKind.CoalescedFrames) { Delay = TimeSpan.FromSeconds(1) }, Long);
        await using var master = await ConnectAsync(packer, new ModbusClientOptions { ResponseTimeout = TimeSpan.FromSeconds(20), MaxInFlight = 4 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReadAsync(master, packer, packer.Points[0]).AsTask()));
        Assert.All(answers, a => Assert.True(a.Result.IsOk));
    }

    [Fact]
    public async Task Foreign_units_and_transactions_are_on_the_wire()
    {
        var (press, packer) = (_plant.Machine("press3"), _plant.Machine("packaging5"));
        _ = _plant.Inject("press3", new Fault(FaultKind.SwappedUnit), Long);
        using var raw = await RawMaster.ConnectAsync(press.Port);
        await raw.AskAsync(5, 1, 100, 1);
        var (bytes, _) = await raw.ReceiveAsync(11);
        Assert.Equal(2, bytes[6]);

        _ = _plant.Inject("packaging5", new Fault(FaultKind.WrongTransaction), Long);
        using var other = await RawMaster.ConnectAsync(packer.Port);
        await other.AskAsync(5, 1, 0, 1);
        (bytes, _) = await other.ReceiveAsync(11);
        Assert.Equal([0x40, 5], bytes[..2]);

        _ = _plant.Inject("meter-main", new Fault(FaultKind.SwappedUnit), Long);
        var meter = _plant.Machine("meter-main");
        await using var master = await ConnectAsync(meter);
        Assert.NotEqual(ModbusStatus.Ok, (await ReadAsync(master, meter, meter.Points[0])).Result.Status);
    }

    [Fact]
    public async Task Damage_is_noticed_on_every_line()
    {
        foreach (var name in new[] { "press3", "meter-main", "pump2" })
        {
            var machine = _plant.Machine(name);
            _ = _plant.Inject(name, new Fault(FaultKind.CorruptBytes), Long);
            for (var i = 0; i < 3; i++)
            {
                await using var master = await ConnectAsync(machine);
                Assert.NotEqual(ModbusStatus.Ok, (await ReadAsync(master, machine, machine.Points[0])).Result.Status);
            }
        }
    }

    [Fact]
    public async Task A_machine_may_return_at_another_address()
    {
        var press = _plant.Machine("press3");
        var before = press.Port;
        await _plant.Inject("press3", new Fault(FaultKind.AddressChange) { BootStage = TimeSpan.Zero }, TimeSpan.FromMilliseconds(50));
        Assert.NotEqual(before, press.Port);
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            await using var old = new ModbusClient(ModbusEndpoint.Tcp("127.0.0.1", before));
            await old.ConnectAsync();
        });
        await using var master = await ConnectAsync(press);
        Assert.Equal(2, await NumberAsync(master, press, "boot_counter"));
    }

    [Fact]
    public async Task A_new_program_moves_registers_until_the_old_one_returns()
    {
        var press = _plant.Machine("press3");
        var over = _plant.Inject("press3", new Fault(FaultKind.ProgramChange) { BootStage = TimeSpan.Zero }, TimeSpan.FromMilliseconds(400));
        await using var master = await ConnectAsync(press);
        await UntilAsync(async () => (await master.ReadHoldingRegistersAsync(1, 100, new ushort[1])).Exception == ModbusExceptionCode.IllegalDataAddress, master);
        await over;
        await ReconnectAsync(master);
        Assert.True((await master.ReadHoldingRegistersAsync(1, 100, new ushort[1])).IsOk);
        Assert.Equal(3, await NumberAsync(master, press, "program_version"));
    }

    [Fact]
    public async Task A_port_can_refuse_and_limit_its_connections()
    {
        var press = _plant.Machine("press3");
        var over = _plant.Inject("press3", new Fault(FaultKind.ConnectionRefused), TimeSpan.FromMilliseconds(500));
        await UntilAsync(async () =>
        {
            await using var master = new ModbusClient(ModbusEndpoint.Tcp("127.0.0.1", press.Port));
            return await Record.ExceptionAsync(async () => await master.ConnectAsync()) is IOException;
        });
        await over;
        await using (var back = await ConnectAsync(press))
            (await ReadAsync(back, press, press.Points[0])).Result.ThrowIfFailed();

        var packer = _plant.Machine("packaging5");
        _ = _plant.Inject("packaging5", new Fault(FaultKind.ConnectionLimit) { Number = 1 }, Long);
        await using var first = await ConnectAsync(packer);
        await UntilAsync(async () => (await ReadAsync(first, packer, packer.Points[0])).Result.IsOk, first);
        using var second = await RawMaster.ConnectAsync(packer.Port);
        Assert.Empty(await second.ReceiveAsync());
        (await ReadAsync(first, packer, packer.Points[0])).Result.ThrowIfFailed();
    }

    [Fact]
    public async Task A_fault_ends_when_its_duration_does()
    {
        var press = _plant.Machine("press3");
        await using var master = await ConnectAsync(press);
        await _plant.Inject("press3", new Fault(FaultKind.Exception), TimeSpan.FromMilliseconds(20));
        (await ReadAsync(master, press, press.Points[0])).Result.ThrowIfFailed();
    }

    [Fact]
    public async Task Scheduled_faults_come_by_themselves()
    {
        var schedule = new ScheduledFault(TimeSpan.FromMilliseconds(50), "press3", new Fault(FaultKind.Exception), Long);
        await using var plant = await SimulatedPlant.StartAsync(
            new SimulatedPlantOptions { BasePort = 0, WarmUp = TimeSpan.Zero, Schedule = [schedule] }, TimeProvider.System, CancellationToken.None);
        var press = plant.Machine("press3");
        await using var master = await ConnectAsync(press);
        await UntilAsync(async () => (await ReadAsync(master, press, press.Points[0])).Result.Status == ModbusStatus.Exception);
    }

    private static async Task<ModbusClient> ConnectAsync(SimulatedMachine machine, ModbusClientOptions? options = null)
    {
        var endpoint = machine.Line switch
        {
            LineKind.Serial => ModbusEndpoint.Serial(machine.Address, new SerialSettings()),
            LineKind.RtuOverTcp => ModbusEndpoint.Tcp("127.0.0.1", machine.Port, ModbusFraming.Rtu),
            _ => ModbusEndpoint.Tcp("127.0.0.1", machine.Port),
        };
        var client = new ModbusClient(endpoint, options);
        await ReconnectAsync(client);
        return client;
    }

    private static async Task ReconnectAsync(ModbusClient client)
    {
        while (await Record.ExceptionAsync(async () => await client.ConnectAsync()) is { } failure)
            Assert.True(failure is IOException or TimeoutException, failure.ToString());
    }

    /// <summary>Asks until it is so; a test that waits in vain fails by the run's own limit.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition, ModbusClient? reconnect = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "waited in vain");
            if (reconnect is { IsConnected: false })
                await ReconnectAsync(reconnect);
            await Task.Yield();
        }
    }

    private static async ValueTask<(ModbusResult Result, ushort[] Registers)> ReadAsync(ModbusClient master, SimulatedMachine machine, RegisterPoint point)
    {
        var registers = new ushort[point.Length];
        var result = point.Area == ModbusArea.InputRegister
            ? await master.ReadInputRegistersAsync(machine.Unit, (ushort)point.Address, registers)
            : await master.ReadHoldingRegistersAsync(machine.Unit, (ushort)point.Address, registers);
        return (result, registers);
    }

    private static async Task<double> NumberAsync(ModbusClient master, SimulatedMachine machine, string name)
    {
        var point = machine.Points.Single(p => p.Name == name);
        var (result, registers) = await ReadAsync(master, machine, point);
        result.ThrowIfFailed();
        return RegisterCodec.Decode(point, registers);
    }
}
