using Millwright.Drivers.Modbus;
using Millwright.Drivers.OpcUa;
using Millwright.Modbus.Registers;

namespace Millwright.Product.Tests.Imports;

public sealed class KepwareImportTests : IDisposable
{
    private readonly ImportBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_modbus_device_comes_with_its_groups_types_order_and_scaling()
    {
        var plant = await _bench.GoodAsync("kepware", Project("""
            { "common.ALLTYPES_NAME": "oil", "servermain.TAG_ADDRESS": "400001", "servermain.TAG_DATA_TYPE": 4, "servermain.TAG_SCAN_RATE_MILLISECONDS": 250,
              "servermain.TAG_SCALING_TYPE": 1, "servermain.TAG_SCALING_RAW_LOW": 0, "servermain.TAG_SCALING_RAW_HIGH": 1000,
              "servermain.TAG_SCALING_SCALED_LOW": -40, "servermain.TAG_SCALING_SCALED_HIGH": 60, "servermain.TAG_SCALING_UNITS": "degC" },
            { "common.ALLTYPES_NAME": "total", "servermain.TAG_ADDRESS": "300011", "servermain.TAG_DATA_TYPE": 7, "common.ALLTYPES_DESCRIPTION": "All: \"parts\"" },
            { "common.ALLTYPES_NAME": "door", "servermain.TAG_ADDRESS": "40010.3", "servermain.TAG_DATA_TYPE": 1 },
            { "common.ALLTYPES_NAME": "pump", "servermain.TAG_ADDRESS": "000005", "servermain.TAG_DATA_TYPE": 1 },
            { "common.ALLTYPES_NAME": "recipe", "servermain.TAG_ADDRESS": "400100.9L", "servermain.TAG_DATA_TYPE": 0 },
            { "common.ALLTYPES_NAME": "zones", "servermain.TAG_ADDRESS": "400200 [4]", "servermain.TAG_DATA_TYPE": 28 },
            { "common.ALLTYPES_NAME": "code", "servermain.TAG_ADDRESS": "400300", "servermain.TAG_DATA_TYPE": 11 }
            """));
        var connection = Assert.Single(plant.Connections);
        var options = Assert.IsType<ModbusConnectionOptions>(connection.DriverOptions);
        Assert.Equal(("Hall_Press_3", "modbus-tcp", "10.0.3.17:1502", 7, WordOrder.Cdab), (connection.Name, connection.Driver.Name, options.Address, options.Unit, options.WordOrder));
        Assert.Equal(
            [
                "enterprise/site/Hall/Press_3/code: holding 299 Bcd32", "enterprise/site/Hall/Press_3/door: holding 9.3 ", "enterprise/site/Hall/Press_3/oil: holding 0 Int16",
                "enterprise/site/Hall/Press_3/pump: coil 4 ", "enterprise/site/Hall/Press_3/recipe: holding 99 String5", "enterprise/site/Hall/Press_3/total: input 10 Uint32",
                "enterprise/site/Hall/Press_3/zones: holding 199 Float324",
            ],
            plant.Tags.Select(t => (t.Path, Options: (ModbusTagOptions)t.DriverOptions)).OrderBy(t => t.Path)
                .Select(t => $"{t.Path}: {t.Options.Register} {t.Options.As}{t.Options.Length}"));
        Assert.Contains("oil: { from: Hall_Press_3, register: holding 0, as: int16, scan: 250 ms, linear: { raw_low: 0, raw_high: 1000, low: \"-40\", high: 60 }, unit: \"°C\" }", _bench.Out.ToString(), StringComparison.Ordinal);
        Assert.Empty(_bench.Losses);
    }

    [Fact]
    public async Task Where_the_device_counts_from_zero_the_address_is_taken_as_it_is()
    {
        var plant = await _bench.GoodAsync("kepware", Project("""{ "common.ALLTYPES_NAME": "a", "servermain.TAG_ADDRESS": "400000", "servermain.TAG_DATA_TYPE": 5 }""", "\"modbus_ethernet.DEVICE_ZERO_BASED_ADDRESSING\": false,"));
        Assert.Equal("holding 0", ((ModbusTagOptions)Assert.Single(plant.Tags).DriverOptions).Register);
    }

