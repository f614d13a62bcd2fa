using System.Buffers.Binary;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>Unpacks what <see cref="BatchEncoder"/> packed. Total: anything that is not a batch gives false.</summary>
internal static class BatchDecoder
{
    /// <summary>The number of samples that the payload of a batch says it has.</summary>
    public static int Count(ReadOnlySpan<byte> payload) =>
        BinaryPrimitives.TryReadInt32LittleEndian(payload, out var count) && count is > 0 and <= SampleBatch.MaxCapacity ? count : 0;

    /// <summary>Unpacks a batch.</summary>
    /// <param name="payload">The record's payload.</param>
    /// <param name="tags">Handles by the segment's tag numbers; an index below 0 is a number nobody has explained.</param>
    /// <param name="batch">The batch, for the caller to dispose.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryDecode(ReadOnlySpan<byte> payload, ReadOnlySpan<TagHandle> tags, out SampleBatch? batch, out string problem)
    {
        batch = null;
        if (!TrySplit(payload, out var columns, out var count))
        {
            problem = "the columns do not fit the record";
            return false;
        }
        var decoded = SampleBatch.Rent(count);
        if (TryFill(ref columns, tags, decoded, count, out problem))
        {
            batch = decoded;
            return true;
        }
        decoded.Dispose();
        return false;
    }

    /// <summary>Counts a batch by its tags and times; its values stay packed.</summary>
    public static bool TryTally(ReadOnlySpan<byte> payload, ReadOnlySpan<TagHandle> tags, LogTally tally, out string problem)
    {
        if (TrySplit(payload, out var columns, out var count))
            return tally.TryTake(columns.Numbers, columns.Times, count, tags, out problem);
        problem = "the columns do not fit the record";
        return false;
    }

    private static bool TrySplit(ReadOnlySpan<byte> payload, out Columns columns, out int count)
    {
        columns = default;
        count = Count(payload);
        if (count == 0 || payload.Length < BatchEncoder.FixedBytes)
            return false;
        var rest = payload[BatchEncoder.FixedBytes..];
        if (!TryTake(payload, 1, ref rest, out var numbers) || !TryTake(payload, 2, ref rest, out var times)
            || !TryTake(payload, 3, ref rest, out var serverTimes) || !TryTake(payload, 4, ref rest, out var qualities))
        {
            return false;
        }
        columns = new(numbers, times, serverTimes, qualities, rest);
        return true;
    }

    private static bool TryTake(ReadOnlySpan<byte> payload, int index, scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> column)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(payload[(index * sizeof(int))..]);
        column = default;
        if ((uint)length > (uint)rest.Length)
            return false;
        column = rest[..length];
        rest = rest[length..];
        return true;
    }

    private static bool TryFill(ref Columns columns, ReadOnlySpan<TagHandle> tags, SampleBatch batch, int count, out string problem)
    {
        for (var i = 0; i < count; i++)
        {
            var serverTime = 0L;
            if (!columns.Numbers.TryNext(out var number) || !columns.Times.TryNext(out var time)
                || !columns.Qualities.TryNext(out var quality) || (ulong)quality > uint.MaxValue
                || (columns.HasServerTimes && !columns.ServerTimes.TryNext(out serverTime))
                || !TryDecodeValue(ref columns.Values, out var value))
            {
                problem = "a column is malformed";
                return false;
            }
            if ((ulong)number >= (ulong)tags.Length || tags[(int)number].Index < 0)
            {
                problem = "it names a tag that no intact dictionary explains";
                return false;
            }
            batch.Add(tags[(int)number], new(time), value, new((uint)quality), new(serverTime));
        }
        problem = columns.IsAtEnd ? "" : "bytes are left over";
        return columns.IsAtEnd;
    }

    /// <summary>One value of any kind: its code byte and what it says.</summary>
    public static bool TryDecodeValue(ref ReadOnlySpan<byte> bytes, out TagValue value)
    {
        value = default;
        if (bytes.IsEmpty)
            return false;
        var code = bytes[0];
        bytes = bytes[1..];
        if (code >= ScalarCodec.FirstObjectCode)
            return ObjectCodec.TryDecode(code, ref bytes, out value);
        if (!ScalarCodec.TryDecode(code, ref bytes, out var kind, out var bits))
            return false;
        value = TagValue.FromBits(kind, bits);
        return true;
    }

    private ref struct Columns(
        ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> times, ReadOnlySpan<byte> serverTimes, ReadOnlySpan<byte> qualities,
        ReadOnlySpan<byte> values)
    {
        public readonly bool HasServerTimes = !serverTimes.IsEmpty;
        public DeltaRuns.Reader Numbers = new(numbers);
        public DeltaRuns.Reader Times = new(times);
        public DeltaRuns.Reader ServerTimes = new(serverTimes);
        public DeltaRuns.Reader Qualities = new(qualities);
        public ReadOnlySpan<byte> Values = values;

        public readonly bool IsAtEnd => Numbers.IsAtEnd && Times.IsAtEnd && Qualities.IsAtEnd && Values.IsEmpty
            && (!HasServerTimes || ServerTimes.IsAtEnd);
    }
}
