using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Historian.Health;
using Millwright.Model;

namespace Millwright.Historian.Reading;

/// <summary>Opens the blocks of one tag for one query; a damaged one is reported and left out.</summary>
internal sealed class BlockLoader(TagId tag, FindingList findings) : IDisposable
{
    private readonly BlockReader _reader = new();

    public bool TryLoad(in BlockSource source, SampleColumns columns)
    {
        try
        {
            if (source.Open is { } open)
                open.CopyTo(columns, 0, open.Count);
            else if (source.Block is { } block)
                block.Decode(tag, columns);
            else
                _reader.Decode(source.File!, tag, source.Entry, columns);
            return true;
        }
        catch (BlockDamagedException damage)
        {
            var file = source.File;
            file?.IsDamaged = true;
            findings.Add(
                file?.Path ?? "memory", source.Entry.Offset, damage.Message,
                $"{source.Summary.Count} samples of tag {tag} are left out of answers; restore the file from a backup");
            return false;
        }
    }

    public void Dispose() => _reader.Dispose();
}