    [Fact]
    public async Task What_cannot_be_carried_over_is_listed_with_its_place_and_the_rest_runs()
    {
        var plant = await _bench.GoodAsync("kepware", Project("""
            { "common.ALLTYPES_NAME": "good", "servermain.TAG_ADDRESS": "400001", "servermain.TAG_DATA_TYPE": 5, "servermain.TAG_READ_WRITE_ACCESS": 1 },
            { "common.ALLTYPES_NAME": "when", "servermain.TAG_ADDRESS": "400010", "servermain.TAG_DATA_TYPE": 12 },
            { "common.ALLTYPES_NAME": "far", "servermain.TAG_ADDRESS": "470000", "servermain.TAG_DATA_TYPE": 5 },
            { "common.ALLTYPES_NAME": "odd", "servermain.TAG_ADDRESS": "R100", "servermain.TAG_DATA_TYPE": 5 },
            { "common.ALLTYPES_NAME": "wide", "servermain.TAG_ADDRESS": "465536", "servermain.TAG_DATA_TYPE": 8 },
            { "common.ALLTYPES_NAME": "flow", "servermain.TAG_ADDRESS": "400002", "servermain.TAG_DATA_TYPE": 5, "servermain.TAG_SCALING_TYPE": 2, "servermain.TAG_SCALING_UNITS": "furlong" }
            """));
        Assert.Equal(["flow", "good"], plant.Tags.Select(t => t.Path.Name).Order());
        const string Tags = "project.channels[0].devices[0].tags";
        Assert.Equal(
            [
                $"{Tags}[1]: 'when' has the data type 12 at '400010', which no register holds; add the tag by hand",
                $"{Tags}[2]: 'far' has the address '470000', which is outside of a device's 65536; add the tag by hand",
                $"{Tags}[3]: 'odd' has the address 'R100', which names no register, coil or string of them; add the tag by hand",
                $"{Tags}[5]: 'flow' has a square root or a negated value as its scaling; it is carried over unscaled; scale it where it is used",
                $"{Tags}[5]: 'flow' has the unit 'furlong', which is unknown here; it is carried over without; add its UNECE code or symbol as unit",
                "project.channels[0].devices[0]: 'Hall.Press 3' lets 1 of its tags be written; here they can only be read; a write needs bounds: add for example write: { low: 0, high: 100 } to the tag",
                $"{Tags}[4]: 'wide' is refused: holding 65535 with 2 registers ends behind 65535; correct the address",
            ], _bench.Losses);
    }

    [Fact]
    public async Task An_opc_ua_channel_comes_along_and_another_driver_is_left_to_kepware()
    {
        var plant = await _bench.GoodAsync("kepware", """
            { "project": { "channels": [
              { "common.ALLTYPES_NAME": "ua", "servermain.MULTIPLE_TYPES_DEVICE_DRIVER": "OPC UA Client", "opcuaclient.CHANNEL_UA_SERVER_ENDPOINT_URL": "opc.tcp://10.0.3.20:4840",
                "devices": [ { "common.ALLTYPES_NAME": "plc", "tag_groups": [ { "common.ALLTYPES_NAME": "axis 1", "tags": [
                  { "common.ALLTYPES_NAME": "speed", "servermain.TAG_ADDRESS": "ns=2;s=Axis1.Speed", "servermain.TAG_DATA_TYPE": 9 } ] } ] } ] },
              { "common.ALLTYPES_NAME": "s7", "devices": [ { "common.ALLTYPES_NAME": "cpu", "servermain.MULTIPLE_TYPES_DEVICE_DRIVER": "Siemens TCP/IP Ethernet" } ] } ] } }
            """);
        var tag = Assert.Single(plant.Tags);
        Assert.Equal(("enterprise/site/ua/plc/axis_1/speed", "ns=2;s=Axis1.Speed"), (tag.Path.ToString(), ((OpcUaTagOptions)tag.DriverOptions).Node));
        Assert.Equal(
            ["project.channels[1].devices[0]: 's7.cpu' is a device of the driver 'Siemens TCP/IP Ethernet', or its address cannot be read; leave it to Kepware and read it there: driver: opc-ua, node: \"ns=2;s=s7.cpu.TAG\""],
            _bench.Losses);
    }

    private static string Project(string tags, string device = "") => $$"""
        { "project": { "servermain.PROJECT_TITLE": "", "channels": [ { "common.ALLTYPES_NAME": "Hall", "servermain.MULTIPLE_TYPES_DEVICE_DRIVER": "Modbus TCP/IP Ethernet",
          "devices": [ { "common.ALLTYPES_NAME": "Press 3", "servermain.MULTIPLE_TYPES_DEVICE_DRIVER": "Modbus TCP/IP Ethernet", "servermain.DEVICE_ID_STRING": "<10.0.3.17>.7",
            {{device}} "modbus_ethernet.DEVICE_ETHERNET_PORT_NUMBER": 1502, "tags": [ {{tags}} ] } ] } ] } }
        """;
}
