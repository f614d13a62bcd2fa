using Millwright.Drivers.Modbus;
using Millwright.Drivers.OpcUa;
using Millwright.Host.Configuration.Plants;
using Millwright.Modbus.Registers;

namespace Millwright.Product.Tests.Imports;

public sealed class OtherImportTests : IDisposable
{
    private readonly ImportBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Types_of_ignition_are_put_in_with_their_parameters_and_what_an_instance_has_of_its_own()
    {
        const string Export = """
            { "name": "", "tagType": "Provider", "tags": [
              { "name": "_types_", "tagType": "Folder", "tags": [ { "name": "Pump", "tagType": "UdtType", "parameters": { "Plc": { "dataType": "String", "value": "PLC1" }, "Nr": "0" },
                "tags": [
                  { "name": "Speed", "tagType": "AtomicTag", "valueSource": "opc", "dataType": "Float4", "opcServer": "Ignition OPC UA Server", "engUnit": "1/min",
                    "opcItemPath": { "bindType": "parameter", "binding": "ns=1;s=[{Plc}]Pump{Nr}.Speed" } },
                  { "name": "State", "tagType": "Folder", "tags": [ { "name": "On", "tagType": "AtomicTag", "valueSource": "opc", "dataType": "Boolean", "opcServer": "Ignition OPC UA Server",
                    "opcItemPath": { "bindType": "parameter", "binding": "ns=1;s=[{Plc}]Pump{Nr}.On" } } ] } ] } ] },
              { "name": "Cooling", "tagType": "Folder", "tags": [
                { "name": "Pump 7", "tagType": "UdtInstance", "typeId": "Pump", "parameters": { "Nr": { "dataType": "Integer", "value": 7 } },
                  "tags": [ { "name": "Speed", "tagType": "AtomicTag", "deadband": 0.5 } ] },
                { "name": "Level", "tagType": "AtomicTag", "valueSource": "opc", "dataType": "Int2", "opcServer": "Ignition OPC UA Server", "opcItemPath": "ns=1;s=[PLC1]Level",
                  "scaleMode": "Linear", "rawLow": 0, "rawHigh": 27648, "scaledLow": 0, "scaledHigh": 10 },
                { "name": "Sum", "tagType": "AtomicTag", "valueSource": "expr", "expression": "1+1" },
                { "name": "Lost", "tagType": "UdtInstance", "typeId": "Nowhere" } ] } ] }
            """;
        var plant = await _bench.GoodAsync("ignition", Export, "--address", "Ignition OPC UA Server=opc.tcp://10.0.3.9:62541");
        Assert.Equal(
            [
                "enterprise/site/Cooling/Level ns=1;s=[PLC1]Level", "enterprise/site/Cooling/Pump_7/Speed ns=1;s=[PLC1]Pump7.Speed",
                "enterprise/site/Cooling/Pump_7/State/On ns=1;s=[PLC1]Pump7.On",
            ], NodesOf(plant));
        Assert.Contains("deadband: 0.5", _bench.Out.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            [
                "tags[1].tags[2]: 'Sum' takes its value from 'expr', not from a device; see calculated tags and rules",
                "tags[1].tags[3]: 'Lost' is a 'Nowhere', whose definition is not in the file; export the folder _types_ with it",
            ], _bench.Losses);
        Assert.Equal(1, await _bench.RunAsync("ignition", Export));
        Assert.EndsWith("opcServer: the addresses of these servers are not in the export: 'Ignition OPC UA Server'; say them: --address \"Ignition OPC UA Server=opc.tcp://HOST:PORT\"\n", _bench.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_type_of_ignition_that_holds_itself_ends()
    {
        await _bench.GoodAsync("ignition", """
            { "tags": [ { "name": "_types_", "tagType": "Folder", "tags": [ { "name": "A", "tagType": "UdtType", "tags": [ { "name": "a", "tagType": "UdtInstance", "typeId": "A" } ] } ] },
              { "name": "x", "tagType": "UdtInstance", "typeId": "A" } ] }
            """);
        Assert.Contains("has types within types more than 16 deep", Assert.Single(_bench.Losses), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Published_nodes_share_a_connection_where_server_and_security_are_the_same()
    {
        var plant = await _bench.GoodAsync("opc-publisher", """
            [ { "EndpointUrl": "opc.tcp://plc:4840", "UseSecurity": false, "DataSetWriterGroup": "fast", "OpcNodes": [
                { "Id": "nsu=urn:maker;s=Speed", "DisplayName": "speed", "OpcSamplingInterval": 100, "QueueSize": 20, "DeadbandType": "Percent", "DeadbandValue": 2 },
                { "ExpandedNodeId": "http://maker.org/UA/#i=7" } ] },
              { "EndpointUrl": "opc.tcp://plc:4840", "UseSecurity": false, "NodeId": { "Identifier": "i=2258" } },
              { "EndpointUrl": "opc.tcp://plc:4840", "UseSecurity": true, "OpcAuthenticationMode": "UsernamePassword", "OpcAuthenticationUsername": "u", "OpcAuthenticationPassword": "secret",
                "OpcNodes": [ { "Id": "i=2259" } ] } ]
            """);
        Assert.Equal(["plc None", "plc_2 Strongest"], plant.Connections.Select(c => $"{c.Name} {((OpcUaConnectionOptions)c.DriverOptions).Security}").Order());
        Assert.Equal(["i=2258", "i=2259", "nsu=http://maker.org/UA/;i=7", "nsu=urn:maker;s=Speed"], plant.Tags.Select(t => ((OpcUaTagOptions)t.DriverOptions).Node).Order());
        Assert.Equal(["[2]: 'opc.tcp://plc:4840' signs in by UsernamePassword; what is secret is not carried over; add user: and password: ${env:NAME} to the connection"], _bench.Losses);
        Assert.DoesNotContain("secret", _bench.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neuron_comes_with_byte_orders_groups_and_scaling()
    {
        var plant = await _bench.GoodAsync("neuron", """
            { "nodes": [ { "name": "m", "plugin": "Modbus TCP" }, { "name": "line", "plugin": "Modbus RTU" }, { "name": "ua", "plugin": "OPC UA" }, { "name": "mqtt", "plugin": "MQTT" } ],
              "groups": [ { "driver": "m", "group": "g", "interval": 500 } ],
              "settings": [ { "node": "m", "params": { "host": "10.0.3.17", "port": 502, "timeout": 3000, "connection_mode": 0 } },
                { "node": "line", "params": { "device": "/dev/ttyS0", "baud": 4, "parity": 2, "stop": 0 } }, { "node": "ua", "params": { "url": "opc.tcp://10.0.3.20:4840", "username": "u", "password": "p" } } ],
              "tags": [ { "driver": "m", "group": "g", "tags": [
                  { "name": "a", "type": 3, "address": "1!400001", "decimal": 0.1, "bias": 2 }, { "name": "b", "type": 9, "address": "2!300011#BL" },
                  { "name": "c", "type": 11, "address": "1!400002.15" }, { "name": "d", "type": 13, "address": "1!400010.20H" }, { "name": "e", "type": 14, "address": "1!400010.20" } ] },
                { "driver": "ua", "group": "g", "tags": [ { "name": "f", "type": 10, "address": "2!Speed" }, { "name": "h", "type": 5, "address": "0!2258" } ] },
                { "driver": "gone", "group": "g", "tags": [ { "name": "i", "type": 3, "address": "1!400001" } ] } ] }
            """);
        var registers = plant.Tags.Where(t => t.DriverOptions is ModbusTagOptions).Select(t => (t.Path.Name, O: (ModbusTagOptions)t.DriverOptions)).OrderBy(t => t.Name);
        Assert.Equal(
            ["a holding 0 1 Int16  ", "b input 10 2 Float32 Cdab ", "c holding 1.15 1   ", "d holding 9 1 String  10"],
            registers.Select(t => $"{t.Name} {t.O.Register} {t.O.UnitId} {t.O.As} {t.O.WordOrder} {t.O.Length}"));
        Assert.Equal(["ns=0;i=2258", "ns=2;s=Speed"], plant.Tags.Select(t => (t.DriverOptions as OpcUaTagOptions)?.Node).OfType<string>().Order());
        Assert.Equal(["'e'", "'i'", "'mqtt'", "'ua'"], _bench.Losses.Select(l => l.Split(' ')[1]).Order());
        var line = Assert.IsType<ModbusConnectionOptions>(plant.Connections.Single(c => c.Name == "line").DriverOptions);
        Assert.Equal(("/dev/ttyS0", 9600, LineParity.Even, 1), (line.Port, line.Baud, line.Parity, line.StopBits));
    }

    [Fact]
    public async Task Slaves_of_thingsboard_come_with_both_orders_and_writes_are_listed()
    {
        var plant = await _bench.GoodAsync("thingsboard", """
            { "master": { "slaves": [ { "host": "10.0.3.17", "port": 5021, "type": "tcp", "method": "socket", "unitId": 3, "deviceName": "Demo Device", "byteOrder": "BIG", "wordOrder": "LITTLE", "pollPeriod": 1000,
              "attributes": [ { "tag": "power", "type": "32float", "functionCode": 4, "objectsCount": 2, "address": 2 } ],
              "timeseries": [ { "tag": "temperature", "type": "16int", "address": 0, "objectsCount": 1, "functionCode": 3, "divider": 10 },
                { "tag": "relay", "type": "bits", "address": 1, "objectsCount": 1, "functionCode": 1 }, { "tag": "many", "type": "bits", "address": 1, "objectsCount": 8, "functionCode": 1 } ],
              "rpc": [ { "tag": "setRelay", "type": "bits", "address": 1, "functionCode": 5 } ] } ] }, "slave": { "type": "tcp" } }
            """);
        var options = Assert.IsType<ModbusConnectionOptions>(Assert.Single(plant.Connections).DriverOptions);
        Assert.Equal(("10.0.3.17:5021", 3, WordOrder.Cdab), (options.Address, options.Unit, options.WordOrder));
        Assert.Equal(["power input 2", "relay coil 1", "temperature holding 0"], plant.Tags.Select(t => $"{t.Path.Name} {((ModbusTagOptions)t.DriverOptions).Register}").Order());
        Assert.Equal(["'many'", "'setRelay'", "'slave'"], _bench.Losses.Select(l => l.Split(' ')[1]).Order());
    }

    [Fact]
    public async Task Nodes_of_thingsboard_need_an_id_or_a_path_with_namespaces()
    {
        var plant = await _bench.GoodAsync("thingsboard", """
            { "server": { "url": "opc.tcp://10.0.3.20:4840/x", "security": "Basic128Rsa15", "pollPeriodInMillis": 5000, "enableSubscriptions": false, "identity": { "type": "anonymous" } },
              "mapping": [ { "deviceNodeSource": "path", "deviceNodePattern": "Root\\.Objects\\.2:Machine", "deviceInfo": { "deviceNameExpression": "Demo", "deviceNameExpressionSource": "constant" },
                "timeseries": [ { "key": "speed", "type": "path", "value": "${2:Speed}" }, { "key": "load", "type": "identifier", "value": "${ns=2;i=5}" }, { "key": "bare", "type": "path", "value": "${Speed}" } ],
                "rpc_methods": [ { "method": "multiply" } ] } ] }
            """);
        Assert.Equal(["enterprise/site/Demo/load ns=2;i=5", "enterprise/site/Demo/speed /2:Machine/2:Speed"], NodesOf(plant));
        var options = Assert.IsType<OpcUaConnectionOptions>(Assert.Single(plant.Connections).DriverOptions);
        Assert.Equal((OpcUaSecurity.Strongest, true), (options.Security, options.Poll));
        Assert.Equal(["'bare'", "'multiply'", "'opc.tcp://10.0.3.20:4840/x'"], _bench.Losses.Select(l => l.Split(' ')[1]).Order());
    }

    [Fact]
    public async Task A_table_may_have_semicolons_quotes_and_empty_cells()
    {
        var plant = await _bench.GoodAsync("csv", "tag;from;connection.driver;connection.address;register;as;description\r\n"
            + "hall/press3/oil;press3;modbus-tcp;10.0.3.17:502;holding 100;int16;\"says \"\"oil\"\";\ntwo lines\"\r\n"
            + "hall/press3/run;press3;;;coil 3;;\n;press3;;;;;\nhall/press3/bad;press3;;;holding x;;\n");
        Assert.Equal(["oil", "run"], plant.Tags.Select(t => t.Path.Name).Order());
        Assert.Equal(2, _bench.Losses.Length);
        Assert.StartsWith("line 5: 'tag' has no path or no connection", _bench.Losses[0], StringComparison.Ordinal);
        Assert.StartsWith("line 6: 'bad' is refused: 'holding x' is not", _bench.Losses[1], StringComparison.Ordinal);
        Assert.Equal(1, await _bench.RunAsync("csv", "tag,from\na,\"b"));
        Assert.EndsWith("foreign:2: a quote is not closed; close it\n", _bench.Error.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> NodesOf(PlantConfiguration plant) => plant.Tags.Select(t => $"{t.Path} {((OpcUaTagOptions)t.DriverOptions).Node}").Order(StringComparer.Ordinal);
}
