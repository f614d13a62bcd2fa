using System.Globalization;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

/// <summary>Damaged files never crash a reader and never give a wrong value; the damage is told.</summary>
public sealed class StoreDamageTests
{
    [Fact]
    public async Task Every_flipped_bit_of_a_file_is_found()
    {
        var (plant, path, bytes) = SmallFile();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            await AssertDamageIsFoundAsync(plant, path, bytes, $"bit {bit % 8} of byte {bit / 8}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public async Task A_file_cut_at_any_byte_is_found()
    {
        var (plant, path, bytes) = SmallFile();
        for (var length = 0; length < bytes.Length; length++)
            await AssertDamageIsFoundAsync(plant, path, bytes[..length], $"cut at {length}");
    }

    /// <summary>As disks and hands do it: bits, runs of noise or zeros, blocks that moved, cuts, what is somebody else's. MILLWRIGHT_DAMAGE says how many files.</summary>
    [Fact]
    public async Task Files_of_random_damage_crash_no_reader_and_give_no_wrong_value()
    {
        var files = int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_DAMAGE"), CultureInfo.InvariantCulture, out var asked) ? asked : 500;
        var (plant, path, bytes) = SmallFile();
        for (var seed = 0; seed < files; seed++)
        {
            var damaged = Damage(new Random(seed), bytes);
            if (!damaged.AsSpan().SequenceEqual(bytes))
                await AssertDamageIsFoundAsync(plant, path, damaged, $"seed {seed}");
        }
    }

    [Fact]
    public async Task A_damaged_block_leaves_the_other_tags_and_files_served()
    {
        var (plant, path, bytes) = SmallFile();
        plant.Files.Put(path, bytes);
        using (var store = plant.Open())
        {
            plant.Log100(1, 9);
            store.TakeAvailable();
            store.TryFlush();
        }
        bytes[100] ^= 1;
        plant.Files.Put(path, bytes);
        using var damaged = plant.Open();
        var whole = 0;
        foreach (var tag in plant.Tags)
        {
            var read = await StorePlant.ReadAsync(damaged, tag);
            Assert.NotEmpty(read);
            if (read.SequenceEqual(plant.Expected[tag].Values))
                whole++;
        }
        Assert.Equal(plant.Tags.Length - 1, whole);
        Assert.Single(damaged.Findings);
        plant.Clock.Advance(TimeSpan.FromDays(2));
        Assert.True(damaged.TryRunUpkeep());
        Assert.Equal(2, damaged.Info.Files);
    }

    [Fact]
    public void A_damaged_file_is_set_aside_and_its_number_is_not_given_again()
    {
        var (plant, path, bytes) = SmallFile();
        plant.Files.Put(path, bytes[..^1]);
        using (var store = plant.Open())
        {
            Assert.Single(store.Findings);
            plant.Log100(1, 1);
            store.TakeAvailable();
            store.TryFlush();
        }
        Assert.Contains(path + ".damaged", plant.Files.Paths);
        Assert.DoesNotContain(path, plant.Files.Paths);
    }

    [Fact]
    public void A_sound_store_verifies()
    {
        var (plant, _, _) = SmallFile();
        using var store = plant.Open();
        var result = store.Verify(default);
        Assert.True(result.IsSound);
        Assert.Equal(plant.Expected.Values.Sum(s => s.Count), result.Samples);
    }

    private static (StorePlant Plant, string Path, byte[] Bytes) SmallFile()
    {
        var plant = new StorePlant();
        using (var store = plant.Open())
        {
            plant.Log100(0, 1);
            plant.Append(plant.Tags[0], new(StorePlant.At(40), TagValue.Of("stopped"), Quality.Uncertain));
            store.TakeAvailable();
            Assert.True(store.TryFlush());
        }
        var path = plant.Files.Paths.Single();
        return (plant, path, plant.Files.Bytes(path));
    }

    private static byte[] Damage(Random random, byte[] bytes)
    {
        var damaged = bytes.ToList();
        for (var times = random.Next(1, 4); times > 0 && damaged.Count > 0; times--)
        {
            var at = random.Next(damaged.Count);
            var length = Math.Min(damaged.Count - at, 1 << random.Next(10));
            var noise = new byte[length];
            switch (random.Next(7))
            {
                case 0:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    continue;
                case 1:
                    random.NextBytes(noise);
                    break;
                case 2:
                    damaged.RemoveRange(at, damaged.Count - at);
                    continue;
                case 3:
                    damaged.RemoveRange(at, length);
                    continue;
                case 4:
                    damaged.InsertRange(at, damaged.GetRange(random.Next(damaged.Count - length + 1), length));
                    continue;
                case 5:
                    noise = [.. damaged.GetRange(random.Next(damaged.Count - length + 1), length)];
                    break;
            }
            // Also the last case: a run of zeros, as a sector that was never written has.
            for (var i = 0; i < length; i++)
                damaged[at + i] = noise[i];
        }
        return [.. damaged];
    }

    private static async Task AssertDamageIsFoundAsync(StorePlant plant, string path, byte[] bytes, string what)
    {
        var fresh = new StorePlant { Files = new() };
        fresh.Files.Put(path, bytes);
        using var store = fresh.Open();
        foreach (var tag in plant.Tags)
        {
            var expected = plant.Expected[tag];
            foreach (var sample in await StorePlant.ReadAsync(store, tag))
                Assert.True(expected.TryGetValue(sample.SourceTime.Ticks, out var right) && right == sample, $"a wrong value after {what}");
            if (store.TryGetLast(tag, out var last))
                Assert.Contains(last, expected.Values);
        }
        Assert.True(!store.Verify(default).IsSound, $"not found: {what}");
    }
}
