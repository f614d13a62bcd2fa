using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Historian.Health;
using Millwright.Historian.Reading;
using Millwright.Model;

namespace Millwright.Historian.Storage;

/// <summary>The sources of one tag in one range, held open for one query.</summary>
internal sealed class TagRange(TagId tag, CatalogSnapshot snapshot, FindingList findings) : IDisposable
{
    public IReadOnlyList<BlockFile> Files => snapshot.Files;

    public List<BlockSource> Sources { get; } = [];

    public BlockLoader Loader { get; } = new(tag, findings);

    public void Offer(BlockFile file, long from, long to)
    {
        try
        {
            foreach (var entry in file.Entries(tag))
                Offer(BlockSource.Of(file, entry), from, to);
        }
        catch (BlockDamagedException damage)
        {
            file.IsDamaged = true;
            findings.Add(file.Path, -1, damage.Message, $"the file's samples of tag {tag} are left out of answers; restore it from a backup");
        }
    }

    public void Offer(in BlockSource source, long from, long to)
    {
        if (source.Intersects(from, to))
            Sources.Add(source);
    }

    public void Dispose()
    {
        Loader.Dispose();
        snapshot.Dispose();
    }
}
