using Millwright.Historian;
using Millwright.Historian.Tools;

namespace Millwright.Product.Tests.Historian;

public sealed class FolderToolsTests
{
    private const string Folder = "/history";
    private const string Backup = "/backup";

    [Fact]
    public async Task A_backup_while_the_plant_runs_comes_back_after_everything_was_lost()
    {
        var plant = new StorePlant();
        using var store = plant.Open();
        Fill(plant, store, rounds: 5);
        var first = HistorianFolder.Backup(plant.Files, Folder, Backup, plant.Clock, null, default);
        Assert.Equal((5, 0), (first.Copied, first.Present));

        // Meanwhile the plant goes on and merges what was backed up.
        Fill(plant, store, rounds: 3, from: 5);
        plant.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True(store.TryRunUpkeep());
        var second = HistorianFolder.Backup(plant.Files, Folder, Backup, plant.Clock, null, default);
        Assert.Equal((1, 0), (second.Copied, second.Present));
        var third = HistorianFolder.Backup(plant.Files, Folder, Backup, plant.Clock, null, default);
        Assert.Equal((0, 1), (third.Copied, third.Present));

        foreach (var path in plant.Files.Paths.Where(p => p.StartsWith(Folder, StringComparison.Ordinal)).ToList())
            plant.Files.Delete(path);
        var restored = HistorianFolder.Restore(plant.Files, Backup, Folder, null, default);
        Assert.Equal(1, restored.Copied);
        using var again = plant.Open();
        await plant.AssertCompleteAsync(again);
        Assert.True(again.Verify(default).IsSound);
    }

    [Fact]
    public void A_backup_that_was_cut_short_is_none_and_goes_on_where_it_stopped()
    {
        var plant = new StorePlant();
        using var store = plant.Open();
        Fill(plant, store, rounds: 3);
        plant.Files.FailAt = plant.Files.Calls + 8;
        Assert.Throws<IOException>(() => HistorianFolder.Backup(plant.Files, Folder, Backup, plant.Clock, null, default));
        Assert.Throws<IOException>(() => HistorianFolder.Restore(plant.Files, Backup, Folder, null, default));
        Assert.Equal(3, HistorianFolder.Backup(plant.Files, Folder, Backup, plant.Clock, null, default) is var report ? report.Copied + report.Present : 0);
    }

    [Fact]
    public void A_damaged_backup_is_refused_before_anything_is_changed()
    {
        var plant = new StorePlant();
        using var store = plant.Open();
        Fill(plant, store, rounds: 2);
        HistorianFolder.Backup(plant.Files, Folder, Backup, plant.Clock, null, default);
        var path = plant.Files.Paths.First(p => p.StartsWith(Backup, StringComparison.Ordinal) && p.EndsWith(".blocks", StringComparison.Ordinal));
        var bytes = plant.Files.Bytes(path);
        bytes[200] ^= 1;
        plant.Files.Put(path, bytes);
        var error = Assert.Throws<IOException>(() => HistorianFolder.Restore(plant.Files, Backup, "/elsewhere", null, default));
        Assert.Contains("use another backup", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(plant.Files.Paths, p => p.StartsWith("/elsewhere", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Repair_saves_every_block_that_is_sound_and_no_other(int seed)
    {
        var random = new Random(seed);
        var plant = new StorePlant();
        using (var store = plant.Open())
            Fill(plant, store, rounds: 4);
        var path = plant.Files.Paths.ElementAt(random.Next(4));
        var bytes = plant.Files.Bytes(path);
        if (seed % 2 == 0)
            bytes = bytes[..random.Next(70, bytes.Length)];
        else
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        plant.Files.Put(path, bytes);
        Assert.NotEmpty(HistorianFolder.Inspect(plant.Files, Folder, deep: true, plant.Clock, null, default).Findings);
        var saved = HistorianFolder.Repair(plant.Files, Folder, plant.Clock, default);
        Assert.Equal(1, saved.Files);
        Assert.Contains(path + ".damaged", plant.Files.Paths);
        Assert.Empty(HistorianFolder.Inspect(plant.Files, Folder, deep: true, plant.Clock, null, default).Findings);
        if (saved.Blocks > 0)
            Assert.Equal(0, HistorianFolder.Repair(plant.Files, Folder, plant.Clock, default).Files);
        using var again = plant.Open();
        var kept = 0L;
        foreach (var (tag, expected) in plant.Expected)
        {
            foreach (var sample in await StorePlant.ReadAsync(again, tag))
            {
                // What a lost file had replaced may be seen again; nothing else.
                Assert.True(expected.ContainsKey(sample.SourceTime.Ticks));
                kept++;
            }
        }
        Assert.InRange(kept, plant.Expected.Values.Sum(e => e.Count) * 2 / 4, long.MaxValue);
    }

    [Fact]
    public async Task Compacting_makes_one_file_of_a_day()
    {
        var plant = new StorePlant();
        using (var store = plant.Open())
            Fill(plant, store, rounds: 6);
        var report = HistorianFolder.Compact(plant.Files, Folder, plant.Clock, null, default);
        Assert.Single(report.Files);
        Assert.Equal(plant.Expected.Values.Sum(e => e.Count), report.Samples);
        using var again = plant.Open();
        await plant.AssertCompleteAsync(again);
    }

    private static void Fill(StorePlant plant, HistoryStore store, int rounds, int from = 0)
    {
        for (var round = from; round < from + rounds; round++)
        {
            plant.Log100(round, round);
            store.TakeAvailable();
            Assert.True(store.TryFlush());
        }
    }
}
