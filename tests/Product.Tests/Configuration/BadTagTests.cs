using Millwright.Drivers;

namespace Millwright.Product.Tests.Configuration;

/// <summary>Tags that cannot be, with the drivers of the house: each is refused at the line of its key, with what is wrong and what to write.</summary>
public sealed class BadTagTests
{
    /// <summary>Where <c>{0}</c> is put: on line 10 of the file.</summary>
    private const string Plant = """
        plant: acme/berlin
        connections:
          press: { driver: modbus-tcp, address: "10.0.3.17:502" }
          server: { driver: opc-ua, address: "opc.tcp://10.0.3.18:4840" }
        assets:
          hall:
            tags:
              t:
                from: press
                {0}
        """;

    [Theory]
    [InlineData("register: holding 1, unit: bra", "unit 'bra' is not known; write a symbol such as °C or bar, or a UNECE code")]
    [InlineData("register: holding 1, source_unit: °F", "a source unit without a unit converts to nothing; write unit: as well, or leave source_unit out")]
    [InlineData("register: holding 1, unit: bar, source_unit: °C", "°C (temperature) does not convert to bar (pressure); write a unit of pressure")]
    [InlineData("register: holding 1, deadband: 1 K", "the deadband has the unit K and the tag has none; write unit: or a bare number")]
    [InlineData("register: holding 1, unit: bar, deadband: 1 K", "K (temperature) does not convert to bar (pressure); write the deadband in bar")]
    [InlineData("register: holding 1, scale: 0", "a scale of 0 loses the value; write a number other than 0")]
    [InlineData("register: holding 1, scale: 2, states: { 0: off }", "the states of an enumeration cannot be scaled; leave scale, offset, linear and source_unit out, or states")]
    [InlineData("register: holding 1, scale: 2, bit: 3", "a bit cannot be scaled; leave scale, offset, linear and source_unit out, or bit")]
    [InlineData("register: holding 1, as: string, length: 4, scale: 2", "a string cannot be scaled; leave scale, offset, linear and source_unit out, or read a number")]
    [InlineData("register: holding 1, linear: { raw_low: 0, raw_high: 9, low: 0, high: 1 }, scale: 2", "linear and scale or offset are two ways to say one thing; keep one of them")]
    [InlineData("register: holding 1, linear: { low: 0, high: 1 }", "linear needs raw_low and raw_high; write both, such as raw_low: 0, raw_high: 27648")]
    [InlineData("register: holding 1, linear: { raw_low: 7, raw_high: 7, low: 0, high: 1 }", "raw_low and raw_high are the same; write the raw values of both ends")]
    [InlineData("register: holding 1, linear: { raw_low: 0, raw_high: 9 }", "linear has no low and high, and the tag has no range; write low and high, or range:")]
    [InlineData("register: holding 1, as: float32, bit: 1", "a float32 has no bits to take; read an integer")]
    [InlineData("register: holding 1, bit: 16", "bit 16 is outside a uint16; write 0 to 15")]
    [InlineData("register: holding 1, bit: 1, counter: true", "a bit cannot be a counter; leave bit or counter out")]
    [InlineData("register: holding 1, bit: 1, range: 0..1", "a bit has no range and no deadband above 0; leave them out")]
    [InlineData("register: holding 1, range: 5..5", "the range 5..5 is empty; write the low end first, such as 0..120")]
    [InlineData("register: holding 1, clamp: true", "there is no range to hold the value in; write range:")]
    [InlineData("register: holding 1, deadband: -1", "a deadband of -1 is below zero; write 0 or more")]
    [InlineData("register: holding 1, deadband: 2 %", "a deadband in percent needs a range to be a percentage of; write range:, or the deadband in the tag's unit")]
    [InlineData("register: holding 1, every: 1 min", "without a deadband every reading is kept, and every has no meaning; write deadband: (0 keeps changes only), or leave every out")]
    [InlineData("register: holding 1, deadband: 0, every: 0", "the longest interval is not above zero; write a duration such as 60 s")]
    [InlineData("register: holding 1, scan: 0", "a scan of 00:00:00 is not possible; write a duration from 1 ms to 1 d")]
    [InlineData("register: holding 1, stale_after: 0", "the time after which the tag is stale is not above zero; write a duration such as 10 s")]
    [InlineData("register: holding 1, decimals: -1", "-1 decimals cannot be shown; write 0 to 15")]
    [InlineData("register: coil 1, counter: true", "a bool does not count; read a number")]
    [InlineData("register: holding 1, counter: true, offset: 3", "a total has no offset, linear scaling or clamp; keep scale alone")]
    [InlineData("register: holding 1, as: float32, states: { 0: off }", "a float32 has no states; read an integer or a bool")]
    [InlineData("register: holding 1, states: {}", "the enumeration has no states; write value: word lines, or leave states out")]
    [InlineData("register: holding 1, write: { low: 5, high: 2 }", "the low end 5 lies above the high end 2; swap them")]
    [InlineData("register: holding 1, write: { max_step: 0 }", "the greatest step is not above zero; write a number above 0, or leave it out")]
    [InlineData("register: holding 1, write: { freshness: 0 }", "the freshness is not above zero; write a duration such as 10 s")]
    [InlineData("register: holding 1, counter: true, write: {}", "a counter's total cannot be written; leave write or counter out")]
    public void What_every_tag_may_say_is_checked(string tag, string finding) => Refused(tag, finding);

