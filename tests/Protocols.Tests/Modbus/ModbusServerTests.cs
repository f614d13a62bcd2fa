using System.Net;
using System.Net.Sockets;
using Millwright.Modbus.Client;
using Millwright.Modbus.Framing;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;
using Millwright.Protocols.Tests.Fakes;

namespace Millwright.Protocols.Tests.Modbus;

public sealed class ModbusServerTests : IAsyncDisposable
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ModbusMemory _memory = Memory();
    private readonly List<IAsyncDisposable> _owned = [];

    [Theory]
    [InlineData("tcp")]
    [InlineData("rtu over tcp")]
    [InlineData("ascii over tcp")]
    [InlineData("udp")]
    public async Task Every_function_works_on_every_line(string line)
    {
        var server = Server();
        var endpoint = line switch
        {
            "udp" => ModbusEndpoint.Udp("127.0.0.1", server.ListenUdp(AnyPort).Port),
            "tcp" => ModbusEndpoint.Tcp("127.0.0.1", server.ListenTcp(AnyPort).Port),
            "rtu over tcp" => ModbusEndpoint.Tcp("127.0.0.1", server.ListenTcp(AnyPort, ModbusFraming.Rtu).Port, ModbusFraming.Rtu),
            _ => ModbusEndpoint.Tcp("127.0.0.1", server.ListenTcp(AnyPort, ModbusFraming.Ascii).Port, ModbusFraming.Ascii),
        };
        await EveryFunction.WorksAsync(await ConnectAsync(endpoint), _memory);
    }

    [Theory]
    [InlineData("03 00 00 00 00", "83 03")]
    [InlineData("03 00 00 00 7E", "83 03")]
    [InlineData("03 FF FF 00 02", "83 02")]
    [InlineData("03 03 E8 00 01", "83 02")]
    [InlineData("01 00 00 07 D1", "81 03")]
    [InlineData("05 00 00 12 34", "85 03")]
    [InlineData("06 00 00", "86 03")]
    [InlineData("0F 00 00 00 0A 01 FF", "8F 03")]
    [InlineData("10 00 00 00 02 02 00 01", "90 03")]
    [InlineData("14 07 06 00 00 00 00 00 01", "94 02")]
    [InlineData("14 07 06 00 01 27 10 00 01", "94 02")]
    [InlineData("18 00 09", "98 02")]
    [InlineData("2B 0E 05 00", "AB 03")]
    [InlineData("2B 0D 01 00", "AB 01")]
    [InlineData("41 01", "C1 01")]
    [InlineData("08 00 63 00 00", "88 01")]
    public async Task A_request_that_cannot_be_served_gets_the_right_exception(string request, string reply)
    {
        var server = Server();
        var client = await ConnectAsync(ModbusEndpoint.Tcp("127.0.0.1", server.ListenTcp(AnyPort).Port));
        var result = await client.SendPduAsync(1, Hex.Bytes(request), new byte[253]);
        Assert.Equal(ModbusStatus.Exception, result.Status);
        Assert.Equal(Hex.Bytes(reply)[1], (byte)result.Exception);
    }

    [Theory]
    [InlineData(UnknownUnitPolicy.GatewayPathUnavailable, ModbusStatus.Exception, ModbusExceptionCode.GatewayPathUnavailable)]
    [InlineData(UnknownUnitPolicy.GatewayTargetFailed, ModbusStatus.Exception, ModbusExceptionCode.GatewayTargetFailedToRespond)]
    [InlineData(UnknownUnitPolicy.Silence, ModbusStatus.Timeout, ModbusExceptionCode.None)]
    public async Task An_unknown_unit_gets_what_the_policy_says(UnknownUnitPolicy policy, ModbusStatus status, ModbusExceptionCode code)
    {
        var server = Server(new ModbusServerOptions { UnknownUnit = policy });
        var client = await ConnectAsync(ModbusEndpoint.Tcp("127.0.0.1", server.ListenTcp(AnyPort).Port), new ModbusClientOptions { ResponseTimeout = TimeSpan.FromMilliseconds(status == ModbusStatus.Timeout ? 50 : 5_000) });
        var result = await client.ReadHoldingRegistersAsync(99, 0, new ushort[1]);
        Assert.Equal((status, code), (result.Status, result.Exception));
        Assert.Equal(1, server.Statistics.UnknownUnits);
    }

    [Fact]
    public async Task A_connection_too_many_is_closed_and_counted()
    {
        var server = Server(new ModbusServerOptions { MaxConnections = 1 });
        var port = server.ListenTcp(AnyPort).Port;
        var first = await ConnectAsync(ModbusEndpoint.Tcp("127.0.0.1", port));
        Assert.True((await first.ReadHoldingRegistersAsync(1, 0, new ushort[1])).IsOk);
        using var second = new TcpClient();
        await second.ConnectAsync(IPAddress.Loopback, port);
        Assert.Equal(0, await second.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Patience, TimeProvider.System));
        Assert.Equal(1, server.Statistics.RefusedConnections);
        Assert.True((await first.ReadHoldingRegistersAsync(1, 0, new ushort[1])).IsOk);
    }

    [Fact]
    public async Task An_idle_connection_is_closed_and_a_busy_one_is_not()
    {
        var time = new ManualTime();
        var server = Server(new ModbusServerOptions { Time = time, IdleTimeout = TimeSpan.FromMinutes(1) });
        var port = server.ListenTcp(AnyPort).Port;
        var busy = await ConnectAsync(ModbusEndpoint.Tcp("127.0.0.1", port));
        using var idle = new TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, port);
        await busy.ReadHoldingRegistersAsync(1, 0, new ushort[1]);
        time.Advance(TimeSpan.FromSeconds(50));
        Assert.True((await busy.ReadHoldingRegistersAsync(1, 0, new ushort[1])).IsOk);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, await idle.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Patience, TimeProvider.System));
        Assert.True((await busy.ReadHoldingRegistersAsync(1, 0, new ushort[1])).IsOk);
        Assert.Equal(1, server.Statistics.IdleClosed);
    }

    [Fact]
    public async Task Garbage_closes_its_own_connection_only()
    {
        var server = Server();
        var port = server.ListenTcp(AnyPort).Port;
        var good = await ConnectAsync(ModbusEndpoint.Tcp("127.0.0.1", port));
        using var bad = new TcpClient();
        await bad.ConnectAsync(IPAddress.Loopback, port);
        await bad.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        await Assert.ThrowsAnyAsync<Exception>(() => bad.GetStream().ReadExactlyAsync(new byte[1]).AsTask().WaitAsync(Patience, TimeProvider.System));
        Assert.True((await good.ReadHoldingRegistersAsync(1, 0, new ushort[1])).IsOk);
        Assert.Equal(1, server.Statistics.DamagedFrames);
    }

    [Fact]
    public async Task Requests_in_pieces_and_in_one_piece_are_all_answered()
    {
        var server = Server();
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, server.ListenTcp(AnyPort).Port);
        var request = Hex.Bytes("00 01 00 00 00 06 01 03 00 00 00 01");
        foreach (var b in request)
            await client.GetStream().WriteAsync(new[] { b });
        await client.GetStream().WriteAsync((byte[])[.. request, .. request, .. request]);
        var replies = new byte[4 * 11];
        await client.GetStream().ReadExactlyAsync(replies).AsTask().WaitAsync(Patience, TimeProvider.System);
        Assert.Equal(4, replies.Chunk(11).Count(reply => reply[7] == 3 && reply[8] == 2));
    }

    [Theory]
    [InlineData("ignore", ModbusStatus.Timeout)]
    [InlineData("refuse", ModbusStatus.Exception)]
    [InlineData("close", ModbusStatus.ConnectionLost)]
    [InlineData("drop", ModbusStatus.Timeout)]
    [InlineData("truncate", ModbusStatus.Timeout)]
    [InlineData("swap unit", ModbusStatus.Timeout)]
    [InlineData("corrupt", ModbusStatus.Timeout)]
    [InlineData("pieces", ModbusStatus.Ok)]
    [InlineData("delay", ModbusStatus.Ok)]
    [InlineData("close after", ModbusStatus.Ok)]
    public async Task A_behaviour_decides_what_leaves(string fault, ModbusStatus status)
    {
        var server = Server(new ModbusServerOptions { Behavior = new Fault(fault) });
        var framing = fault == "corrupt" ? ModbusFraming.Rtu : ModbusFraming.Mbap;
        var client = await ConnectAsync(
            ModbusEndpoint.Tcp("127.0.0.1", server.ListenTcp(AnyPort, framing).Port, framing),
            new ModbusClientOptions { ResponseTimeout = TimeSpan.FromMilliseconds(status == ModbusStatus.Timeout ? 50 : 5_000) });
        Assert.Equal(status, (await client.ReadHoldingRegistersAsync(1, 0, new ushort[10])).Status);
    }

    [Fact]
    public async Task Diagnostic_counters_count()
    {
        var server = Server();
        var client = await ConnectAsync(ModbusEndpoint.Tcp("127.0.0.1", server.ListenTcp(AnyPort).Port));
        await client.ReadHoldingRegistersAsync(1, 0, new ushort[1]);
        await client.ReadHoldingRegistersAsync(1, 60_000, new ushort[1]);
        Assert.Equal(3, (await client.DiagnoseAsync(1, DiagnosticSubFunction.ReturnBusMessageCount)).Value);
        Assert.Equal(1, (await client.DiagnoseAsync(1, DiagnosticSubFunction.ReturnBusExceptionErrorCount)).Value);
        Assert.Equal(3, (await client.GetCommEventCounterAsync(1)).Value.EventCount);
        Assert.Equal([0x41], (await client.GetCommEventLogAsync(1)).Value!.Events);
        Assert.True((await client.DiagnoseAsync(1, DiagnosticSubFunction.ClearCounters)).IsOk);
        Assert.Equal(1, (await client.DiagnoseAsync(1, DiagnosticSubFunction.ReturnServerMessageCount)).Value);
    }

    [Fact]
    public async Task A_unit_that_only_listens_is_silent_until_it_restarts()
    {
        var time = new ManualTime();
        var server = Server();
        var client = await ConnectAsync(ModbusEndpoint.Tcp("127.0.0.1", server.ListenTcp(AnyPort).Port),
            new ModbusClientOptions { Time = time, SilentAfter = 10 });
        var force = client.DiagnoseAsync(1, DiagnosticSubFunction.ForceListenOnly).AsTask();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ModbusStatus.Timeout, (await force).Result.Status);
        var unheard = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ModbusStatus.Timeout, (await unheard).Status);
        var restart = client.DiagnoseAsync(1, DiagnosticSubFunction.RestartCommunications).AsTask();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ModbusStatus.Timeout, (await restart).Result.Status);
        Assert.True((await client.ReadHoldingRegistersAsync(1, 0, new ushort[1])).IsOk);
    }

    [Fact]
    public async Task A_device_that_throws_fails_alone()
    {
        _memory.Written += (_, _, _) => throw new InvalidOperationException("valve model diverged");
        var server = Server();
        var client = await ConnectAsync(ModbusEndpoint.Tcp("127.0.0.1", server.ListenTcp(AnyPort).Port));
        Assert.Equal(ModbusExceptionCode.ServerDeviceFailure, (await client.WriteRegisterAsync(1, 0, 1)).Exception);
        Assert.True((await client.ReadHoldingRegistersAsync(1, 0, new ushort[1])).IsOk);
        Assert.Equal("valve model diverged", server.Statistics.LastDeviceFailure?.Message);
    }

    [Fact]
    public async Task A_power_cycle_ends_connections_and_clears_memory_and_the_listener_stays()
    {
        var server = Server();
        var client = await ConnectAsync(ModbusEndpoint.Tcp("127.0.0.1", server.ListenTcp(AnyPort).Port));
        _memory.SetRegister(ModbusArea.HoldingRegister, 0, 7);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ConnectionLost += _ => lost.SetResult();
        await client.ReadHoldingRegistersAsync(1, 0, new ushort[1]);
        await server.DisconnectAllAsync();
        _memory.Clear();
        await lost.Task.WaitAsync(Patience, TimeProvider.System);
        await client.ConnectAsync();
        ushort[] registers = [9];
        Assert.True((await client.ReadHoldingRegistersAsync(1, 0, registers)).IsOk);
        Assert.Equal(0, registers[0]);
    }

    [Fact]
    public async Task Udp_loss_is_survived_by_reading_again()
    {
        var time = new ManualTime();
        var server = Server(new ModbusServerOptions { Behavior = new Fault("every second") });
        var client = await ConnectAsync(ModbusEndpoint.Udp("127.0.0.1", server.ListenUdp(AnyPort).Port),
            new ModbusClientOptions { ReadRetries = 1, Time = time });
        for (var i = 0; i < 10; i++)
        {
            var read = client.ReadHoldingRegistersAsync(1, 0, new ushort[4]).AsTask();
            time.Advance(TimeSpan.FromSeconds(1.1));
            Assert.True((await read).IsOk);
        }
        Assert.Equal(10, client.Statistics.Retries);
    }

    [Fact]
    public void Undefined_addresses_split_a_range()
    {
        var memory = new ModbusMemory().Define(ModbusArea.Coil, 0, 10).Define(ModbusArea.Coil, 10, 10);
        Assert.Equal(ModbusExceptionCode.None, memory.ReadBits(ModbusArea.Coil, 5, new bool[10]));
        memory.Undefine(ModbusArea.Coil, 7, 1);
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, memory.ReadBits(ModbusArea.Coil, 5, new bool[10]));
        Assert.Equal(ModbusExceptionCode.None, memory.ReadBits(ModbusArea.Coil, 0, new bool[7]));
        Assert.Equal(ModbusExceptionCode.None, memory.ReadBits(ModbusArea.Coil, 8, new bool[12]));
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, memory.ReadBits(ModbusArea.Coil, 8, new bool[13]));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
            await owned.DisposeAsync();
    }

    internal static ModbusMemory Memory() => new ModbusMemory()
        .Define(ModbusArea.Coil, 0, 1000).Define(ModbusArea.DiscreteInput, 0, 1000)
        .Define(ModbusArea.InputRegister, 0, 500).Define(ModbusArea.HoldingRegister, 0, 500)
        .DefineFile(4, 100).SetServerId([0x4D, 0xFF, 0x01])
        .Identify(new ModbusIdentity("Millwright", "MW-1", "v0.1").Set(4, "Simulated press").Set(0x80, new string('x', 240)));

    private ModbusServer Server(ModbusServerOptions? options = null)
    {
        var server = new ModbusServer(options).Map(1, _memory);
        _owned.Add(server);
        return server;
    }

    private async Task<ModbusClient> ConnectAsync(ModbusEndpoint endpoint, ModbusClientOptions? options = null)
    {
        var client = new ModbusClient(endpoint, (options ?? new() { ResponseTimeout = TimeSpan.FromSeconds(30) }) with { ContinueOnThreadPool = true });
        _owned.Add(client);
        await client.ConnectAsync();
        return client;
    }

    private sealed class Fault(string name) : ModbusServerBehavior
    {
        private int _count;

        public override RequestVerdict OnRequest(byte unit, ReadOnlySpan<byte> requestPdu) => name switch
        {
            "ignore" => RequestVerdict.Ignore,
            "refuse" => RequestVerdict.Refuse(ModbusExceptionCode.ServerDeviceFailure),
            "close" => RequestVerdict.Close,
            "every second" when _count++ % 2 == 0 => RequestVerdict.Ignore,
            _ => RequestVerdict.Serve,
        };

        public override ReplyVerdict OnReply(byte unit, ReadOnlySpan<byte> requestPdu, Span<byte> frame)
        {
            if (name == "swap unit")
                frame[6]++;
            if (name == "corrupt")
                frame[4] ^= 0x40;
            return name switch
            {
                "drop" => ReplyVerdict.Drop,
                "truncate" => ReplyVerdict.Send with { Truncate = 9 },
                "pieces" => ReplyVerdict.Send with { PieceBytes = 1 },
                "delay" => ReplyVerdict.Send with { Delay = TimeSpan.FromMilliseconds(5) },
                "close after" => ReplyVerdict.Send with { CloseAfter = true, PieceBytes = 5 },
                _ => ReplyVerdict.Send,
            };
        }
    }
}
