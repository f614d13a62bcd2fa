using Millwright.Modbus.Registers;
using Millwright.Simulators.Physics;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.Machines;

internal record struct MeterState
{
    public double V1 { get; set; }
    public double V2 { get; set; }
    public double V3 { get; set; }
    public double I1 { get; set; }
    public double I2 { get; set; }
    public double I3 { get; set; }
    public double Frequency { get; set; }
    public double Kw { get; set; }
    public double Kvar { get; set; }
    public double PowerFactor { get; set; }
    public double Kwh { get; set; }
    public double Kvarh { get; set; }
    public double PeakKw { get; set; }
    public double MeanKw { get; set; }

    public readonly double Kva => Math.Sqrt((Kw * Kw) + (Kvar * Kvar));
}

/// <summary>
/// A three-phase meter on a feeder. Its power is the sum of the machines behind it, and the same energy stands in three registers of
/// three types and two word orders, as decades of firmware leave it.
/// </summary>
internal sealed class EnergyMeter(double baseKw) : IPhysics<MeterState>
{
    public string Kind => "energy-meter";

    public Identification Identification { get; } = new("Voltaris", "PM 3250", "1.4.7", "Three-phase energy meter");

    public RegisterRows<MeterState> Table { get; } = new RegisterRows<MeterState>(WordOrder.Cdab)
        .Input(0, RegisterType.Float32, "voltage_l1", 1, "V", "Voltage L1 to N", s => s.V1)
        .Input(2, RegisterType.Float32, "voltage_l2", 1, "V", "Voltage L2 to N", s => s.V2)
        .Input(4, RegisterType.Float32, "voltage_l3", 1, "V", "Voltage L3 to N", s => s.V3)
        .Input(6, RegisterType.Float32, "current_l1", 1, "A", "Current L1", s => s.I1)
        .Input(8, RegisterType.Float32, "current_l2", 1, "A", "Current L2", s => s.I2)
        .Input(10, RegisterType.Float32, "current_l3", 1, "A", "Current L3", s => s.I3)
        .Input(12, RegisterType.Float32, "active_power", 1, "kW", "Active power", s => s.Kw)
        .Input(14, RegisterType.Float32, "reactive_power", 1, "kvar", "Reactive power", s => s.Kvar)
        .Input(16, RegisterType.Float32, "apparent_power", 1, "kVA", "Apparent power", s => s.Kva)
        .Input(18, RegisterType.Float32, "power_factor", 1, "", "Power factor", s => s.PowerFactor)
        .Input(20, RegisterType.Float32, "frequency", 1, "Hz", "Mains frequency", s => s.Frequency)
        .Input(22, RegisterType.UInt32, "active_energy", 0.1, "kWh", "Active energy, tenths of a kWh", s => s.Kwh, WordOrder.Abcd)
        .Input(24, RegisterType.UInt64, "active_energy_fine", 1, "Wh", "The same energy in Wh", s => s.Kwh * 1000, WordOrder.Abcd)
        .Input(28, RegisterType.Float64, "active_energy_exact", 1, "kWh", "The same energy as a float64", s => s.Kwh)
        .Input(32, RegisterType.UInt32, "reactive_energy", 0.1, "kvarh", "Reactive energy", s => s.Kvarh)
        .Input(34, RegisterType.Float32, "mean_power", 1, "kW", "Mean of about 15 minutes", s => s.MeanKw)
        .Input(36, RegisterType.Float32, "peak_power", 1, "kW", "Highest 15-minute mean", s => s.PeakKw)
        .Coil(0, "reset_peak", "Writing 1 forgets the peak", s => false, (s, on) => on ? s with { PeakKw = s.MeanKw } : s);

    public MeterState Start(Noise noise) => new()
    {
        V1 = 231,
        V2 = 230,
        V3 = 232,
        Frequency = 50,
        PowerFactor = 0.85,
        Kwh = noise.Between(200_000, 900_000),
        Kvarh = noise.Between(100_000, 400_000),
        MeanKw = baseKw,
    };

    public MeterState AfterBoot(MeterState before, MeterState fresh) => fresh with { Kwh = 0, Kvarh = 0 };

    public MeterState Step(MeterState s, in Surroundings around, double dt, Noise noise)
    {
        s.Kw = around.LoadKw + baseKw;
        s.Kvar = around.LoadKvar + (baseKw * 0.3);
        s.PowerFactor = s.Kva > 0 ? s.Kw / s.Kva : 1;
        var drop = s.Kw * 0.012;
        s.V1 = noise.Wander(s.V1, 231.5 - drop, dt, 20, 0.5);
        s.V2 = noise.Wander(s.V2, 230.8 - drop, dt, 20, 0.5);
        s.V3 = noise.Wander(s.V3, 232.1 - drop, dt, 20, 0.5);
        var perPhase = s.Kva * 1000 / 3;
        s.I1 = perPhase * 1.03 / s.V1;
        s.I2 = perPhase * 0.98 / s.V2;
        s.I3 = perPhase * 0.99 / s.V3;
        s.Frequency = noise.Wander(s.Frequency, 50, dt, 60, 0.015);
        s.Kwh += s.Kw * dt / 3600;
        s.Kvarh += s.Kvar * dt / 3600;
        s.MeanKw = FirstOrder.Towards(s.MeanKw, s.Kw, dt, 900);
        s.PeakKw = Math.Max(s.PeakKw, s.MeanKw);
        return s;
    }

    public Draw DrawOf(MeterState s) => default;
}
