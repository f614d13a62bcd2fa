using System.Buffers;
using System.Text.Json;
using Millwright.Mqtt.Sparkplug;
using Millwright.Processes;
using Millwright.Publish.Sparkplug;
using Millwright.Security;

namespace Millwright.Interop.Tests.Mqtt;

/// <summary>Our edge node at mosquitto, heard and commanded by a host made of sparkplug-payload and mqtt.js; our bytes judged by sparkplug-payload.</summary>
public sealed class OurEdgeNodeTests
{
    [Fact]
    public async Task A_host_of_others_hears_births_and_data_and_its_commands_are_obeyed()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        using var certificates = new TestCertificates();
        using var plant = new ForwardPlant();
        var (broker, tcp, _, _) = await MqttPeers.MosquittoAsync(certificates);
        await using (broker)
        {
            await using var host = await MqttPeers.SparkplugHostAsync(tcp);
            var options = new SparkplugOptions { Address = $"mqtt://127.0.0.1:{tcp}", Group = "G", EdgeNode = "E", CommandsAs = Role.Operator };
            var face = new SparkplugFace(new(plant.Parts(SparkplugFace.CursorName), _ => true, plant), options, plant.Files, plant.FileOf("publish/bdseq"));
            await using (face)
            {
                var birth = await NextAsync(host, "NBIRTH");
                Assert.Equal((0, "bdSeq 0,Node Control/Rebirth false"), (birth.GetProperty("seq").GetInt32(), Metrics(birth, "name", "value")));
                Assert.Equal("hall/press0/oil Double", Metrics(await NextAsync(host, "DBIRTH/E/press0"), "name", "type"));
                await NextAsync(host, "DBIRTH/E/press1");
                await plant.CommitAsync(1, 61.5);
                var data = await NextAsync(host, "DDATA/E/press1");
                Assert.Equal((3, " 61.5"), (data.GetProperty("seq").GetInt32(), Metrics(data, "name", "value")));

                Assert.Equal(0, (await NextAsync(host, "NBIRTH")).GetProperty("seq").GetInt32());
                while (plant.Written.IsEmpty)
                    await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
                Assert.Equal("acme/berlin/hall/press1/oil 42.5 Operator", Assert.Single(plant.Written));
            }
            Assert.Equal("bdSeq 0", Metrics(await NextAsync(host, "NDEATH"), "name", "value"));
        }
    }

    [Fact]
    public async Task Sparkplug_payload_reads_what_we_write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new PayloadWriter(buffer);
        writer.WriteTimestamp(1_486_144_502_122);
        writer.WriteMetric(new Metric { Name = "i8"u8, DataType = MetricDataType.Int8, Kind = MetricValueKind.Int, Bits = unchecked((uint)-5), Timestamp = 1 });
        // A negative one is read by sparkplug-payload 1.0.3 as unsigned, its own as well.
        writer.WriteMetric(new Metric { Name = "i64"u8, DataType = MetricDataType.Int64, Kind = MetricValueKind.Long, Bits = 1UL << 40 });
        writer.WriteMetric(new Metric { Name = "d"u8, Alias = 7, DataType = MetricDataType.Double, Kind = MetricValueKind.Double, Bits = BitConverter.DoubleToUInt64Bits(-2.25), IsHistorical = true });
        writer.WriteMetric(new Metric { Name = "b"u8, DataType = MetricDataType.Boolean, Kind = MetricValueKind.Boolean, Bits = 1, Properties = QualityProperty.Bad });
        writer.WriteMetric(new Metric { Name = "s"u8, DataType = MetricDataType.String, Kind = MetricValueKind.String, Content = "°C"u8 });
        writer.WriteSeq(3);
        var lines = await MqttPeers.SparkplugCodecAsync(buffer.WrittenSpan.ToArray());
        Assert.Equal(
            ["metric i8||Int8|-5|false", "metric i64||Int64|1099511627776|false", "metric d|7|Double|-2.25|true", "metric b||Boolean|true|false", "metric s||String|°C|false"],
            lines[..5]);
    }

    private static async Task<JsonElement> NextAsync(ChildProcess host, string type)
    {
        var line = await host.LineAsync($"/{type}");
        using var json = JsonDocument.Parse(line["message ".Length..]);
        return json.RootElement.Clone();
    }

    private static string Metrics(JsonElement message, string first, string second) => string.Join(',', message.GetProperty("metrics").EnumerateArray().Select(m => $"{m.GetProperty(first)} {m.GetProperty(second)}"));
}
