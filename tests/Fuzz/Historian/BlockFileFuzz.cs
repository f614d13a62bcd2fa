using Millwright.Fakes;
using Millwright.Historian;
using Millwright.Historian.Codec;
using Millwright.Historian.Tools;
using Millwright.Model;

namespace Millwright.Fuzz.Historian;

/// <summary>Mutated block files and blocks: a reader answers or reports damage, and never does anything else.</summary>
public sealed class BlockFileFuzz
{
    /// <summary>100,000 files and blocks with <c>MILLWRIGHT_FUZZ=100000</c>.</summary>
    private const int DefaultMutants = 4_000;

    private static readonly TagId Tag = new(new Guid(1, 2, 3, new byte[8]));

    private static int Mutants => int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_FUZZ"), out var asked) ? asked : DefaultMutants;

    [Fact]
    public async Task A_mutated_file_gives_right_values_or_none()
    {
        var (path, original, expected) = SmallFile();
        var random = new Random(20260309);
        for (var i = 0; i < Mutants; i++)
        {
            var files = new MemoryFileStore();
            files.Put(path, Mutate(original, random));
            using var store = HistoryStore.Open(
                new() { KeepFor = TimeSpan.Zero }, "/history", files, new MemoryLog().OpenCursor(), new(), new ManualClock());
            await foreach (var sample in store.ReadRawAsync(Tag, Timestamp.MinValue, Timestamp.MaxValue, int.MaxValue, default))
                Assert.Contains(sample, expected);
            foreach (var interval in await store.SummarizeAsync(Tag, [new(0), new(30_000_000), new(100_000_000)], default, default))
            {
                Assert.InRange(interval.Count, 0, expected.Count);
                Assert.True(interval.Numbers == 0 || interval is { Minimum: >= 0, Maximum: < 12.5 }, interval.ToString());
            }
            store.Verify(default);
            HistorianFolder.Repair(files, "/history", new ManualClock(), default);
            foreach (var file in HistorianFolder.Inspect(files, "/history", deep: true, new ManualClock(), null, default).Files)
                Assert.InRange(file.Samples, 0, expected.Count);
        }
    }

    [Fact]
    public void A_mutated_block_without_its_checksum_decodes_or_is_refused()
    {
        var random = new Random(20260310);
        var columns = new SampleColumns();
        for (var i = 0; i < Mutants; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var block = Mutate(Seed(i % 4), random);
            try
            {
                BlockCodec.Decode(block, default, Tag, columns);
            }
            catch (BlockDamagedException)
            {
                // What a damaged block is for.
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (64 * block.Length) + (128 * 1024));
        }
    }

    private static byte[] Seed(int shape)
    {
        var columns = new SampleColumns();
        for (var i = 0; i < 60; i++)
        {
            var (kind, bits, reference) = shape switch
            {
                0 => (TagKind.Float64, BitConverter.DoubleToUInt64Bits(i * i / 10.0), (object?)null),
                1 => (TagKind.String, 0UL, "word " + (i % 5)),
                2 when i % 7 == 0 => (TagKind.None, 0UL, null),
                2 => (TagKind.Int32, (ulong)(i / 9), null),
                _ => (TagKind.Float64Array, 0UL, new double[] { i, 2 }),
            };
            columns.Add((i * 1_000L) + (i % 3), kind, bits, reference, i % 20 == 0 ? Quality.Bad : Quality.Good, shape == 1 ? i + 5 : 0);
        }
        var times = new ByteWriter();
        TimeColumn.Encode(times, columns.Times);
        var block = new ByteWriter();
        BlockCodec.Encode(block, Tag, 1, columns, times.Written, timesApart: false);
        return block.Written.ToArray();
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.Take(random.Next(1, 20)).ToArray());
                    break;
                default:
                    bytes[at] = (byte)(random.Next(2) == 0 ? 0xFF : 0);
                    break;
            }
            if (bytes.Count == 0)
                return [];
        }
        return [.. bytes];
    }

    private static (string Path, byte[] Bytes, HashSet<StoredSample> Expected) SmallFile()
    {
        var files = new MemoryFileStore();
        var log = new MemoryLog();
        var expected = new HashSet<StoredSample>();
        using var store = HistoryStore.Open(new(), "/history", files, log.OpenCursor(), log.Tags, new ManualClock());
        for (var i = 0; i < 50; i++)
        {
            var sample = new StoredSample(new(1_000_000L * (i + 1)), TagValue.Of(i / 4.0), Quality.Good);
            expected.Add(sample);
            log.Append((Tag, sample));
        }
        store.TakeAvailable();
        Assert.True(store.TryFlush());
        var path = files.Paths.Single();
        return (path, files.Bytes(path), expected);
    }
}
