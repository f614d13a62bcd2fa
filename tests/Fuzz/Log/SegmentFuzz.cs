using Millwright.Fakes;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Fuzz.Log;

/// <summary>Mutated segments: never a crash, never a wrong value. <c>MILLWRIGHT_FUZZ</c> sets the number of mutants.</summary>
public sealed class SegmentFuzz
{
    private const int DefaultMutants = 100_000;
    private const int Batches = 12;
    private const string Folder = "/fuzz";

    [Fact]
    public void A_mutated_segment_never_crashes_the_reader_nor_gives_a_wrong_value()
    {
        var mutants = int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_FUZZ"), out var asked) ? asked : DefaultMutants;
        var (path, content, batches) = Write();
        var wrong = 0L;
        for (var seed = 0; seed < mutants; seed++)
        {
            var files = new FaultyFileStore();
            files.SetContent(path, Mutate(content, new Random(seed)));
            wrong += Compare(files, path, batches, seed);
        }
        Assert.Equal(0, wrong);
    }

    private static long Compare(FaultyFileStore files, string path, List<Sample[]> batches, int seed)
    {
        var table = new TagTable();
        using var reader = SegmentReader.Open(files, path, table);
        var tally = new LogTally(table);
        var wrong = 0L;
        for (var step = reader.Next(reader.FileLength); step != SegmentStep.End; step = reader.Next(reader.FileLength))
        {
            if (step != SegmentStep.Batch || !reader.TryDecode(reader.FileLength, out var batch))
                continue;
            using (batch)
            {
                Assert.InRange(reader.Position, 1, Batches);
                var expected = batches[(int)reader.Position - 1];
                Assert.True(batch!.Count == expected.Length, $"seed {seed}");
                Assert.True(reader.TryTally(reader.FileLength, tally) && tally.Samples == expected.Length, $"seed {seed}");
                for (var i = 0; i < expected.Length; i++)
                    wrong += batch[i] == expected[i] with { Tag = batch[i].Tag } ? 0 : 1;
            }
        }
        return wrong;
    }

    /// <summary>A file with one to seven faults: bits, noise, zeros, a piece of elsewhere, a cut end, a hole.</summary>
    internal static byte[] Mutate(byte[] content, Random random)
    {
        var mutant = (byte[])content.Clone();
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var at = random.Next(mutant.Length);
            var length = Math.Min(random.Next(1, 200), mutant.Length - at);
            switch (random.Next(6))
            {
                case 0:
                    mutant[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    random.NextBytes(mutant.AsSpan(at, length));
                    break;
                case 2:
                    mutant.AsSpan(at, length).Clear();
                    break;
                case 3:
                    content.AsSpan(random.Next(content.Length - length), length).CopyTo(mutant.AsSpan(at));
                    break;
                case 4:
                    Array.Resize(ref mutant, Math.Max(1, at));
                    break;
                default:
                    mutant = [.. mutant[..at], .. mutant[Math.Min(mutant.Length, at + length)..], 0];
                    break;
            }
        }
        return mutant;
    }

    private static (string Path, byte[] Content, List<Sample[]> Batches) Write()
    {
        var files = new FaultyFileStore();
        var table = new TagTable();
        var handles = table.Replace([.. Enumerable.Range(0, 8).Select(Define)]);
        var random = new Random(1);
        var batches = new List<Sample[]>();
        using var writer = SegmentWriter.Create(files, Folder, new(Guid.Empty, 1, 0, 0, 0, new(1)), table);
        for (var position = 1; position <= Batches; position++)
        {
            using var batch = SampleBatch.Rent(10);
            while (!batch.IsFull)
            {
                var value = random.Next(4) switch
                {
                    0 => TagValue.Of(Math.Round(random.NextDouble() * 100, 2)),
                    1 => TagValue.Of(random.NextDouble()),
                    2 => TagValue.Of("state " + random.Next(9)),
                    _ => TagValue.Of(random.Next()),
                };
                batch.Add(handles[random.Next(handles.Count)], new(random.NextInt64(1L << 60)), value, new((uint)random.Next(2) << 31));
            }
            batches.Add([.. Enumerable.Range(0, batch.Count).Select(i => batch[i])]);
            writer.Append(batch, position, position - 1);
        }
        writer.Seal(Batches);
        return (writer.Path, files.Content(writer.Path), batches);
    }

    private static TagDefinition Define(int number) => new()
    {
        Id = new(new Guid(number + 1, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8])),
        Path = TagPath.Parse($"acme/berlin/press3/tag{number}"),
        Kind = TagKind.Float64,
        Connection = "press3",
        Address = $"holding {number}",
    };
}
