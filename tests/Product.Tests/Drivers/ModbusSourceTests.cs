using System.Globalization;
using System.Net;
using Millwright.Drivers;
using Millwright.Drivers.Modbus;
using Millwright.Fakes;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;

namespace Millwright.Product.Tests.Drivers;

/// <summary>The driver against real Modbus servers on the loopback.</summary>
public sealed class ModbusSourceTests : IAsyncDisposable
{
    private readonly List<ModbusServer> _servers = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly RecordingOutput _output = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var server in _servers)
            await server.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task The_first_cycle_is_whole_before_it_is_called_so_and_the_second_follows_at_once()
    {
        var port = Serve((1, Memory(10, i => (ushort)(i + 1))));
        await using var source = Source(port, o => { }, Tag(0, "holding 0"), Tag(1, "holding 5"), Tag(2, "holding 6", ModbusType.Uint32));
        var running = await StartAsync(source);
        await _output.UntilAsync(e => e.Count(x => x == "completed 3") >= 2);

        Assert.Equal(["published 3", "completed 3", "published 3", "completed 3"], _output.Events.Where(e => !e.StartsWith("note", StringComparison.Ordinal)).Take(4));
        Assert.Equal([1, 6, (7 << 16) + 8], _output.Samples.Take(3).Select(s => s.Value.ToDouble()));
        Assert.All(_output.Samples, s => Assert.True(s.Quality.IsGood));
        Assert.Single(_output.Samples.Take(3).Select(s => s.SourceTime).Distinct());
        await StopAsync(running);
    }

    [Fact]
    public async Task Two_cycles_in_one_millisecond_have_two_times_so_that_history_keeps_both()
    {
        var port = Serve((1, Memory(10, i => (ushort)i)));
        var clock = new ManualClock();
        await using var source = new ModbusSource(ModbusTransport.Tcp, new("c", Options(port, o => { }), [Tag(0, "holding 0")], clock));
        var running = await StartAsync(source);
        await _output.UntilAsync(e => e.Count(x => x == "completed 1") >= 2);

        var times = _output.Samples.Select(s => s.SourceTime).ToList();
        Assert.Equal(Timestamp.Now(clock), times[0]);
        Assert.Equal(TimeSpan.FromMilliseconds(1), times[1] - times[0]);
        await StopAsync(running);
    }

    [Fact]
    public async Task One_bad_register_among_ten_thousand_is_named_and_the_rest_flows_in_the_same_cycle()
    {
        var memory = Memory(10_000, i => (ushort)i);
        memory.Undefine(ModbusArea.HoldingRegister, 4321, 1);
        var port = Serve((1, memory));
        var tags = Enumerable.Range(0, 10_000).Select(i => Tag(i, $"holding {i}")).ToArray();
        await using var source = Source(port, o => { }, tags);
        var running = await StartAsync(source);
        await _output.UntilAsync(e => e.Contains("completed 10000"));

        Assert.Single(_output.Events, e => e.StartsWith("failed", StringComparison.Ordinal) && e.Contains("holding 4321", StringComparison.Ordinal));
        var first = _output.Samples.Take(9_999).ToList();
        Assert.Equal(9_999, first.Select(s => s.Tag).Distinct().Count());
        Assert.All(first, s => Assert.Equal(s.Tag.Index, s.Value.ToDouble()));
        await StopAsync(running);
    }

    [Fact]
    public async Task A_bad_register_that_comes_to_be_is_found_again_without_help()
    {
        var memory = Memory(20, i => (ushort)i);
        memory.Undefine(ModbusArea.HoldingRegister, 7, 1);
        var clock = new SlowedClock();
        var port = Serve((1, memory));
        await using var source = new ModbusSource(ModbusTransport.Tcp, new("c", Options(port, o => { }), [Tag(0, "holding 6"), Tag(1, "holding 7")], clock));
        var running = await StartAsync(source);
        await _output.UntilAsync(e => e.Any(x => x.StartsWith("failed #1", StringComparison.Ordinal)));
        memory.Define(ModbusArea.HoldingRegister, 7, 1);
        clock.Skip(TimeSpan.FromMinutes(1));
        await _output.UntilAsync(e => e.Contains("recovered #1"));
        await StopAsync(running);
    }

    [Fact]
    public async Task A_silent_unit_behind_a_gateway_fails_alone_and_synchronizes_when_it_answers_again()
    {
        var silence = new SilentUnits();
        var server = new ModbusServer(new ModbusServerOptions { Behavior = silence });
        _servers.Add(server);
        server.Map(1, Memory(5, i => 11)).Map(2, Memory(5, i => 22));
        var port = server.ListenTcp(new(IPAddress.Loopback, 0)).Port;
        await using var source = Source(port, o => o.Timeout = TimeSpan.FromMilliseconds(60), Tag(0, "holding 0", unit: 1), Tag(1, "holding 0", unit: 2));
        var running = await StartAsync(source);
        await _output.UntilAsync(e => e.Count(x => x == "completed 1") >= 4);

        silence.Unit = 2;
        await _output.UntilAsync(e => e.Any(x => x.StartsWith("failed #1 BadNoCommunication", StringComparison.Ordinal)));
        var published = _output.Samples.Count(s => s.Tag.Index == 0);
        await _output.UntilAsync(_ => _output.Samples.Count(s => s.Tag.Index == 0) > published + 3);
        Assert.DoesNotContain(_output.Events, e => e.StartsWith("failed #0", StringComparison.Ordinal));

        silence.Unit = null;
        await _output.UntilAsync(e => e.Contains("recovered #1"));
        var events = _output.Events.ToList();
        Assert.True(events.FindLastIndex(e => e.StartsWith("restarted unit 2", StringComparison.Ordinal)) < events.LastIndexOf("recovered #1"));
        await StopAsync(running);
    }

    [Fact]
    public async Task A_boot_counter_that_moved_within_a_cycle_keeps_the_cycle_from_being_called_whole()
    {
        var memory = Memory(20, i => (ushort)i);
        var port = Serve((1, memory));
        await using var source = Source(port, o => o.Restart = new() { Register = "holding 10", Kind = RestartKind.BootCounter }, Tag(0, "holding 0"));
        var running = await StartAsync(source);
        await _output.UntilAsync(e => e.Count(x => x == "completed 1") >= 2);
        memory.SetRegister(ModbusArea.HoldingRegister, 10, 4711);
        await _output.UntilAsync(e => e.Any(x => x.StartsWith("restarted", StringComparison.Ordinal)));
        await _output.UntilAsync(e => e.SkipWhile(x => !x.StartsWith("restarted", StringComparison.Ordinal)).Contains("completed 1"));

        var events = _output.Events.Where(e => !e.StartsWith("note", StringComparison.Ordinal)).ToList();
        var at = events.FindIndex(e => e.StartsWith("restarted", StringComparison.Ordinal));
        Assert.Contains("from 10 to 4711", events[at], StringComparison.Ordinal);
        Assert.Equal(["published 1", "published 1", "completed 1"], events.Skip(at + 1).Take(3));
        await StopAsync(running);
    }

    [Fact]
    public async Task A_device_that_is_not_ready_is_read_but_no_cycle_is_whole()
    {
        var memory = Memory(20, i => 0);
        var port = Serve((1, memory));
        await using var source = Source(port, o => o.Ready = new() { Register = "holding 10", Equals = 1 }, Tag(0, "holding 0"));
        var running = await StartAsync(source);
        await _output.UntilAsync(e => e.Count(x => x == "published 1") >= 3);
        Assert.DoesNotContain("completed 1", _output.Events);
        memory.SetRegister(ModbusArea.HoldingRegister, 10, 1);
        await _output.UntilAsync(e => e.Contains("completed 1"));
        await StopAsync(running);
    }

    [Fact]
    public async Task A_lost_connection_ends_the_run_with_a_fault_that_names_the_device()
    {
        var port = Serve((1, Memory(5, i => 1)));
        await using var source = Source(port, o => { }, Tag(0, "holding 0"));
        var running = await StartAsync(source);
        await _output.UntilAsync(e => e.Contains("completed 1"));
        await _servers[0].DisposeAsync();
        var fault = (await Assert.ThrowsAsync<SourceException>(() => running)).Fault;
        Assert.True(fault.IsRetriable);
        Assert.Contains(port.ToString(CultureInfo.InvariantCulture), fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_unreachable_and_says_what_to_do()
    {
        await using var source = Source(1, o => { }, Tag(0, "holding 0"));
        var fault = (await Assert.ThrowsAsync<SourceException>(async () => await source.StartAsync(default))).Fault;
        Assert.Equal(SourceFaultKind.Unreachable, fault.Kind);
        Assert.Contains("refused", fault.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
    }

    [Fact]
    public async Task An_open_port_with_a_silent_unit_is_no_connection()
    {
        var server = new ModbusServer(new ModbusServerOptions { Behavior = new SilentUnits { Unit = 1 } });
        _servers.Add(server);
        server.Map(1, Memory(5, i => 1));
        await using var source = Source(server.ListenTcp(new(IPAddress.Loopback, 0)).Port, o => o.Timeout = TimeSpan.FromMilliseconds(50), Tag(0, "holding 0"));
        var fault = (await Assert.ThrowsAsync<SourceException>(async () => await source.StartAsync(default))).Fault;
        Assert.Equal(SourceFaultKind.TimedOut, fault.Kind);
        Assert.Contains("unit 1", fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_set_of_tags_is_read_over_the_same_connection()
    {
        var port = Serve((1, Memory(50, i => (ushort)i)));
        await using var source = Source(port, o => { }, Tag(0, "holding 0"));
        var running = await StartAsync(source);
        await _output.UntilAsync(e => e.Contains("completed 1"));
        Assert.True(source.TryUpdate([Tag(0, "holding 0"), Tag(1, "holding 40")]));
        await _output.UntilAsync(e => e.Contains("completed 2"));
        Assert.Contains(_output.Samples, s => s.Tag.Index == 1 && s.Value.ToDouble() == 40);
        Assert.Equal(1, _servers[0].Connections);
        await StopAsync(running);
    }

    [Theory]
    [InlineData("holding 3", ModbusType.Float64, 3.25)]
    [InlineData("holding 3", ModbusType.Int32, -70_000)]
    [InlineData("holding 3", ModbusType.Bcd16, 1234)]
    [InlineData("holding 3.5", null, 1)]
    [InlineData("coil 3", null, 1)]
    public async Task What_is_written_is_read_back(string register, ModbusType? type, double value)
    {
        var memory = Memory(20, i => 0).Define(ModbusArea.Coil, 0, 20);
        var port = Serve((1, memory));
        await using var source = Source(port, o => o.WordOrder = WordOrder.Cdab, Tag(0, register, type));
        await source.StartAsync(default);
        await source.WriteAsync(new(0), TagValue.Of(value), default);
        using var read = await source.ReadAsync([new(0)], default);
        Assert.Equal(value, read[0].Value.ToDouble());
        Assert.True(read[0].Quality.IsGood);
    }

    [Fact]
    public async Task A_write_that_the_device_refuses_is_a_refusal_and_leaves_nothing()
    {
        var port = Serve((1, Memory(5, i => 9)));
        await using var source = Source(port, o => { }, Tag(0, "holding 3"), Tag(1, "holding 900"));
        await source.StartAsync(default);
        var fault = (await Assert.ThrowsAsync<SourceException>(async () => await source.WriteAsync(new(1), TagValue.Of(1), default))).Fault;
        Assert.Equal(SourceFaultKind.Refused, fault.Kind);
        fault = (await Assert.ThrowsAsync<SourceException>(async () => await source.WriteAsync(new(0), TagValue.Of(70_000), default))).Fault;
        Assert.Contains("does not fit", fault.Problem, StringComparison.Ordinal);
        using var read = await source.ReadAsync([new(0)], default);
        Assert.Equal(9, read[0].Value.ToDouble());
    }

    [Fact]
    public async Task Browsing_finds_units_areas_ranges_and_registers()
    {
        var memory = Memory(150, i => (ushort)(i * 2)).Identify(new ModbusIdentity("Acme", "P3", "1.0"));
        var port = Serve((1, memory));
        await using var source = Source(port, o => o.Timeout = TimeSpan.FromMilliseconds(100), Tag(0, "holding 0"));
        var units = await source.BrowseAsync(null, default).ToListAsync();
        var unit = Assert.Single(units);
        Assert.Contains("Acme", unit.Name, StringComparison.Ordinal);
        var below = await source.BrowseAsync(unit.Node, default).ToListAsync();
        Assert.Contains(below, i => i.Name == "vendor name" && i.Value.ToString() == "Acme");
        var area = Assert.Single(below, i => i.Kind == "area");
        var ranges = await source.BrowseAsync(area.Node, default).ToListAsync();
        Assert.Equal(2, ranges.Count);
        var registers = await source.BrowseAsync(ranges[1].Node, default).ToListAsync();
        Assert.Equal(50, registers.Count);
        Assert.Equal(("holding 149", "298"), (registers[^1].Address, registers[^1].Value.ToString()));
    }

    [Fact]
    public void All_options_problems_come_at_once_with_a_remedy()
    {
        var driver = DriverList.All.Single(d => d.Name == "modbus-tcp");
        var problems = driver.Check(new ModbusConnectionOptions { Port = "/dev/ttyS0", Timeout = TimeSpan.Zero, Certificate = "c.pem", Restart = new() { Register = "nowhere" } }).ToList();
        Assert.Equal(["address", "certificate", "port", "restart.register", "timeout"], problems.Select(p => p.Key).Order());
        Assert.All(problems, p => Assert.NotEmpty(p.Remedy));
    }

    [Theory]
    [InlineData("holding 70000", null, null, "register")]
    [InlineData("coil 3", ModbusType.Int16, null, "as")]
    [InlineData("holding 3", ModbusType.String, null, "length")]
    [InlineData("holding 3", ModbusType.Float64, (byte)100, "length")]
    [InlineData("holding 65535", ModbusType.Uint32, null, "register")]
    public void A_tag_that_cannot_be_is_said_at_its_key(string register, ModbusType? type, byte? length, string key)
    {
        var driver = DriverList.All[0];
        var problems = driver.CheckTag(new ModbusConnectionOptions(), new ModbusTagOptions { Register = register, As = type, Length = length });
        Assert.Contains(problems, p => p.Key == key && p.Remedy.Length > 0);
    }

    private static ModbusMemory Memory(int count, Func<int, ushort> value)
    {
        var memory = new ModbusMemory().Define(ModbusArea.HoldingRegister, 0, count);
        for (var i = 0; i < count; i++)
            memory.SetRegister(ModbusArea.HoldingRegister, (ushort)i, value(i));
        return memory;
    }

    private static SourceTag Tag(int index, string register, ModbusType? type = null, byte? unit = null) =>
        new(new(index), TagPath.Parse($"plant/t{index}"), new ModbusTagOptions { Register = register, As = type, UnitId = unit }, TimeSpan.FromMilliseconds(50));

    private static ModbusConnectionOptions Options(int port, Action<ModbusConnectionOptions> change)
    {
        var options = new ModbusConnectionOptions { Address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}") };
        change(options);
        return options;
    }

    private static ModbusSource Source(int port, Action<ModbusConnectionOptions> change, params SourceTag[] tags) =>
        new(ModbusTransport.Tcp, new("c", Options(port, change), tags, TimeProvider.System));

    private int Serve(params (byte Unit, ModbusMemory Memory)[] units)
    {
        var server = new ModbusServer();
        _servers.Add(server);
        foreach (var (unit, memory) in units)
            server.Map(unit, memory);
        return server.ListenTcp(new(IPAddress.Loopback, 0)).Port;
    }

    private async Task<Task> StartAsync(ModbusSource source)
    {
        await source.StartAsync(default);
        return source.RunAsync(_output, _stop.Token);
    }

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private sealed class SilentUnits : ModbusServerBehavior
    {
        public int? Unit { get; set; }

        public override RequestVerdict OnRequest(byte unit, ReadOnlySpan<byte> requestPdu) => unit == Unit ? RequestVerdict.Ignore : RequestVerdict.Serve;
    }

    /// <summary>The system's clock, whose monotonic time can be put forward.</summary>
    private sealed class SlowedClock : TimeProvider
    {
        private long _ahead;

        public void Skip(TimeSpan by) => Interlocked.Add(ref _ahead, (long)(by.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _ahead);
    }
}
