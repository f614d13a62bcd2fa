using Millwright.Modbus.Messages;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Simulators.Machines;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.OpcUa;

/// <summary>Brings a machine's values, history and events to the server that shows it, and writes back. Outlives the server's restarts. Not for several threads.</summary>
internal sealed class MachineFeed
{
    private const int MostRegisters = 64;
    private const int FloodValues = 50;

    /// <summary>Publishes that a burst of bad values lasts, and then as many of good ones.</summary>
    private const int BurstLength = 5;

    private static readonly StatusCodes[] BurstCodes = [StatusCodes.BadSensorFailure, StatusCodes.BadNoCommunication, StatusCodes.UncertainLastUsableValue, StatusCodes.BadOutOfService];

    private readonly int _index;
    private readonly int[] _historized;
    private readonly MemoryHistory[] _histories;
    private readonly int _stateAt;
    private readonly DataValue?[] _last;
    private readonly bool[] _removed;
    private OpcUaServer? _server;
    private MachineNodes? _nodes;
    private PlantTypes? _types;
    private MachineState? _state;
    private int? _burst;

    /// <param name="machine">The machine.</param>
    /// <param name="index">Its number behind the server.</param>
    public MachineFeed(Machine machine, int index)
    {
        Machine = machine;
        _index = index;
        var points = machine.Points;
        _historized = MachineNodes.Historized(points);
        _histories = [.. _historized.Select(static _ => new MemoryHistory())];
        _stateAt = points.ToList().FindIndex(static p => p.Name == "state");
        _last = new DataValue?[MachineNodes.Handles];
        _removed = new bool[points.Count];
    }

    public Machine Machine { get; }

    /// <summary>Whether values come many times faster than anybody can take them.</summary>
    public bool IsFlooding { get; set; }

    /// <summary>Whether bursts of bad values come and go.</summary>
    public bool HasBursts
    {
        get => _burst is not null;
        set => _burst = value ? _burst ?? 0 : null;
    }

    private int FirstHandle => _index * MachineNodes.Handles;

    /// <summary>A server shows the machine from now on.</summary>
    public void Attach(OpcUaServer server, MachineNodes nodes, PlantTypes types)
    {
        (_server, _nodes, _types, _state) = (server, nodes, types, null);
        Array.Clear(_last);
        Array.Clear(_removed);
    }

    public void Detach() => _server = null;

