using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Historian.Head;
using Millwright.Model;

namespace Millwright.Historian.Storage;

/// <summary>Writes what is in memory into one new block file.</summary>
internal sealed class HeadFlush(IFileStore files, BlockCatalog catalog, SampleHead head, TimeProvider clock)
{
    /// <summary>Returns once the file is durable and answers queries.</summary>
    /// <param name="after">Where in the log its samples begin.</param>
    /// <param name="until">Up to where it has all of them.</param>
    /// <returns>False when there was nothing to write.</returns>
    /// <exception cref="IOException">Nothing changed: the samples are still in memory and in the log.</exception>
    public bool Write(LogPosition after, LogPosition until)
    {
        var heads = head.Unwritten();
        if (heads.Count == 0)
            return false;
        var number = catalog.NextFlush;
        var now = Timestamp.Now(clock);
        var name = new BlockFileName(DateOnly.FromDateTime(now.ToDateTime()), new(number, number));
        var path = Path.Combine(catalog.Folder, name.ToString());
        var header = new BlockFileHeader(name.Flushes, after.Value, until.Value, now.Ticks);
        using (var writer = new BlockFileWriter(files, path, header))
        {
            var columns = new SampleColumns();
            var rollups = new RollupBuilder();
            BlockTaker add = (TagId tag, ulong sequence, in BlockSummary summary, ReadOnlySpan<byte> bytes, byte[]? times) =>
            {
                writer.Add(tag, sequence, summary, bytes, times);
                BlockCodec.Decode(bytes, times, tag, columns);
                rollups.Add(columns);
            };
            foreach (var tag in heads)
            {
                rollups.Clear();
                head.Write(tag, add);
                writer.Add(head.IdOf(tag), rollups);
            }
            writer.Complete([]);
        }
        // First seen in both places, then in one: a query never misses a sample, and shows none twice.
        catalog.Publish(BlockFile.Open(files, path));
        head.Forget(heads, number);
        return true;
    }
}
