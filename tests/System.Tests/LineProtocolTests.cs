using System.Globalization;
using System.Net;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>Clients that write line protocol while the program is killed (R1). MILLWRIGHT_KILLS says how often.</summary>
public sealed class LineProtocolTests
{
    private const int Writers = 4;
    private const int LeastAcknowledged = 100;

    [Fact]
    public async Task What_was_answered_with_204_is_there_after_each_kill()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_KILLS"), CultureInfo.InvariantCulture, out var asked) ? asked : 2;
        using var plant = new TemporaryPlant("connections:\n  agent: { driver: line-protocol }\n");
        var start = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds();
        var acknowledged = Enumerable.Range(0, Writers).Select(_ => new List<int>()).ToArray();
        for (var kill = 0; kill <= kills; kill++)
        {
            await using var millwright = await MillwrightProcess.StartAsync(plant);
            await Eventually.TrueAsync(async () => await millwright.StateAsync("agent") == "running", TimeSpan.FromSeconds(60), () => $"running\n{millwright.Output}");
            for (var writer = 0; writer < Writers && kill > 0; writer++)
            {
                var stored = (await millwright.HistoryAsync($"m/{writer}/n")).Where(s => !double.IsNaN(s.Value)).Select(s => (int)s.Value).ToHashSet();
                Assert.Superset(acknowledged[writer].ToHashSet(), stored);
            }
            if (kill == kills)
                break;
            var writing = Enumerable.Range(0, Writers).Select(w => WriteAsync(millwright, start, w, acknowledged[w])).ToArray();
            var before = acknowledged.Sum(Count);
            await Eventually.TrueAsync(() => acknowledged.Sum(Count) >= before + LeastAcknowledged, TimeSpan.FromSeconds(60), () => $"{LeastAcknowledged} writes acknowledged\n{millwright.Output}");
            await millwright.KillAsync();
            await Task.WhenAll(writing);
        }
        var (code, output) = await MillwrightProcess.VerbAsync("verify", plant.Folder);
        Assert.True(code == 0, output);
    }

    /// <summary>Writes one line after the other until nobody answers.</summary>
    private static async Task WriteAsync(MillwrightProcess millwright, long start, int writer, List<int> acknowledged)
    {
        for (var n = Count(acknowledged); ; n++)
        {
            try
            {
                using var line = new StringContent($"m,w={writer} n={n}i {start + n}");
                using var answer = await millwright.Client.PostAsync(new Uri("/api/v2/write?bucket=any&precision=ms", UriKind.Relative), line);
                Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            }
            catch (HttpRequestException)
            {
                return;
            }
            lock (acknowledged)
                acknowledged.Add(n);
        }
    }

    private static int Count(List<int> acknowledged)
    {
        lock (acknowledged)
            return acknowledged.Count;
    }
}
