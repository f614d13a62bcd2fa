using Millwright.Modbus.Client;
using Millwright.Modbus.Framing;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;
using Millwright.Protocols.Tests.Fakes;
using Millwright.Wire.Serial;
using Millwright.Wire.Transports;

namespace Millwright.Protocols.Tests.Modbus;

public sealed class SerialLineTests : IAsyncDisposable
{
    private static readonly SerialSettings Fast = new() { BaudRate = 115_200, Parity = SerialParity.None };
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly IoLoop? _loop = IoLoop.IsSupported ? new IoLoop("serial-tests") : null;

    [Theory]
    [InlineData(ModbusFraming.Rtu)]
    [InlineData(ModbusFraming.Ascii)]
    public async Task Every_function_works_on_a_serial_line(ModbusFraming framing)
    {
        var memory = ModbusServerTests.Memory();
        var line = Line();
        Server(line, framing, memory);
        await EveryFunction.WorksAsync(await ConnectAsync(line, framing), memory);
    }

    [Fact]
    public async Task A_broadcast_reaches_all_units_and_is_not_answered()
    {
        var line = Line();
        var one = ModbusServerTests.Memory();
        var two = ModbusServerTests.Memory();
        Server(line, ModbusFraming.Rtu, one).Map(2, two);
        var client = await ConnectAsync(line, ModbusFraming.Rtu);
        Assert.True((await client.WriteRegisterAsync(0, 5, 77)).IsOk);
        Assert.True((await client.ReadHoldingRegistersAsync(2, 5, new ushort[1])).IsOk);
        Assert.Equal((77, 77), (one.GetRegister(ModbusArea.HoldingRegister, 5), two.GetRegister(ModbusArea.HoldingRegister, 5)));
    }

    [Fact]
    public async Task Noise_and_an_echo_do_not_stop_the_line()
    {
        var line = Line();
        var memory = ModbusServerTests.Memory();
        memory.SetRegister(ModbusArea.HoldingRegister, 0, 5);
        _owned.Add(line);
        var echo = new EchoingServer(line.Line, memory);
        _owned.Add(echo);
        var client = await ConnectAsync(line, ModbusFraming.Rtu, new ModbusClientOptions { SuppressEcho = true });
        for (var i = 0; i < 5; i++)
        {
            var registers = new ushort[2];
            Assert.True((await client.ReadHoldingRegistersAsync(1, 0, registers)).IsOk);
            Assert.Equal(5, registers[0]);
        }
        Assert.True(client.Statistics.DamagedFrames > 0);
    }

    [Fact]
    public async Task A_silent_unit_on_a_line_does_not_spoil_the_next_answer()
    {
        var line = Line();
        Server(line, ModbusFraming.Rtu, ModbusServerTests.Memory());
        var time = new ManualTime();
        var client = await ConnectAsync(line, ModbusFraming.Rtu, new ModbusClientOptions { Time = time });
        var silent = client.ReadHoldingRegistersAsync(9, 0, new ushort[1]).AsTask();
        while (client.Statistics.Timeouts == 0)
            time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ModbusStatus.Timeout, (await silent).Status);
        var next = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        Assert.Equal(1, client.Statistics.Requests);
        // The line has to be quiet first.
        time.Advance(TimeSpan.FromMilliseconds(30));
        Assert.True((await next).IsOk);
    }

    [Fact]
    public void A_missing_port_is_named()
    {
        if (_loop is null)
            Assert.Skip("needs Linux: serial ports through termios");
        var error = Assert.Throws<IOException>(() => SerialTransport.Open("/dev/ttyNONE9", Fast, _loop));
        Assert.Contains("/dev/ttyNONE9", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9_600, 1_718, 4_010)]
    [InlineData(19_200, 859, 2_005)]
    [InlineData(38_400, 750, 1_750)]
    [InlineData(115_200, 750, 1_750)]
    public void Silences_follow_the_speed(int baud, int betweenCharactersUs, int betweenFramesUs)
    {
        var timing = SerialTiming.Of(new SerialSettings { BaudRate = baud }, ModbusFraming.Rtu);
        Assert.Equal(betweenCharactersUs, timing.BetweenCharacters.TotalMicroseconds, 1.0);
        Assert.Equal(betweenFramesUs, timing.BetweenFrames.TotalMicroseconds, 1.0);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
            await owned.DisposeAsync();
        _loop?.Dispose();
    }

    private PseudoTerminal Line()
    {
        if (_loop is null)
            Assert.Skip("needs Linux: pseudo terminals");
        return PseudoTerminal.Open(_loop);
    }

    private ModbusServer Server(PseudoTerminal line, ModbusFraming framing, ModbusMemory memory)
    {
        var server = new ModbusServer(new ModbusServerOptions { Loop = _loop }).Map(1, memory);
        server.Serve(line.Line, framing);
        _owned.Add(line);
        _owned.Add(server);
        return server;
    }

    private async Task<ModbusClient> ConnectAsync(PseudoTerminal line, ModbusFraming framing, ModbusClientOptions? options = null)
    {
        var client = new ModbusClient(ModbusEndpoint.Serial(line.SlavePath, Fast, framing), (options ?? new() { ResponseTimeout = TimeSpan.FromSeconds(30) }) with { Loop = _loop, ContinueOnThreadPool = true });
        _owned.Add(client);
        await client.ConnectAsync();
        return client;
    }

    /// <summary>Repeats each request, adds a byte of noise, and answers: a two-wire adapter on a bad day.</summary>
    private sealed class EchoingServer : ITransportReceiver, IAsyncDisposable
    {
        private readonly Transport _line;
        private readonly ModbusMemory _memory;

        public EchoingServer(Transport line, ModbusMemory memory)
        {
            _line = line;
            _memory = memory;
            line.Start(this);
        }

        public void OnReceived(ReadOnlySpan<byte> bytes)
        {
            _line.Send(bytes);
            _line.Send([0x00]);
            var value = _memory.GetRegister(ModbusArea.HoldingRegister, 0);
            var frame = new byte[FrameWriter.MaxFrameBytes];
            byte[] pdu = [3, 4, (byte)(value >> 8), (byte)value, 0, 0];
            _line.Send(frame.AsSpan(0, FrameWriter.Write(ModbusFraming.Rtu, 0, bytes[0], pdu, frame)));
        }

        public void OnClosed(Exception? cause) => GC.KeepAlive(cause);

        public ValueTask DisposeAsync() => _line.DisposeAsync();
    }
}
