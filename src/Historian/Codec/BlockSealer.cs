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
    private readonly long[] _lastTimes = new long[SampleColumns.BlockSamples];
    private int _lastCount;
    private byte[]? _lastShared;

    /// <summary>A block to be kept in memory.</summary>
    public SealedBlock Seal(TagId tag, ulong sequence, SampleColumns columns)
    {
        var bytes = Encode(tag, sequence, columns, out var times).ToArray();
        return new(sequence, BlockSummary.Of(columns), bytes, times);
    }

    /// <summary>A block to be written at once: its bytes are valid until the next block.</summary>
    /// <param name="tag">Whose.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="columns">Its samples.</param>
    /// <param name="times">Its encoded times when they are kept apart.</param>
    public ReadOnlySpan<byte> Encode(TagId tag, ulong sequence, SampleColumns columns, out byte[]? times)
    {
        _block.Clear();
        // The tags of a poll group come one after the other, and their times are the same.
        if (!columns.Times.SequenceEqual(_lastTimes.AsSpan(0, _lastCount)))
        {
            _times.Clear();
            TimeColumn.Encode(_times, columns.Times);
            columns.Times.CopyTo(_lastTimes);
            _lastCount = columns.Count;
            _lastShared = null;
        }
        var apart = _times.Length >= MinSharedBytes;
        BlockCodec.Encode(_block, tag, sequence, columns, _times.Written, apart);
        times = apart ? _lastShared ??= Share() : null;
        return _block.Written;
    }

    public void ForgetTimes()
    {
        _shared.Clear();
        _lastShared = null;
    }

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
