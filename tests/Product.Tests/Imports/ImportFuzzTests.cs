using System.Text;
using System.Text.Json.Nodes;
using Millwright.Host.Imports;
using Millwright.Host.Imports.Formats;

namespace Millwright.Product.Tests.Imports;

/// <summary>Whatever stands in a foreign file, it is read or refused, and never anything else.</summary>
public sealed class ImportFuzzTests
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["kepware"] = """{"project":{"channels":[{"common.ALLTYPES_NAME":"c","devices":[{"common.ALLTYPES_NAME":"d","servermain.MULTIPLE_TYPES_DEVICE_DRIVER":"Modbus TCP/IP Ethernet","servermain.DEVICE_ID_STRING":"<h>.1","tags":[{"common.ALLTYPES_NAME":"t","servermain.TAG_ADDRESS":"400001","servermain.TAG_DATA_TYPE":4,"servermain.TAG_SCALING_TYPE":1,"servermain.TAG_SCALING_RAW_LOW":0,"servermain.TAG_SCALING_RAW_HIGH":1,"servermain.TAG_SCALING_SCALED_LOW":0,"servermain.TAG_SCALING_SCALED_HIGH":9}],"tag_groups":[{"tags":[{"servermain.TAG_ADDRESS":"300001.10H"}]}]}]}]}}""",
        ["ignition"] = """{"tags":[{"name":"_types_","tags":[{"name":"A","tagType":"UdtType","parameters":{"n":{"value":1}},"tags":[{"name":"a","tagType":"AtomicTag","valueSource":"opc","opcServer":"s","opcItemPath":{"bindType":"parameter","binding":"ns=1;s={n}"}}]}]},{"name":"x","tagType":"UdtInstance","typeId":"A","parameters":{"n":2},"tags":[{"name":"a","deadband":1}]}]}""",
        ["opc-publisher"] = """[{"EndpointUrl":"opc.tcp://h:4840","UseSecurity":false,"OpcNodes":[{"Id":"http://x/#i=1","DisplayName":"d","OpcSamplingInterval":100,"QueueSize":5,"DeadbandValue":1,"DeadbandType":"Percent","HeartbeatInterval":3}],"NodeId":{"Identifier":"i=1"}}]""",
        ["neuron"] = """{"nodes":[{"name":"m","plugin":"Modbus TCP"},{"name":"u","plugin":"OPC UA"}],"groups":[{"driver":"m","group":"g","interval":100}],"settings":[{"node":"m","params":{"host":"h","port":502,"address_base":1}},{"node":"u","params":{"url":"opc.tcp://h"}}],"tags":[{"driver":"m","group":"g","tags":[{"name":"a","type":3,"address":"1!400001#BL.10","decimal":0.1}]},{"driver":"u","group":"g","tags":[{"name":"b","type":5,"address":"2!x"}]}]}""",
        ["thingsboard"] = """{"server":{"url":"opc.tcp://h","identity":{"type":"basic"}},"mapping":[{"deviceNodeSource":"path","deviceNodePattern":"Root\\.Objects\\.2:M","timeseries":[{"key":"k","type":"path","value":"${2:S}"}],"rpc":[{}]}]}""",
        ["csv"] = "tag,from,connection.driver,register\na/b,c,modbus-tcp,\"holding \"\"1\"\"\"\n",
    };

    private static readonly string[] Odd = ["null", "true", "-1", "1e308", "99999999999999999999", "\"\"", "\"\\u0000/..\\\"\"", "[]", "{}", "[[{}]]", "{\"value\":{}}"];

    public static TheoryData<string> Formats => [.. Files.Keys];

    [Fact]
    public void Each_format_has_a_file_here() => Assert.Equal(ImporterList.All.Select(i => i.Name), Files.Keys);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Changed_bytes_are_read_or_refused(string format)
    {
        var random = new Random(17);
        for (var run = 0; run < 2_000; run++)
        {
            var bytes = Encoding.UTF8.GetBytes(Files[format]);
            for (var change = random.Next(1, 4); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Import(format, bytes.AsMemory(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_value_of_another_kind_in_any_place_is_read_or_refused(string format)
    {
        if (format == "csv")
            return;
        var places = Count(JsonNode.Parse(Files[format])!);
        for (var place = 0; place < places; place++)
        {
            foreach (var odd in Odd)
            {
                var root = JsonNode.Parse(Files[format])!;
                var at = place;
                Replace(root, ref at, odd);
                Import(format, Encoding.UTF8.GetBytes(root.ToJsonString()));
            }
        }
    }

    private static void Import(string format, ReadOnlyMemory<byte> bytes)
    {
        var plant = new ImportedPlant(new Dictionary<string, string> { ["s"] = "opc.tcp://h" });
        try
        {
            ImporterList.All.Single(i => i.Name == format).Read("foreign", bytes, plant);
        }
        catch (ImportException refused)
        {
            Assert.NotEmpty(refused.Remedy);
            return;
        }
        Assert.NotNull(ImportText.Write(plant, "a/b").ToString());
        Assert.All(plant.Losses, l => Assert.NotEmpty(l.Place));
    }

    private static int Count(JsonNode? node) => node switch
    {
        JsonObject all => all.Sum(p => 1 + Count(p.Value)),
        JsonArray all => all.Sum(i => 1 + Count(i)),
        _ => 0,
    };

    /// <summary>Puts another value in the place of that number, counted as the nodes stand in the text.</summary>
    private static void Replace(JsonNode? node, ref int at, string value)
    {
        switch (node)
        {
            case JsonObject all:
                foreach (var name in all.Select(p => p.Key).ToList())
                {
                    if (at-- == 0)
                        all[name] = JsonNode.Parse(value);
                    else if (at >= 0)
                        Replace(all[name], ref at, value);
                }
                break;
            case JsonArray all:
                for (var i = 0; i < all.Count; i++)
                {
                    if (at-- == 0)
                        all[i] = JsonNode.Parse(value);
                    else if (at >= 0)
                        Replace(all[i], ref at, value);
                }
                break;
        }
    }
}
