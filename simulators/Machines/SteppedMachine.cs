using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Simulators.Physics;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.Machines;

/// <summary>The shell around a pure step function: holds the state, encodes it by the table, turns writes into new states.</summary>
/// <param name="name">Name in the plant.</param>
/// <param name="physics">The kind of machine.</param>
/// <param name="noise">Its own random numbers.</param>
internal sealed class SteppedMachine<TState>(string name, IPhysics<TState> physics, Noise noise)
    : Machine(name, physics.Kind, physics.Identification)
    where TState : struct
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<RegisterRow<TState>> _rows = physics.Table.Rows;
    private readonly IReadOnlyList<RegisterRow<Lifecycle>> _lifecycleRows = Lifecycle.Rows().Rows;
    private Lifecycle _lifecycle = new(Boots: 1, Uptime: 0, Ready: true, Program: 1);
    private MemoryState _memory;
    private RegisterImage? _image;
    private int _moved;

    /// <summary>The physics as they stand; for the plant's couplings and the tests.</summary>
    public TState State { get; private set; } = physics.Start(noise);

    public override IReadOnlyList<RegisterPoint> Points
    {
        get
        {
            lock (_lock)
                return [.. _rows.Select(row => row.Point with { Address = Placed(row.Point) }), .. _lifecycleRows.Select(row => row.Point)];
        }
    }

    internal override Draw Draw => IsPowered ? physics.DrawOf(State) : default;

    internal override void Step(in Surroundings around, double dt)
    {
        if (!IsPowered)
            return;
        lock (_lock)
        {
            State = physics.Step(State, around, dt, noise);
            _lifecycle = _lifecycle with { Uptime = _lifecycle.Uptime + dt };
        }
    }

    internal override void Publish()
    {
        lock (_lock)
            Encode();
    }

    internal override void Boot()
    {
        lock (_lock)
        {
            State = physics.AfterBoot(State, physics.Start(noise));
            _lifecycle = _lifecycle with { Boots = _lifecycle.Boots + 1, Uptime = 0 };
            Encode();
        }
    }

    internal override void SetMemory(MemoryState memory)
    {
        lock (_lock)
        {
            _memory = memory;
            _lifecycle = _lifecycle with { Ready = memory == MemoryState.Complete };
            Encode();
        }
    }

    internal override void LoadProgram(int moveBy)
    {
        lock (_lock)
        {
            _moved += moveBy;
            _image = null;
            _lifecycle = _lifecycle with { Program = _lifecycle.Program + 1 };
        }
        Boot();
    }

    internal override ModbusExceptionCode Read(ModbusArea area, int address, Span<ushort> values)
    {
        lock (_lock)
        {
            var image = _image ?? Encode();
            if (!image.Has(area, address, values.Length))
                return ModbusExceptionCode.IllegalDataAddress;
            image.Read(area, address, values.Length).CopyTo(values);
            return ModbusExceptionCode.None;
        }
    }

    internal override ModbusExceptionCode Write(ModbusArea area, int address, ReadOnlySpan<ushort> values)
    {
        lock (_lock)
        {
            if (_memory != MemoryState.Complete)
                return ModbusExceptionCode.ServerDeviceBusy;
            // All or nothing: the new state takes effect only when every point of the range accepts its value.
            var next = State;
            var covered = 0;
            foreach (var row in _rows)
            {
                var at = Placed(row.Point) - address;
                if (row.Point.Area != area || row.Write is null || at < 0 || at + row.Point.Length > values.Length)
                    continue;
                var value = row.Point.Type == RegisterType.Bit ? values[at] : RegisterCodec.Decode(row.Point, values[at..]);
                // Half a digit of tolerance: a limit of 0.1 x 65 must accept the register 65.
                var tolerance = row.Point.Scale / 2;
                if (!(value >= row.Point.Low - tolerance && value <= row.Point.High + tolerance))
                    return ModbusExceptionCode.IllegalDataValue;
                next = row.Write(next, value);
                covered += row.Point.Length;
            }
            if (covered != values.Length)
                return ModbusExceptionCode.IllegalDataAddress;
            State = next;
            Encode();
            return ModbusExceptionCode.None;
        }
    }

    private int Placed(RegisterPoint point) => point.Area is ModbusArea.HoldingRegister or ModbusArea.InputRegister ? point.Address + _moved : point.Address;

    private RegisterImage Encode()
    {
        var image = _image ??= new RegisterImage(
            [.. _rows.Select(row => row.Point), .. _lifecycleRows.Select(row => row.Point)],
            point => point.Address >= Lifecycle.FirstAddress ? point.Address : Placed(point),
            Lifecycle.FirstAddress);
        if (_memory != MemoryState.Zero)
        {
            Encode(image, _rows, State, _moved);
            Encode(image, _lifecycleRows, _lifecycle, 0);
        }
        if (_memory != MemoryState.Complete)
            image.Forget(everything: _memory == MemoryState.Zero);
        return image;
    }

    private static void Encode<T>(RegisterImage image, IReadOnlyList<RegisterRow<T>> rows, T state, int moved)
    {
        foreach (var row in rows)
        {
            var point = row.Point;
            if (point.Type == RegisterType.Bit)
                image.At(point.Area, point.Address, 1)[0] = (ushort)row.Read(state);
            else if (row.Text is not null)
                RegisterText.TryWrite(image.At(point.Area, point.Address + moved, point.Length), row.Text(state), lowByteFirst: false);
            else
                RegisterCodec.Encode(point, row.Read(state), image.At(point.Area, point.Address + moved, point.Length));
        }
    }
}
