using System.Collections.Frozen;

namespace Millwright.Model;

/// <summary>The units a plant speaks in, from UNECE Recommendation 20 (revision 17).</summary>
internal static class UnitTable
{
    private const double Pound = 0.45359237;
    private const double Foot = 0.3048;
    private const double Psi = 6894.757293168;
    private const double Gallon = 0.003785411784;

    /// <summary>Spellings that are easier to type than the symbol.</summary>
    private static readonly (string Text, string Code)[] Spellings =
    [
        ("degC", "CEL"), ("C", "CEL"), ("degF", "FAH"), ("degK", "KEL"), ("percent", "P1"), ("pct", "P1"),
        ("um", "4H"), ("mu", "4H"), ("us", "B98"), ("m3", "MTQ"), ("m2", "MTK"), ("m3/h", "MQH"), ("m3/s", "MQS"),
        ("m3/min", "G53"), ("Nm", "NU"), ("N*m", "NU"), ("m/s2", "MSK"), ("kWh/h", "KWT"), ("rpm", "RPM"), ("1/min", "RPM"), ("r/min", "RPM"),
        ("hours", "HUR"), ("sec", "SEC"), ("l", "LTR"), ("l/min", "L2"), ("l/h", "E32"), ("var", "D44"), ("kvar", "KVR"),
        ("pcs", "H87"), ("pieces", "H87"), ("deg", "DD"), ("ohm", "OHM"), ("mm3", "MMQ"), ("cm3", "CMQ"), ("kg/m3", "KMQ"),
        ("uS/cm", "G42"), ("dBA", "2N"), ("1", "C62"), ("count", "C62"), ("one", "C62"), ("tonne", "TNE"), ("g_n", "K40"), ("min-1", "RPM"),
    ];

