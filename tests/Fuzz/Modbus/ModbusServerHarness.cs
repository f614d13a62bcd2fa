using Millwright.Modbus.Framing;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;
using Millwright.Wire.Transports;

namespace Millwright.Fuzz.Modbus;

/// <summary>A server on a line that is only memory: what a peer could send goes in, what it would get is thrown away.</summary>
internal sealed class ModbusServerHarness : IAsyncDisposable
{
    private readonly ModbusServer _server;
    private readonly MemoryLine _line = new();
    private readonly byte[] _frame = new byte[FrameWriter.MaxFrameBytes];

    /// <param name="device">What answers; a device of memory alone where left out.</param>
    public ModbusServerHarness(ModbusDevice? device = null)
    {
        var memory = new ModbusMemory()
            .Define(ModbusArea.Coil, 0, 2_000).Define(ModbusArea.DiscreteInput, 0, 65_536)
            .Define(ModbusArea.InputRegister, 0, 500).Define(ModbusArea.HoldingRegister, 0, 65_536)
            .DefineFile(4, 100).SetServerId([1, 0xFF]).Identify(new ModbusIdentity("a", "b", "c").Set(0x80, new string('x', 200)));
        // The banks make their memory at the first touch.
        foreach (var area in Enum.GetValues<ModbusArea>())
            memory.SetRegister(area, 0, 1);
        _server = new ModbusServer().Map(1, device ?? memory);
        _server.Serve(_line, ModbusFraming.Mbap);
    }

    public static (ModbusFraming Framing, FrameReader Reader)[] Readers() =>
    [
        .. from framing in Enum.GetValues<ModbusFraming>()
           from side in Enum.GetValues<FrameSide>()
           select (framing, new FrameReader(framing, side)),
    ];

    public void Process(ReadOnlySpan<byte> pdu) => _line.Receive(_frame.AsSpan(0, FrameWriter.Write(ModbusFraming.Mbap, 1, 1, pdu, _frame)));

    public long DeviceFailures => _server.Statistics.DeviceFailures;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private sealed class MemoryLine : Transport
    {
        private ITransportReceiver? _receiver;

        public override bool HasPendingOutput => false;

        public override string Peer => "fuzz";

        public void Receive(ReadOnlySpan<byte> bytes) => _receiver!.OnReceived(bytes);

        public override void Start(ITransportReceiver receiver) => _receiver = receiver;

        public override bool Send(ReadOnlySpan<byte> bytes) => true;

        public override void PauseReceiving(bool pause)
        {
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
