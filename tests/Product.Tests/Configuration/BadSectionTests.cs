using Millwright.Drivers;

namespace Millwright.Product.Tests.Configuration;

/// <summary>Sections, connections and structures of plant.yaml that cannot be, each with its line and what to write.</summary>
public sealed class BadSectionTests
{
    [Theory]
    [InlineData("http: { listen: here }", "'here' is no address and port; write for example 127.0.0.1:8080, or 0.0.0.0:8080 for all networks")]
    [InlineData("http: { lisen: 127.0.0.1:8080 }", "unknown key 'lisen' in 'http'; write 'listen'")]
    [InlineData("http: 8080", "'http' is '8080'; write a mapping")]
    [InlineData("log: { commit_interval: 1 s }", "1000 ms is out of range; use 0 to 100 ms")]
    [InlineData("log: { segment_bytes: 1 KB }", "1000 bytes is out of range; use 4 KiB to 1 GiB")]
    [InlineData("log: { max_uncommitted_bytes: 0 }", "nothing could ever be appended; use at least 1 MiB")]
    [InlineData("log: { max_bytes: 64 MB }", "64000000 bytes is less than two segments; use more, or smaller segments")]
    [InlineData("log: { probe_interval: 1 ms }", "00:00:00.0010000 is out of range; use 10 ms to 1 minute")]
    [InlineData("log: { overflow: drop }", "'overflow' is 'drop'; write stop-taking or drop-oldest")]
    [InlineData("log: { retain_bytes: lots }", "'retain_bytes' is 'lots'; write a size such as 64 MB or 2 GiB")]
    [InlineData("historian: { keep_for: ever }", "'keep_for' is 'ever'; write a duration such as 100 ms, 20 s or 1 h 30 min")]
    [InlineData("historian: [ 1, 2 ]", "'historian' is a list; write a mapping")]
    [InlineData("simulate: { seed: 1.5 }", "'seed' is '1.5'; write a whole number")]
    [InlineData("tier: sight", "'tier' is 'sight'; write edge, site or cloud")]
    [InlineData("timezone: Mars/Olympus", "'timezone' is 'Mars/Olympus'; write a time zone such as Europe/Berlin")]
    [InlineData("connections: [ press ]", "'connections' is a list; write a mapping, one key for each")]
    [InlineData("assets: 5", "'assets' is '5'; write a mapping, one key for each")]
    [InlineData("templates: { pump: 5 }", "template 'pump' is '5'; write a mapping with 'tags:'")]
    [InlineData("assets: { hall: 5 }", "asset 'hall' is '5'; write a mapping with 'tags:'")]
    [InlineData("assets: { hall: { tags: 5 } }", "'tags' is '5'; write a mapping, one key for each")]
    [InlineData("assets: { hall: { connection: prss } }", "connection 'prss' is unknown; write 'press'")]
    [InlineData("assets: { hall: { level: hal } }", null)]
    [InlineData("assets: { hall/_: {} }", "asset path 'hall/_' cannot be: segment '_' must begin and end with a letter or digit; correct the path")]
    [InlineData("assets: { hall: { nameplate: { manufacturer: Acme } } }", "'nameplate' has no 'serial_number'; add 'serial_number: <text>'")]
    [InlineData("assets: { hall: { nameplate: { manufacturer: Acme, serial_number: 7, year_of_construction: 95 } } }", "'year_of_construction' is 95; write a value from 1600 to 9999")]
    public void A_section_that_cannot_be_is_refused_with_a_remedy(string section, string? finding)
    {
        using var folder = new TempPlant(
            $$"""
            plant: acme/berlin
            {{(section.StartsWith("connections", StringComparison.Ordinal) ? "" : "connections: { press: { driver: modbus-tcp, address: 10.0.3.17 } }")}}
            {{section}}
            """)
        {
            Drivers = DriverList.All,
        };
        Refused(folder, finding);
    }

    [Theory]
    [InlineData("driver: modbus-tcp", "the address is missing; add for example: address: 10.0.3.17:502")]
    [InlineData("driver: modbus-tcp, address: ''", "the address is missing; add for example: address: 10.0.3.17:502")]
    [InlineData("driver: modbus-tcp, address: 'a:b:c'", "'a:b:c' is no host:port; write for example 10.0.3.17:502")]
    [InlineData("driver: modbus-tcp, address: 10.0.3.17, port: /dev/ttyS0", "modbus-tcp has no serial port; write the TCP port into address, as in 10.0.3.17:502")]
    [InlineData("driver: modbus-tcp, address: 10.0.3.17, timeout: 1 ms", "a timeout of 00:00:00.0010000 is out of range; choose 5 ms to 1 min")]
    [InlineData("driver: modbus-tcp, address: 10.0.3.17, trust: ca.pem", "certificates are for modbus-tls; remove it, or use driver: modbus-tls instead of modbus-tcp")]
    [InlineData("driver: modbus-tcp, address: 10.0.3.17, unit: 256", "'unit' is 256; write a value from 0 to 255")]
    [InlineData("driver: modbus-tcp, address: 10.0.3.17, scan: 0", "a scan of 00:00:00 is not possible; write a duration from 1 ms to 1 d")]
    [InlineData("driver: modbus-tcp, address: 10.0.3.17, restart: { register: x }", "'x' is not a register address; write 'holding 100' (0-based), '40101' (1-based) or 'coil 3'; areas are coil, discrete, input, holding; see docs/protocols/modbus.md")]
    [InlineData("driver: modbus-rtu", "the serial port is missing; add for example: port: /dev/ttyUSB0")]
    [InlineData("driver: modbus-rtu, port: /dev/ttyS0, address: 10.0.3.17", "modbus-rtu is a serial line and has no address; use 'port', or driver: modbus-rtu-over-tcp for a serial server")]
    [InlineData("driver: modbus", null)]
    [InlineData("driver: opc-ua", null)]
    public void A_connection_that_cannot_be_is_refused_with_a_remedy(string options, string? finding)
    {
        using var folder = new TempPlant($$"""
            plant: acme/berlin
            connections:
              press: { {{options}} }
            """)
        {
            Drivers = DriverList.All,
        };
        Refused(folder, finding);
    }

    private static void Refused(TempPlant folder, string? finding)
    {
        var found = Assert.Single(folder.Load().Findings);
        Assert.Equal("plant.yaml:3", found.Place.ToString());
        if (finding is not null)
            Assert.Equal(finding, $"{found.Problem}; {found.Remedy}");
        Assert.NotEmpty(found.Remedy);
    }
}