    public static IReadOnlyList<Unit> Units { get; } =
    [
        new("C62", "", "one", "dimensionless", 1),
        new("P1", "%", "percent", "dimensionless", 0.01),
        new("59", "ppm", "part per million", "dimensionless", 1e-6),
        new("H87", "pc", "piece", "count", 1),
        new("KEL", "K", "kelvin", "temperature", 1),
        new("CEL", "°C", "degree Celsius", "temperature", 1, 273.15),
        new("FAH", "°F", "degree Fahrenheit", "temperature", 5.0 / 9.0, 459.67 * 5.0 / 9.0),
        new("PAL", "Pa", "pascal", "pressure", 1),
        new("A97", "hPa", "hectopascal", "pressure", 100),
        new("MBR", "mbar", "millibar", "pressure", 100),
        new("KPA", "kPa", "kilopascal", "pressure", 1e3),
        new("MPA", "MPa", "megapascal", "pressure", 1e6),
        new("BAR", "bar", "bar", "pressure", 1e5),
        new("PS", "psi", "pound-force per square inch", "pressure", Psi),
        new("ATM", "atm", "standard atmosphere", "pressure", 101_325),
        new("MTR", "m", "metre", "length", 1),
        new("CMT", "cm", "centimetre", "length", 1e-2),
        new("MMT", "mm", "millimetre", "length", 1e-3),
        new("4H", "µm", "micrometre", "length", 1e-6),
        new("KMT", "km", "kilometre", "length", 1e3),
        new("INH", "in", "inch", "length", 0.0254),
        new("FOT", "ft", "foot", "length", Foot),
        new("MTK", "m²", "square metre", "area", 1),
        new("MMK", "mm²", "square millimetre", "area", 1e-6),
        new("MTQ", "m³", "cubic metre", "volume", 1),
        new("LTR", "L", "litre", "volume", 1e-3),
        new("MLT", "mL", "millilitre", "volume", 1e-6),
        new("CMQ", "cm³", "cubic centimetre", "volume", 1e-6),
        new("MMQ", "mm³", "cubic millimetre", "volume", 1e-9),
        new("GLL", "gal", "gallon (US)", "volume", Gallon),
        new("KGM", "kg", "kilogram", "mass", 1),
        new("GRM", "g", "gram", "mass", 1e-3),
        new("MGM", "mg", "milligram", "mass", 1e-6),
        new("TNE", "t", "tonne", "mass", 1e3),
        new("LBR", "lb", "pound", "mass", Pound),
        new("SEC", "s", "second", "time", 1),
        new("C26", "ms", "millisecond", "time", 1e-3),
        new("B98", "µs", "microsecond", "time", 1e-6),
        new("MIN", "min", "minute", "time", 60),
        new("HUR", "h", "hour", "time", 3600),
        new("DAY", "d", "day", "time", 86_400),
        new("HTZ", "Hz", "hertz", "frequency", 1),
        new("KHZ", "kHz", "kilohertz", "frequency", 1e3),
        new("MHZ", "MHz", "megahertz", "frequency", 1e6),
        new("RPM", "rpm", "revolutions per minute", "rotation", 1.0 / 60),
        new("RPS", "rps", "revolutions per second", "rotation", 1),
        new("MTS", "m/s", "metre per second", "speed", 1),
        new("C16", "mm/s", "millimetre per second", "speed", 1e-3),
        new("2X", "m/min", "metre per minute", "speed", 1.0 / 60),
        new("H81", "mm/min", "millimetre per minute", "speed", 1e-3 / 60),
        new("KMH", "km/h", "kilometre per hour", "speed", 1 / 3.6),
        new("MSK", "m/s²", "metre per second squared", "acceleration", 1),
        new("K40", "gn", "standard acceleration of free fall", "acceleration", 9.80665),
        new("NEW", "N", "newton", "force", 1),
        new("B47", "kN", "kilonewton", "force", 1e3),
        new("B73", "MN", "meganewton", "force", 1e6),
        new("NU", "N·m", "newton metre", "torque", 1),
        new("B48", "kN·m", "kilonewton metre", "torque", 1e3),
        new("WTT", "W", "watt", "power", 1),
        new("KWT", "kW", "kilowatt", "power", 1e3),
        new("MAW", "MW", "megawatt", "power", 1e6),
        new("BHP", "hp", "brake horsepower", "power", 745.699872),
        new("JOU", "J", "joule", "energy", 1),
        new("KJO", "kJ", "kilojoule", "energy", 1e3),
        new("3B", "MJ", "megajoule", "energy", 1e6),
        new("WHR", "Wh", "watt hour", "energy", 3600),
        new("KWH", "kWh", "kilowatt hour", "energy", 3.6e6),
        new("MWH", "MWh", "megawatt hour", "energy", 3.6e9),
        new("D46", "VA", "volt ampere", "apparent power", 1),
        new("KVA", "kVA", "kilovolt ampere", "apparent power", 1e3),
        new("D44", "var", "var", "reactive power", 1),
        new("KVR", "kvar", "kilovar", "reactive power", 1e3),
        new("K3", "kvarh", "kilovar hour", "reactive energy", 3.6e6),
        new("AMP", "A", "ampere", "current", 1),
        new("4K", "mA", "milliampere", "current", 1e-3),
        new("VLT", "V", "volt", "voltage", 1),
        new("2Z", "mV", "millivolt", "voltage", 1e-3),
        new("KVT", "kV", "kilovolt", "voltage", 1e3),
        new("OHM", "Ω", "ohm", "resistance", 1),
        new("B49", "kΩ", "kiloohm", "resistance", 1e3),
        new("MQS", "m³/s", "cubic metre per second", "volume flow", 1),
        new("MQH", "m³/h", "cubic metre per hour", "volume flow", 1.0 / 3600),
        new("G53", "m³/min", "cubic metre per minute", "volume flow", 1.0 / 60),
        new("L2", "L/min", "litre per minute", "volume flow", 1e-3 / 60),
        new("E32", "L/h", "litre per hour", "volume flow", 1e-3 / 3600),
        new("G51", "L/s", "litre per second", "volume flow", 1e-3),
        new("KGS", "kg/s", "kilogram per second", "mass flow", 1),
        new("E93", "kg/h", "kilogram per hour", "mass flow", 1.0 / 3600),
        new("KMQ", "kg/m³", "kilogram per cubic metre", "density", 1),
        new("23", "g/cm³", "gram per cubic centimetre", "density", 1e3),
        new("C65", "Pa·s", "pascal second", "viscosity", 1),
        new("C24", "mPa·s", "millipascal second", "viscosity", 1e-3),
        new("DD", "°", "degree", "angle", Math.PI / 180),
        new("C81", "rad", "radian", "angle", 1),
        new("2N", "dB", "decibel", "level", 1),
        new("LUX", "lx", "lux", "illuminance", 1),
        new("G42", "µS/cm", "microsiemens per centimetre", "conductivity", 1e-4),
        new("Q30", "pH", "pH", "acidity", 1),
        new("GP", "mg/m³", "milligram per cubic metre", "concentration", 1e-6),
        new("M1", "mg/L", "milligram per litre", "concentration", 1e-3),
        new("AD", "B", "byte", "data", 8),
    ];

    public static FrozenDictionary<string, Unit> ByText { get; } = Index();

    private static FrozenDictionary<string, Unit> Index()
    {
        // Symbols are case-sensitive (mV is not MV), so the whole index is.
        var index = new Dictionary<string, Unit>(StringComparer.Ordinal);
        foreach (var unit in Units)
        {
            index.TryAdd(unit.Symbol, unit);
            index.TryAdd(unit.Code, unit);
            index.TryAdd(unit.Name, unit);
        }
        foreach (var (text, code) in Spellings)
            index.TryAdd(text, index[code]);
        return index.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
