using Millwright.Fakes;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;

namespace Millwright.Product.Tests.Log;

/// <summary>R2: what was acknowledged survives a power cut, whatever became of the unsynced writes.</summary>
public sealed class PowerCutTests
{
    private const int Seeds = 1_000;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_in_a_thousand_power_cuts()
    {
        for (var seed = 0; seed < Seeds; seed++)
            await RunAsync(seed, syncsAreLies: false);
    }

    [Fact]
    public async Task The_test_notices_a_store_whose_syncs_do_nothing()
    {
        var noticed = 0;
        for (var seed = 0; seed < 50; seed++)
        {
            try
            {
                await RunAsync(seed, syncsAreLies: true);
            }
            catch (Xunit.Sdk.XunitException)
            {
                noticed++;
            }
        }
        Assert.True(noticed > 10, $"only {noticed} of 50 lying stores were noticed");
    }

    private static async Task RunAsync(int seed, bool syncsAreLies)
    {
        var random = new Random(seed);
        var files = new FaultyFileStore { SyncsAreLies = syncsAreLies };
        var acknowledged = new List<int>();
        var appended = 0;
        long cursorAcknowledged = 0;
        for (var life = 0; life < 3; life++)
        {
            var tags = LogPlant.Tags(10, out var handles);
            var options = LogPlant.Small with { RecentBytes = random.Next(2) * 4_096 };
            var log = LogPlant.Open(files, tags, options);
            var cursor = log.OpenCursor("sink");
            Assert.True(cursor.Acknowledged.Value >= cursorAcknowledged, $"seed {seed}: the cursor went back");
            var steps = random.Next(1, 40);
            for (var i = 0; i < steps; i++)
            {
                var position = await LogPlant.AppendAsync(log, LogPlant.Batch(handles, appended, random.Next(1, 30)));
                if (random.Next(3) > 0)
                {
                    await log.WhenCommittedAsync(position, CancellationToken.None);
                    acknowledged.AddRange(Enumerable.Range(acknowledged.Count > 0 ? acknowledged[^1] + 1 : 0, appended - (acknowledged.Count > 0 ? acknowledged[^1] : -1)));
                }
                appended++;
                if (random.Next(10) == 0 && cursor.TryRead(out var entry))
                {
                    entry.Batch.Dispose();
                    cursor.Acknowledge(entry.Position);
                    cursorAcknowledged = entry.Position.Value;
                }
            }
            files.CutPower(random);
            Abandon(log);
            appended = Check(files, acknowledged, seed);
        }
    }

    // The dead process's log: its files are dead too, so that nothing it still does reaches the disk.
    private static void Abandon(SampleLog log) => log.Dispose();

    private static int Check(FaultyFileStore files, List<int> acknowledged, int seed)
    {
        var tags = new TagTable();
        using var log = LogPlant.Open(files, tags);
        using var cursor = log.OpenCursor("check" + files.Calls);
        var numbers = LogPlant.ReadAll(cursor, tags);
        Assert.Equal(numbers.Order(), numbers);
        var missing = acknowledged.Except(numbers).ToList();
        Assert.True(missing.Count == 0, $"seed {seed}: acknowledged batches {string.Join(", ", missing)} are lost; {string.Join("; ", log.Damage)}");
        Assert.All(log.Damage, d => Assert.True(d.MayBeUnacknowledged, $"seed {seed}: {d}"));
        // What was recovered is as good as acknowledged from now on.
        acknowledged.Clear();
        acknowledged.AddRange(numbers);
        return numbers.Count > 0 ? numbers[^1] + 1 : 0;
    }
}
