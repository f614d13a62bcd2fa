using Millwright.Modbus.Registers;

namespace Millwright.Simulators.Registers;

/// <summary>Writes a machine's table, a line per point. Word order is the machine's unless a row says otherwise.</summary>
internal sealed class RegisterRows<TState>(WordOrder order)
{
    private readonly List<RegisterRow<TState>> _rows = [];

    public IReadOnlyList<RegisterRow<TState>> Rows => _rows;

    public RegisterRows<TState> Holding(
        int address, RegisterType type, string name, double scale, string unit, string description, Func<TState, double> read, WordOrder? rowOrder = null) =>
        Register(ModbusArea.HoldingRegister, address, type, name, scale, unit, description, read, rowOrder);

    public RegisterRows<TState> Input(
        int address, RegisterType type, string name, double scale, string unit, string description, Func<TState, double> read, WordOrder? rowOrder = null) =>
        Register(ModbusArea.InputRegister, address, type, name, scale, unit, description, read, rowOrder);

    /// <summary>A holding register that acts when it is written.</summary>
    public RegisterRows<TState> SetPoint(
        int address, RegisterType type, string name, double scale, string unit, string description,
        double low, double high, Func<TState, double> read, Func<TState, double, TState> write)
    {
        var point = Describe(ModbusArea.HoldingRegister, address, type, name, RegisterPoint.LengthOf(type), description, order);
        var limited = point with { Scale = scale, Unit = unit, Writable = true, Low = low, High = high };
        return Add(new RegisterRow<TState>(limited) { Read = read, Write = write });
    }

    public RegisterRows<TState> Coil(int address, string name, string description, Func<TState, bool> read, Func<TState, bool, TState> write)
    {
        var point = Describe(ModbusArea.Coil, address, RegisterType.Bit, name, 1, description, order) with { Writable = true, Low = 0, High = 1 };
        return Add(new RegisterRow<TState>(point) { Read = s => read(s) ? 1 : 0, Write = (s, v) => write(s, v != 0) });
    }

    public RegisterRows<TState> Discrete(int address, string name, string description, Func<TState, bool> read)
    {
        var point = Describe(ModbusArea.DiscreteInput, address, RegisterType.Bit, name, 1, description, order);
        return Add(new RegisterRow<TState>(point) { Read = s => read(s) ? 1 : 0 });
    }

    public RegisterRows<TState> Text(int address, int registers, string name, string description, Func<TState, string> read)
    {
        var point = Describe(ModbusArea.HoldingRegister, address, RegisterType.Text, name, registers, description, WordOrder.Abcd);
        return Add(new RegisterRow<TState>(point) { Text = read });
    }

    private static RegisterPoint Describe(ModbusArea area, int address, RegisterType type, string name, int length, string description, WordOrder order) => new()
    {
        Name = name,
        Area = area,
        Address = address,
        Type = type,
        Length = length,
        Order = order,
        Description = description,
    };

    private RegisterRows<TState> Register(
        ModbusArea area, int address, RegisterType type, string name, double scale, string unit, string description, Func<TState, double> read, WordOrder? rowOrder)
    {
        var point = Describe(area, address, type, name, RegisterPoint.LengthOf(type), description, rowOrder ?? order) with { Scale = scale, Unit = unit };
        return Add(new RegisterRow<TState>(point) { Read = read });
    }

    private RegisterRows<TState> Add(RegisterRow<TState> row)
    {
        _rows.Add(row);
        return this;
    }
}
