using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;

namespace Millwright.Simulators.OpcUa;

/// <summary>Units of the machines' tables as OPC UA names them (UNECE recommendation 20), with the range of the instruments that have them here.</summary>
internal static class InstrumentUnits
{
    public static (EngineeringUnit Unit, ValueRange? Range) Of(string symbol) => symbol switch
    {
        "%" => (EngineeringUnit.Unece("P1", symbol, "percent"), new ValueRange(0, 120)),
        "°C" => (EngineeringUnit.Unece("CEL", symbol, "degree Celsius"), new ValueRange(-50, 350)),
        "A" => (EngineeringUnit.Unece("AMP", symbol, "ampere"), new ValueRange(0, 1000)),
        "V" => (EngineeringUnit.Unece("VLT", symbol, "volt"), new ValueRange(0, 500)),
        "Hz" => (EngineeringUnit.Unece("HTZ", symbol, "hertz"), new ValueRange(0, 1000)),
        "kW" => (EngineeringUnit.Unece("KWT", symbol, "kilowatt"), new ValueRange(0, 500)),
        "kVA" => (EngineeringUnit.Unece("KVA", symbol, "kilovolt ampere"), new ValueRange(0, 500)),
        "kvar" => (EngineeringUnit.Unece("KVR", symbol, "kilovar"), new ValueRange(-500, 500)),
        "kWh" => (EngineeringUnit.Unece("KWH", symbol, "kilowatt hour"), null),
        "Wh" => (EngineeringUnit.Unece("WHR", symbol, "watt hour"), null),
        "kvarh" => (EngineeringUnit.Unece("K3", symbol, "kilovar hour"), null),
        "bar" => (EngineeringUnit.Unece("BAR", symbol, "bar"), new ValueRange(-1, 2500)),
        "mbar" => (EngineeringUnit.Unece("MBR", symbol, "millibar"), new ValueRange(0, 1000)),
        "hPa" => (EngineeringUnit.Unece("A97", symbol, "hectopascal"), new ValueRange(800, 1200)),
        "kN" => (EngineeringUnit.Unece("B47", symbol, "kilonewton"), new ValueRange(0, 1500)),
        "h" => (EngineeringUnit.Unece("HUR", symbol, "hour"), null),
        "s" => (EngineeringUnit.Unece("SEC", symbol, "second"), null),
        "lx" => (EngineeringUnit.Unece("LUX", symbol, "lux"), new ValueRange(0, 100_000)),
        "m" => (EngineeringUnit.Unece("MTR", symbol, "metre"), new ValueRange(0, 100)),
        "mm" => (EngineeringUnit.Unece("MMT", symbol, "millimetre"), new ValueRange(0, 100)),
        "m/s²" => (EngineeringUnit.Unece("MSK", symbol, "metre per second squared"), new ValueRange(0, 100)),
        "mm/s" => (EngineeringUnit.Unece("C16", symbol, "millimetre per second"), new ValueRange(0, 50)),
        "mm/min" => (EngineeringUnit.Unece("H81", symbol, "millimetre per minute"), new ValueRange(0, 20_000)),
        "m³/h" => (EngineeringUnit.Unece("MQH", symbol, "cubic metre per hour"), new ValueRange(0, 100)),
        "m³/min" => (EngineeringUnit.Unece("G53", symbol, "cubic metre per minute"), new ValueRange(0, 50)),
        "rpm" => (EngineeringUnit.Unece("RPM", symbol, "revolutions per minute"), new ValueRange(0, 30_000)),
        "ppm" => (EngineeringUnit.Unece("59", symbol, "part per million"), new ValueRange(0, 10_000)),
        "pc" => (EngineeringUnit.Unece("H87", symbol, "piece"), null),
        _ => (new EngineeringUnit(-1, symbol), null),
    };
}
