using System.Text.Json;
using Millwright.Processes;
using Millwright.Publish.UnifiedNamespace;

namespace Millwright.Interop.Tests.Mqtt;

/// <summary>Our unified namespace at mosquitto, read by mosquitto_sub.</summary>
public sealed class OurNamespaceTests
{
    /// <summary>mosquitto itself forgets acknowledged messages when it is killed, so it is ended in order and keeps what waits for the reader.</summary>
    [Fact]
    public async Task What_is_measured_while_mosquitto_comes_and_goes_is_read_whole()
    {
        const int Rounds = 3;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120), TimeProvider.System);
        using var certificates = new TestCertificates();
        using var plant = new ForwardPlant();
        var port = ChildProcess.FreePort();
        var expected = 0;
        var broker = await MqttPeers.LastingMosquittoAsync(certificates.Folder, port);
        try
        {
            await using var reader = MqttPeers.Sub(port, "-i", "reader", "-c", "-q", "1", "-t", "acme/#", "-F", "%p");
            await broker.LineAsync("Received SUBSCRIBE from reader");
            await using var face = new UnifiedNamespaceFace(plant.Parts(UnifiedNamespaceFace.CursorName), new() { Address = $"mqtt://127.0.0.1:{port}", Topic = "acme/{dotted}" });
            for (var round = 0; round < Rounds; round++)
            {
                for (var i = 0; i < 50; i++)
                    await plant.CommitAsync(0, ++expected);
                await broker.InterruptAsync();
                await broker.DisposeAsync();
                for (var i = 0; i < 50; i++)
                    await plant.CommitAsync(0, ++expected);
                broker = await MqttPeers.LastingMosquittoAsync(certificates.Folder, port);
            }
            while (!plant.IsStored(UnifiedNamespaceFace.CursorName) || Read(reader.Output).LastOrDefault() != expected)
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
            Assert.Equal(Enumerable.Range(1, expected), Read(reader.Output).Distinct().Order());
            Assert.Contains("\"tag\":\"acme/berlin/hall/press0/oil\"", reader.Output, StringComparison.Ordinal);
            Assert.Equal(0, face.Status.Refused);
        }
        finally
        {
            await broker.DisposeAsync();
        }

        static int[] Read(string output) =>
            [.. output.Split('\n').Where(l => l.StartsWith('{') && l.EndsWith('}')).Select(l => (int)JsonDocument.Parse(l).RootElement.GetProperty("value").GetDouble())];
    }

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