    [Theory]
    [InlineData("register: holding 65536", "'holding 65536' is not a register address; write 'holding 100' (0-based), '40101' (1-based) or 'coil 3'; areas are coil, discrete, input, holding; see docs/protocols/modbus.md")]
    [InlineData("register: 50001", "'50001' is not a 5- or 6-digit address (00001-09999, 10001-…, 30001-…, 40001-…, or 400001-465536); write 'holding 100' (0-based), '40101' (1-based) or 'coil 3'; areas are coil, discrete, input, holding; see docs/protocols/modbus.md")]
    [InlineData("register: holding 1.16", "'holding 1.16': a bit is 0 to 15, as in 'holding 100.5'; see docs/protocols/modbus.md")]
    [InlineData("register: coil 3.1", "'coil 3.1': a coil is a bit already; leave out '.1'; see docs/protocols/modbus.md")]
    [InlineData("register: coil 3, as: int16", "coil 3 is a bit, not int16; remove 'as', or choose a holding or input register")]
    [InlineData("register: holding 3.1, as: int16", "holding 3.1 names one bit of a register, which is bool; remove 'as', or the bit from 'register'")]
    [InlineData("register: holding 3, as: string", "a string needs its length in registers (two characters each); add for example: length: 10")]
    [InlineData("register: holding 3.1, length: 2", "bits inside registers cannot form an array; remove 'length'")]
    [InlineData("register: holding 3, as: float64, length: 32", "128 registers do not fit into one request of 125; shorten it; a value is never read in two requests")]
    [InlineData("register: holding 65535, as: uint32", "holding 65535 with 2 registers ends behind 65535; correct the address")]
    [InlineData("register: holding 3, length: 126", "'length' is 126; write a value from 1 to 125")]
    [InlineData("register: holding 3, unit_id: 256", "'unit_id' is '256'; write a whole number from 0 to 255")]
    public void What_a_Modbus_tag_may_say_is_checked(string tag, string finding) => Refused(tag, finding);

    [Theory]
    [InlineData("node: Speed")]
    [InlineData("node: ns=x;s=Speed")]
    [InlineData("node: i=2258, queue: 0")]
    [InlineData("node: i=2258, elements: x")]
    [InlineData("node: i=2258, as: string, source_deadband: 1")]
    public void What_an_OPC_UA_tag_may_say_is_checked(string tag)
    {
        using var folder = new TempPlant(Plant.Replace("from: press", "from: server", StringComparison.Ordinal).Replace("{0}", Lines(tag), StringComparison.Ordinal)) { Drivers = DriverList.All };
        var finding = Assert.Single(folder.Load().Findings);
        Assert.InRange(finding.Place.Line, 10, 12);
        Assert.True(finding.Problem.Length > 0 && finding.Remedy.Length > 0, finding.ToString());
    }

    [Fact]
    public void Each_key_is_named_by_its_own_line()
    {
        using var folder = new TempPlant(Plant.Replace("{0}", Lines("register: holding 1\nunit: bra\nscale: 0\nwrite:\n  low: 5\n  high: 2\n  role: viewer"), StringComparison.Ordinal)) { Drivers = DriverList.All };
        Assert.Equal(
            [
                "plant.yaml:11: unit 'bra' is not known; write a symbol such as °C or bar, or a UNECE code",
                "plant.yaml:12: a scale of 0 loses the value; write a number other than 0",
                "plant.yaml:14: the low end 5 lies above the high end 2; swap them",
                "plant.yaml:16: role 'viewer' cannot write; write operator, engineer or admin",
            ],
            folder.Findings());
    }

    private static void Refused(string tag, string finding)
    {
        using var folder = new TempPlant(Plant.Replace("{0}", Lines(tag), StringComparison.Ordinal)) { Drivers = DriverList.All };
        var found = Assert.Single(folder.Load().Findings);
        Assert.Equal(finding, $"{found.Problem}; {found.Remedy}");
        Assert.Equal("plant.yaml", found.Place.File);
        Assert.InRange(found.Place.Line, 9, 13);
    }

    /// <summary>Keys as they stand in a tag of the file, each on a line of its own; a comma outside of braces ends a key.</summary>
    private static string Lines(string keys)
    {
        var lines = new List<string>();
        var depth = 0;
        var line = new System.Text.StringBuilder();
        foreach (var c in keys)
        {
            depth += c switch { '{' => 1, '}' => -1, _ => 0 };
            if ((c == ',' && depth == 0) || c == '\n')
            {
                lines.Add(line.ToString().TrimEnd());
                line.Clear();
            }
            else if (line.Length > 0 || c != ' ' || keys.Contains('\n', StringComparison.Ordinal))
            {
                line.Append(c);
            }
        }
        lines.Add(line.ToString());
        return string.Join("\n        ", lines);
    }
}
