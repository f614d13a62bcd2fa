using Millwright.Model;

namespace Millwright.Historian.Codec;

/// <summary>Makes blocks from columns, and lets blocks with the same times, such as those of a poll group, share one copy of them.</summary>
/// <remarks>Used by one thread.</remarks>
internal sealed class BlockSealer
{
    /// <summary>Shorter encoded times stay in the block: sharing them would cost more than it saves.</summary>
    private const int MinSharedBytes = 40;

    /// <summary>Beyond this many time columns they are forgotten, and later blocks share new copies.</summary>
    private const int MaxSharedColumns = 8192;

    private readonly ByteWriter _times = new();
    private readonly ByteWriter _block = new();
    private readonly HashSet<byte[]> _shared = new(ContentComparer.Instance);

    public SealedBlock Seal(TagId tag, ulong sequence, SampleColumns columns)
    {
        _times.Clear();
        _block.Clear();
        TimeColumn.Encode(_times, columns.Times);
        var apart = _times.Length >= MinSharedBytes;
        BlockCodec.Encode(_block, tag, sequence, columns, _times.Written, apart);
        return new(sequence, BlockSummary.Of(columns), _block.Written.ToArray(), apart ? Share() : null);
    }

    public void ForgetTimes() => _shared.Clear();

    private byte[] Share()
    {
        var bySpan = _shared.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (bySpan.TryGetValue(_times.Written, out var known))
            return known;
        if (_shared.Count >= MaxSharedColumns)
            _shared.Clear();
        var times = _times.Written.ToArray();
        _shared.Add(times);
        return times;
    }
}
