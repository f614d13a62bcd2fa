using System.Collections.Concurrent;
using System.Net;
using Millwright.Modbus.Client;
using Millwright.Modbus.Framing;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;
using Millwright.Protocols.Tests.Fakes;

namespace Millwright.Protocols.Tests.Modbus;

/// <summary>A device that answers writes when it is done with them.</summary>
public sealed class LaterWriteTests : IAsyncDisposable
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    private readonly SlowDevice _device = new();
    private readonly ModbusServer _server;
    private readonly List<ModbusClient> _clients = [];

    public LaterWriteTests() => _server = new ModbusServer(new() { MaxDelayedReplies = 2 }).Map(1, _device);

    public async ValueTask DisposeAsync()
    {
        _device.Answer.TrySetResult(ModbusExceptionCode.None);
        foreach (var client in _clients)
            await client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(ModbusFraming.Mbap, "05 00 07 FF 00", "05 00 07 FF 00", "WriteSingleCoil Coil 7 [1]")]
    [InlineData(ModbusFraming.Mbap, "06 00 07 12 34", "06 00 07 12 34", "WriteSingleRegister HoldingRegister 7 [4660]")]
    [InlineData(ModbusFraming.Rtu, "06 00 07 12 34", "06 00 07 12 34", "WriteSingleRegister HoldingRegister 7 [4660]")]
    [InlineData(ModbusFraming.Mbap, "0F 00 07 00 03 01 05", "0F 00 07 00 03", "WriteMultipleCoils Coil 7 [1,0,1]")]
    [InlineData(ModbusFraming.Mbap, "10 00 07 00 02 04 00 01 00 02", "10 00 07 00 02", "WriteMultipleRegisters HoldingRegister 7 [1,2]")]
    [InlineData(ModbusFraming.Mbap, "16 00 07 FF 00 00 0F", "16 00 07 FF 00 00 0F", "MaskWriteRegister HoldingRegister 7 mask FF00 000F")]
    [InlineData(ModbusFraming.Mbap, "17 00 03 00 02 00 07 00 01 02 00 09", "17 04 00 03 00 04", "ReadWriteMultipleRegisters HoldingRegister 7 [9]")]
    public async Task Each_write_reaches_the_device_whole_and_is_answered_when_it_is_done(ModbusFraming framing, string request, string reply, string seen)
    {
        var client = await ConnectAsync(framing);
        _device.Answer.SetResult(ModbusExceptionCode.None);
        var bytes = new byte[253];
        var result = await client.SendPduAsync(1, Hex.Bytes(request), bytes);
        Assert.Equal(ModbusStatus.Ok, result.Status);
        Assert.Equal(Hex.Bytes(reply), bytes[..Hex.Bytes(reply).Length]);
        var write = Assert.Single(_device.Seen);
        Assert.Equal(seen, Text(write));
        Assert.StartsWith("127.0.0.1:", write.Peer, StringComparison.Ordinal);
        Assert.Equal(1, _server.Statistics.Requests);
    }

    [Theory]
    [InlineData("05 00 00 12 34")]
    [InlineData("06 00 00")]
    [InlineData("0F 00 00 00 0A 01 FF")]
    [InlineData("10 00 00 00 02 02 00 01")]
    [InlineData("16 00 00")]
    [InlineData("17 00 00 00 00 00 00 00 01 02 00 01")]
    public async Task A_malformed_write_never_reaches_the_device(string request)
    {
        var result = await (await ConnectAsync()).SendPduAsync(1, Hex.Bytes(request), new byte[253]);
        Assert.Equal((ModbusStatus.Exception, ModbusExceptionCode.IllegalDataValue), (result.Status, result.Exception));
        Assert.Empty(_device.Seen);
    }

    [Fact]
    public async Task A_read_does_not_wait_for_a_write_and_too_many_writes_are_told_to_come_later()
    {
        var client = await ConnectAsync();
        var first = client.WriteRegisterAsync(1, 0, 1).AsTask();
        var second = client.WriteRegisterAsync(1, 1, 1).AsTask();
        while (_device.Seen.Count < 2)
            await Task.Yield();
        Assert.Equal(ModbusExceptionCode.ServerDeviceBusy, (await client.WriteRegisterAsync(1, 2, 1)).Exception);
        Assert.Equal(ModbusExceptionCode.ServerDeviceBusy, (await client.ReadHoldingRegistersAsync(1, 0, new ushort[1])).Exception);
        Assert.Equal(ModbusStatus.Ok, (await (await ConnectAsync()).ReadHoldingRegistersAsync(1, 0, new ushort[1])).Status);
        Assert.False(first.IsCompleted || second.IsCompleted);
        _device.Answer.SetResult(ModbusExceptionCode.GatewayTargetFailedToRespond);
        Assert.Equal(ModbusExceptionCode.GatewayTargetFailedToRespond, (await first).Exception);
        Assert.Equal(ModbusExceptionCode.GatewayTargetFailedToRespond, (await second).Exception);
    }

    [Fact]
    public async Task A_device_that_throws_is_exception_4_and_known_to_its_owner()
    {
        _device.Answer.SetException(new InvalidOperationException("broken"));
        Assert.Equal(ModbusExceptionCode.ServerDeviceFailure, (await (await ConnectAsync()).WriteRegisterAsync(1, 0, 1)).Exception);
        Assert.Equal((1, "broken"), (_server.Statistics.DeviceFailures, _server.Statistics.LastDeviceFailure!.Message));
    }

    private static string Text(ModbusWrite write) =>
        $"{write.Function} {write.Area} {write.Address} {(write.Mask is { } m ? $"mask {m.AndMask:X4} {m.OrMask:X4}" : $"[{string.Join(',', write.Values.ToArray())}]")}";

    private async Task<ModbusClient> ConnectAsync(ModbusFraming framing = ModbusFraming.Mbap)
    {
        var client = new ModbusClient(
            ModbusEndpoint.Tcp("127.0.0.1", _server.ListenTcp(AnyPort, framing).Port, framing),
            new() { MaxInFlight = framing == ModbusFraming.Mbap ? 8 : 1, ResponseTimeout = TimeSpan.FromSeconds(30), ContinueOnThreadPool = true });
        _clients.Add(client);
        await client.ConnectAsync();
        return client;
    }

    private sealed class SlowDevice : ModbusDevice
    {
        public TaskCompletionSource<ModbusExceptionCode> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<ModbusWrite> Seen { get; } = [];

        public override bool AnswersWritesLater => true;

        public override ModbusExceptionCode ReadRegisters(ModbusArea area, ushort address, Span<ushort> registers)
        {
            for (var i = 0; i < registers.Length; i++)
                registers[i] = (ushort)(address + i);
            return ModbusExceptionCode.None;
        }

        public override async ValueTask<ModbusExceptionCode> WriteLaterAsync(ModbusWrite write)
        {
            Seen.Enqueue(write);
            return await Answer.Task;
        }
    }
}
