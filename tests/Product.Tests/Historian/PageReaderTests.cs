using Millwright.Fakes;
using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

public sealed class PageReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_reader_written_from_the_page_finds_every_sample_and_summary(int seed)
    {
        var random = new Random(seed);
        var files = new MemoryFileStore();
        var sealer = new BlockSealer();
        var rollups = new RollupBuilder();
        var expected = new SortedDictionary<(Guid Tag, long Time), PageSample>();
        var blocks = new List<(Guid Tag, BlockSummary Summary)>();
        const string Path = "/h/2026-03-09.000000000001-000000000001.blocks";
        using (var writer = new BlockFileWriter(files, Path, new(new(1, 1), 0, 9, 7)))
        {
            var number = 0;
            foreach (var shape in BlockCodecTests.Shapes().Select(s => s.Data.Item1).Distinct())
            {
                var tag = new TagId(new Guid(++number, 0, 0, new byte[8]));
                rollups.Clear();
                for (var block = 1; block <= 3; block++)
                {
                    var columns = BlockCodecTests.Make(shape, random);
                    var bytes = sealer.Encode(tag, (ulong)block, columns, out var times);
                    var summary = BlockSummary.Of(columns);
                    writer.Add(tag, (ulong)block, summary, bytes, times);
                    rollups.Add(columns);
                    blocks.Add((Guid.Parse(tag.ToString()), summary));
                    for (var i = 0; i < columns.Count; i++)
                    {
                        expected[(Guid.Parse(tag.ToString()), columns.Times[i])] = new(
                            (int)columns.Kinds[i], Plain(columns.Value(i)), columns.Qualities[i].Code, columns.HasServerTimes ? columns.ServerTimes[i] : 0);
                    }
                }
                writer.Add(tag, rollups);
            }
            writer.Complete([]);
        }
        var page = new PageReader(files.Bytes(Path));
        Assert.Equal(expected, page.Samples);
        Assert.Equal(
            blocks.Select(b => (b.Tag, new PageSummary(b.Summary.First, b.Summary.Last, b.Summary.Count, b.Summary.Minimum, b.Summary.Maximum, b.Summary.Sum))),
            page.Blocks);
        Assert.NotEmpty(page.Minutes);
    }

    private static object? Plain(TagValue value) => value.Kind switch
    {
        TagKind.None => null,
        TagKind.String => value.AsString(),
        TagKind.Bytes => Convert.ToHexString(value.AsBytes()),
        _ => value.Bits,
    };
}