    /// <summary>Gives the server what has changed.</summary>
    public void Publish(UaDateTime now)
    {
        if (_server is not { } server)
            return;
        var points = Machine.Points;
        var quality = Quality(points);
        Span<ushort> registers = stackalloc ushort[MostRegisters];
        Span<double> controller = stackalloc double[4];
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var read = registers[..point.Length];
            if (_removed[i] || Machine.Read(point.Area, point.Address, read) != ModbusExceptionCode.None)
                continue;
            var value = PointValues.Decode(point, read);
            var isController = MachineNodes.IsController(point);
            if (isController)
                controller[i - points.Count + controller.Length] = value.TryGetNumber(out var number) ? number : 0;
            if (IsFlooding && point.Type is not (RegisterType.Bit or RegisterType.Text))
                Flood(server, point, i, read, now);
            var status = isController && Machine.IsPowered ? StatusCodes.Good : quality;
            Give(server, i, value, status, now);
            if (status.IsGood && Array.IndexOf(_historized, i) is var kept and >= 0)
                _histories[kept].Note(new DataValue(value, status, now));
            if (i == _stateAt && status.IsGood)
                NoteState(server, (MachineState)value.AsInt32(), now);
        }
        Give(server, MachineNodes.ControllerOffset, _types!.Controller((uint)controller[0], controller[2], controller[1] != 0, (ushort)controller[3]),
            Machine.IsPowered ? StatusCodes.Good : quality, now);
        Give(server, MachineNodes.RecentOffset, Variant.FromArray(_histories[0].Newest(10)), quality, now);
        _burst++;
    }

    public StatusCode Write(int offset, in Variant value)
    {
        var point = Machine.Points[offset];
        Span<ushort> registers = stackalloc ushort[MostRegisters];
        if (!PointValues.TryEncode(point, value, registers))
            return StatusCodes.BadTypeMismatch;
        return Machine.Write(point.Area, point.Address, registers[..point.Length]) switch
        {
            ModbusExceptionCode.None => StatusCodes.Good,
            ModbusExceptionCode.IllegalDataValue => StatusCodes.BadOutOfRange,
            ModbusExceptionCode.ServerDeviceBusy => StatusCodes.BadInvalidState,
            _ => StatusCodes.BadDeviceFailure,
        };
    }

    public MethodOutcome Call(int offset, IReadOnlyList<Variant> inputs)
    {
        if (offset != MachineNodes.AdjustOffset)
            return new MethodOutcome(Write(offset, new Variant(true)), []);
        var points = Machine.Points.ToList();
        var at = points.FindIndex(p => p.Writable && p.Type != RegisterType.Bit && p.Name == inputs[0].AsString());
        if (at < 0)
            return MethodOutcome.Failed(StatusCodes.BadNotFound);
        var status = Write(at, inputs[1]);
        if (status.IsBad)
            return MethodOutcome.Failed(status);
        Span<ushort> registers = stackalloc ushort[MostRegisters];
        Machine.Read(points[at].Area, points[at].Address, registers[..points[at].Length]);
        return new MethodOutcome(status, [new Variant(RegisterCodec.Decode(points[at], registers))]);
    }

    public HistoryPage ReadHistory(int offset, RawHistoryRequest request) =>
        Array.IndexOf(_historized, offset) is var kept and >= 0 ? _histories[kept].Read(request) : HistoryPage.Failed(StatusCodes.BadHistoryOperationUnsupported);

    /// <summary>Every third process value goes.</summary>
    /// <returns>Their ids.</returns>
    public IReadOnlyList<NodeId> RemoveSome()
    {
        var points = Machine.Points;
        for (var i = 0; i < points.Count; i += 3)
            _removed[i] = !MachineNodes.IsController(points[i]);
        return [.. Removed().Select(i => _nodes!.IdOf(points[i]))];
    }

    /// <summary>The values that went come back; call <see cref="Restored"/> after.</summary>
    public void AddRemoved(AddressSpaceEdit edit)
    {
        foreach (var i in Removed())
            _nodes!.AddPoint(edit, i);
    }

    public void Restored()
    {
        foreach (var i in Removed())
            _last[i] = null;
        Array.Clear(_removed);
    }

    private IEnumerable<int> Removed() => Enumerable.Range(0, _removed.Length).Where(i => _removed[i]);

    private void Give(OpcUaServer server, int offset, in Variant value, StatusCode status, UaDateTime now)
    {
        var given = new DataValue(status.IsBad ? default : value, status, now);
        if (_last[offset] is { } last && last.Status == given.Status && last.Value == given.Value)
            return;
        _last[offset] = given;
        server.Values.Set(FirstHandle + offset, given);
    }

    // An even number of steps up and down, so that the true value comes last.
    private void Flood(OpcUaServer server, RegisterPoint point, int offset, ReadOnlySpan<ushort> registers, UaDateTime now)
    {
        var number = RegisterCodec.Decode(point, registers);
        for (var n = 0; n < FloodValues; n++)
            server.Values.Set(FirstHandle + offset, new DataValue(PointValues.OfNumber(point, n % 2 == 0 ? number + point.Scale : number), default, now));
    }

    private StatusCode Quality(IReadOnlyList<RegisterPoint> points)
    {
        if (!Machine.IsPowered)
            return StatusCodes.BadNotConnected;
        var ready = points[^3];
        Span<ushort> register = stackalloc ushort[1];
        if (Machine.Read(ready.Area, ready.Address, register) != ModbusExceptionCode.None || register[0] == 0)
            return StatusCodes.BadWaitingForInitialData;
        if (_burst is { } tick && tick / BurstLength % 2 == 0)
            return BurstCodes[tick / BurstLength / 2 % BurstCodes.Length];
        return StatusCodes.Good;
    }

    private void NoteState(OpcUaServer server, MachineState state, UaDateTime now)
    {
        if (_state is { } before && before != state)
        {
            server.Raise(new UaEvent
            {
                EventType = new NodeId(StandardIds.SystemEventType),
                SourceNode = _nodes!.Id,
                SourceName = Machine.Name,
                Time = now,
                Severity = (ushort)(state == MachineState.Fault ? 700 : state == MachineState.Stopped ? 300 : 100),
                Message = new LocalizedText($"{Machine.Name}: {before} to {state}"),
            });
        }
        _state = state;
    }
}
