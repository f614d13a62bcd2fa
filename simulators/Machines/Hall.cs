using Millwright.Modbus.Registers;
using Millwright.Simulators.Physics;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.Machines;

internal record struct HallState
{
    public double Outdoor { get; set; }
    public double Weather { get; set; }
    public double Humidity { get; set; }
    public double AirPressure { get; set; }
    public double Temperature { get; set; }
    public double CarbonDioxide { get; set; }
    public double Light { get; set; }
    public double HeatingSetPoint { get; set; }
    public double Heating { get; set; }
    public bool Ventilation { get; set; }
    public int Shift { get; set; }
}

/// <summary>The building: weather outside with day and season, temperature and air inside with machines, people and heating.</summary>
internal sealed class Hall : IPhysics<HallState>
{
    public string Kind => "building-node";

    public Identification Identification { get; } = new("Klimatek", "BN-8", "1.0.12", "Hall and weather node");

    public RegisterRows<HallState> Table { get; } = new RegisterRows<HallState>(WordOrder.Abcd)
        .Holding(0, RegisterType.Int16, "outdoor_temperature", 0.1, "°C", "Outside temperature", s => s.Outdoor)
        .Holding(1, RegisterType.UInt16, "outdoor_humidity", 0.1, "%", "Relative humidity outside", s => s.Humidity)
        .Holding(2, RegisterType.UInt16, "air_pressure", 0.1, "hPa", "Atmospheric pressure", s => s.AirPressure)
        .Holding(3, RegisterType.Int16, "hall_temperature", 0.1, "°C", "Temperature in the hall", s => s.Temperature)
        .Holding(4, RegisterType.UInt16, "carbon_dioxide", 1, "ppm", "Carbon dioxide in the hall", s => s.CarbonDioxide)
        .Holding(5, RegisterType.UInt16, "light", 1, "lx", "Light at the work places", s => s.Light)
        .Holding(6, RegisterType.UInt16, "heating", 0.1, "%", "Output of the heating", s => s.Heating)
        .Holding(7, RegisterType.UInt16, "shift", 1, "", "Shift that works", s => s.Shift)
        .SetPoint(100, RegisterType.Int16, "heating_setpoint", 0.1, "°C", "Wanted hall temperature", 12, 26,
            s => s.HeatingSetPoint, (s, v) => s with { HeatingSetPoint = v })
        .Coil(0, "ventilation", "1 lets the ventilation run", s => s.Ventilation, (s, on) => s with { Ventilation = on });

    public HallState Start(Noise noise) => new()
    {
        Outdoor = 10,
        Weather = noise.Normal() * 2.5,
        Humidity = 70,
        AirPressure = 1013,
        Temperature = 20,
        CarbonDioxide = 600,
        HeatingSetPoint = 19,
        Ventilation = true,
    };

    public HallState AfterBoot(HallState before, HallState fresh) => before with { HeatingSetPoint = fresh.HeatingSetPoint, Ventilation = fresh.Ventilation };

    public HallState Step(HallState s, in Surroundings around, double dt, Noise noise)
    {
        var hour = around.Local.TimeOfDay.TotalHours;
        // Berlin: coldest in mid-January and before sunrise, warmest in mid-July and at three in the afternoon.
        var season = 9.8 - (10.2 * Math.Cos(2 * Math.PI * (around.Local.DayOfYear - 17) / 365.25));
        var day = Math.Cos(2 * Math.PI * (hour - 15) / 24) * (3.2 + (1.6 * Math.Cos(2 * Math.PI * (around.Local.DayOfYear - 197) / 365.25)));
        s.Weather = noise.Wander(s.Weather, 0, dt, 2 * 86_400, 3);
        s.Outdoor = season + day + s.Weather;
        s.Humidity = Math.Clamp(noise.Wander(s.Humidity, 74 - (day * 4) - s.Weather, dt, 1800, 1.5), 15, 100);
        s.AirPressure = noise.Wander(s.AirPressure, 1013 - (s.Weather * 1.5), dt, 6 * 3600, 2);

        s.Heating = Math.Clamp((s.HeatingSetPoint - s.Temperature) * 40, 0, 100);
        // 40 kW heating, 2.5 kW/K through the walls, three times that through the louvres when it gets too warm.
        var loss = (s.Temperature - s.Outdoor) * (s.Ventilation ? 1.9 : 1.3);
        var louvres = s.Temperature > 24 ? (s.Temperature - 24) * 12 : 0;
        s.Temperature += ((s.Heating * 0.4) + (around.HeatToHall * 0.3) - loss - louvres) / 9000 * dt;
        s.Temperature = Math.Clamp(s.Temperature, -5, 42);
        var people = around.Shift.OnBreak ? 0.3 : around.Shift.Crew;
        s.CarbonDioxide = Math.Clamp(noise.Wander(s.CarbonDioxide, 420 + (people * (s.Ventilation ? 330 : 900)), dt, 1500, 12), 400, 5000);
        s.Light = Math.Max(0, noise.Wander(s.Light, 380 + (Math.Max(0, Math.Sin(Math.PI * (hour - 7) / 11)) * 260), dt, 60, 8));
        s.Shift = (int)around.Shift.Name;
        return s;
    }

    public Draw DrawOf(HallState s) => new(9 + (s.Ventilation ? 3.5 : 0), 0.95, 0, 0);
}
