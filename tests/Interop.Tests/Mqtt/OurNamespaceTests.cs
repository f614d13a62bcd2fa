using System.Text.Json;
using Millwright.Publish.UnifiedNamespace;

namespace Millwright.Interop.Tests.Mqtt;

/// <summary>Our unified namespace at mosquitto, read by mosquitto_sub.</summary>
public sealed class OurNamespaceTests
{
    [Fact]
    public async Task What_is_measured_is_read_by_mosquitto_sub_also_by_one_that_comes_later()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        using var certificates = new TestCertificates();
        using var plant = new ForwardPlant();
        var (broker, tcp, _, _) = await MqttPeers.MosquittoAsync(certificates);
        await using (broker)
        {
            await using var face = new UnifiedNamespaceFace(plant.Parts(UnifiedNamespaceFace.CursorName), new() { Address = $"mqtt://127.0.0.1:{tcp}" });
            await plant.CommitAsync(0, 1);
            await plant.CommitAsync(1, 2);
            await plant.CommitAsync(0, 61.5);
            while (!plant.IsStored(UnifiedNamespaceFace.CursorName))
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
            Assert.Equal(3, face.Status.Acknowledged);

            await using var late = MqttPeers.Sub(tcp, "-t", "acme/berlin/hall/press0/#", "-C", "1");
            using var json = JsonDocument.Parse(await late.LineAsync("{"));
            Assert.Equal((61.5, "Good", "°C"),
                (json.RootElement.GetProperty("value").GetDouble(), json.RootElement.GetProperty("quality").GetString(), json.RootElement.GetProperty("unit").GetString()));
        }
    }
}
