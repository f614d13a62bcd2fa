using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>Packs batches for one segment, whose tags it numbers in the order of their first use.</summary>
/// <remarks>
/// Payload: count, then the lengths of four columns (5 x uint32), the columns tag number, source time, server time (length 0 when no sample
/// has one) and quality as <see cref="DeltaRuns"/>, then the values one by one.
/// </remarks>
internal sealed class BatchEncoder
{
    public const int FixedBytes = 20;

    private const int MaxBytesPerSample = 4 * DeltaRuns.MaxBytesPerElement + ScalarCodec.MaxBytes;
    // Writing eight bytes at once needs room behind the last value.
    private const int Slack = 16;

    private readonly List<TagHandle> _tags = [];
    private readonly List<TagHandle> _fresh = [];
    private int[] _numbers = [];
    private byte[] _hints = [];
    private int[] _column = [];

    /// <summary>The tags numbered so far, in the order of their numbers.</summary>
    public IReadOnlyList<TagHandle> Tags => _tags;

    /// <summary>The most bytes the payload of a batch can have.</summary>
    public static long MaxBytes(SampleBatch batch)
    {
        var bytes = FixedBytes + 4 + (long)batch.Count * MaxBytesPerSample + Slack;
        foreach (var value in batch.Objects)
        {
            if (value is not null)
                bytes += ObjectCodec.MaxBytes(value);
        }
        return bytes;
    }

    /// <summary>Numbers the tags of the batch to be packed next; returns those that are new in this segment.</summary>
    public ReadOnlySpan<TagHandle> Number(SampleBatch batch)
    {
        _fresh.Clear();
        var tags = batch.Tags;
        if (_column.Length < tags.Length)
            _column = new int[Math.Max(tags.Length, 2 * _column.Length)];
        var column = _column.AsSpan(0, tags.Length);
        for (var i = 0; i < tags.Length; i++)
        {
            var index = tags[i].Index;
            // Stored one higher, so that 0 stands for none.
            var number = (uint)index < (uint)_numbers.Length ? _numbers[index] : 0;
            column[i] = (number != 0 ? number : Add(tags[i])) - 1;
        }
        return CollectionsMarshal.AsSpan(_fresh);
    }

    /// <summary>Packs the batch that was numbered last; there must be room for <see cref="MaxBytes"/>.</summary>
    public int Encode(SampleBatch batch, Span<byte> into)
    {
        BinaryPrimitives.WriteInt32LittleEndian(into, batch.Count);
        var at = FixedBytes;
        at += Column(DeltaRuns.Encode<int>(_column.AsSpan(0, batch.Count), into[at..]), into, 1);
        at += Column(DeltaRuns.Encode(batch.SourceTimes, into[at..]), into, 2);
        at += Column(batch.HasServerTimes ? DeltaRuns.Encode(batch.ServerTimes, into[at..]) : 0, into, 3);
        at += Column(DeltaRuns.Encode(MemoryMarshal.Cast<Quality, uint>(batch.Qualities), into[at..]), into, 4);
        return at + EncodeValues(batch, into[at..]);
    }

    private static int Column(int length, Span<byte> into, int index)
    {
        BinaryPrimitives.WriteInt32LittleEndian(into[(index * sizeof(int))..], length);
        return length;
    }

    private int Add(TagHandle tag)
    {
        if (tag.Index >= _numbers.Length)
            Grow(tag.Index + 1);
        _tags.Add(tag);
        _fresh.Add(tag);
        return _numbers[tag.Index] = _tags.Count;
    }

    private int EncodeValues(SampleBatch batch, Span<byte> into)
    {
        var tags = batch.Tags;
        var kinds = batch.Kinds;
        var bits = batch.Bits;
        var objects = batch.Objects;
        var at = 0;
        for (var i = 0; i < kinds.Length; i++)
        {
            at += kinds[i].IsScalar()
                ? ScalarCodec.Encode(kinds[i], bits[i], ref _hints[tags[i].Index], into[at..])
                : ObjectCodec.Encode(kinds[i], objects[i]!, into[at..]);
        }
        return at;
    }

    private void Grow(int needed)
    {
        var size = Math.Max(needed, Math.Max(256, 2 * _numbers.Length));
        Array.Resize(ref _numbers, size);
        Array.Resize(ref _hints, size);
    }
}
