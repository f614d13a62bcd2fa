using System.Numerics;

namespace Millwright.Historian.Codec;

/// <summary>
/// Up to 1,024 64-bit integers, packed: a prediction (none, the value before, a line, the step before) is subtracted, and of each 128 residuals
/// the smallest is the reference that the rest is packed against. Long runs of equal values are stored as runs.
/// </summary>
/// <remarks>All arithmetic wraps, so that every column of integers comes back as it was. Layout: docs/historian-format.md.</remarks>
internal static class IntegerColumn
{
    /// <summary>The residuals that share a reference and a width.</summary>
    public const int GroupSize = 128;

    private enum Form : byte
    {
        Constant = 0,
        Plain = 1,
        Delta = 2,
        Line = 3,
        Runs = 4,
        Steps = 5,
    }

    public static void Encode(ByteWriter writer, ReadOnlySpan<long> values) => Encode(writer, values, runsAllowed: true);

    /// <summary>Reads a column of known length.</summary>
    public static void Decode(ref ByteReader reader, scoped Span<long> values) => Decode(ref reader, values, runsAllowed: true);

    private static void Encode(ByteWriter writer, ReadOnlySpan<long> values, bool runsAllowed)
    {
        if (values.IsEmpty)
            return;
        var runs = 1;
        var rising = true;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] != values[i - 1])
                runs++;
            rising &= values[i] >= values[i - 1];
        }
        if (runs == 1)
        {
            writer.WriteByte((byte)Form.Constant);
            writer.WriteSigned(values[0]);
            return;
        }
        if (runsAllowed && runs <= values.Length / 8)
        {
            EncodeRuns(writer, values, runs);
            return;
        }
        Span<long> delta = stackalloc long[values.Length - 1];
        for (var i = 0; i < delta.Length; i++)
            delta[i] = values[i + 1] - values[i];
        var plainCost = Cost(values);
        var deltaCost = Cost(delta);
        if (rising)
        {
            Span<long> line = stackalloc long[values.Length - 1];
            var slope = (values[^1] - values[0]) / (values.Length - 1);
            for (var i = 0; i < line.Length; i++)
                line[i] = values[i + 1] - values[0] - ((i + 1) * slope);
            if (Cost(line) < Math.Min(plainCost, deltaCost))
            {
                writer.WriteByte((byte)Form.Line);
                writer.WriteSigned(values[0]);
                writer.WriteSigned(slope);
                EncodeGroups(writer, line);
                return;
            }
        }
        // A schedule that drifts, a counter that speeds up: the steps change less than the values.
        if (rising && values.Length > 2)
        {
            Span<long> steps = stackalloc long[values.Length - 2];
            for (var i = 0; i < steps.Length; i++)
                steps[i] = delta[i + 1] - delta[i];
            if (Cost(steps) < Math.Min(plainCost, deltaCost))
            {
                writer.WriteByte((byte)Form.Steps);
                writer.WriteSigned(values[0]);
                writer.WriteSigned(delta[0]);
                EncodeGroups(writer, steps);
                return;
            }
        }
        if (plainCost <= deltaCost)
        {
            writer.WriteByte((byte)Form.Plain);
            EncodeGroups(writer, values);
            return;
        }
        writer.WriteByte((byte)Form.Delta);
        writer.WriteSigned(values[0]);
        EncodeGroups(writer, delta);
    }

    private static void EncodeRuns(ByteWriter writer, ReadOnlySpan<long> values, int runs)
    {
        Span<long> kept = stackalloc long[runs];
        Span<long> lengths = stackalloc long[runs];
        var run = 0;
        var start = 0;
        for (var i = 1; i <= values.Length; i++)
        {
            if (i < values.Length && values[i] == values[start])
                continue;
            kept[run] = values[start];
            lengths[run++] = i - start;
            start = i;
        }
        writer.WriteByte((byte)Form.Runs);
        writer.WriteVariable((ulong)runs);
        Encode(writer, kept, runsAllowed: false);
        Encode(writer, lengths, runsAllowed: false);
    }

    private static int Cost(ReadOnlySpan<long> residuals)
    {
        var bytes = 0;
        for (var at = 0; at < residuals.Length; at += GroupSize)
        {
            var group = residuals[at..Math.Min(at + GroupSize, residuals.Length)];
            var width = Width(group, out var reference);
            bytes += BitPacking.ByteCount(group.Length, width) + 2 + (BitOperations.Log2((ulong)Math.Abs(reference | 1)) / 7);
        }
        return bytes;
    }

    private static int Width(ReadOnlySpan<long> group, out long reference)
    {
        var (least, most) = Extremes.Of(group);
        reference = least;
        return 64 - BitOperations.LeadingZeroCount((ulong)(most - least));
    }

    private static void EncodeGroups(ByteWriter writer, ReadOnlySpan<long> residuals)
    {
        Span<ulong> offsets = stackalloc ulong[GroupSize];
        for (var at = 0; at < residuals.Length; at += GroupSize)
        {
            var group = residuals[at..Math.Min(at + GroupSize, residuals.Length)];
            var width = Width(group, out var reference);
            writer.WriteSigned(reference);
            writer.WriteByte((byte)width);
            for (var i = 0; i < group.Length; i++)
                offsets[i] = (ulong)(group[i] - reference);
            BitPacking.Pack(offsets[..group.Length], width, writer.Take(BitPacking.ByteCount(group.Length, width)));
        }
    }

    private static void Decode(ref ByteReader reader, scoped Span<long> values, bool runsAllowed)
    {
        if (values.IsEmpty)
            return;
        var form = (Form)reader.ReadByte();
        switch (form)
        {
            case Form.Constant:
                values.Fill(reader.ReadSigned());
                break;
            case Form.Plain:
                DecodeGroups(ref reader, values);
                break;
            case Form.Delta:
                values[0] = reader.ReadSigned();
                DecodeGroups(ref reader, values[1..]);
                var sum = values[0];
                for (var i = 1; i < values.Length; i++)
                    values[i] = sum += values[i];
                break;
            case Form.Line:
                values[0] = reader.ReadSigned();
                var slope = reader.ReadSigned();
                DecodeGroups(ref reader, values[1..]);
                var predicted = values[0];
                for (var i = 1; i < values.Length; i++)
                    values[i] += predicted += slope;
                break;
            case Form.Steps when values.Length > 2:
                values[0] = reader.ReadSigned();
                var last = reader.ReadSigned();
                DecodeGroups(ref reader, values[2..]);
                values[1] = values[0] + last;
                for (var i = 2; i < values.Length; i++)
                {
                    last += values[i];
                    values[i] = values[i - 1] + last;
                }
                break;
            case Form.Runs when runsAllowed:
                DecodeRuns(ref reader, values);
                break;
            default:
                throw new BlockDamagedException($"{(byte)form} is no form of an integer column");
        }
    }

    private static void DecodeRuns(ref ByteReader reader, scoped Span<long> values)
    {
        var runs = reader.ReadCount(values.Length);
        Span<long> kept = stackalloc long[runs];
        Span<long> lengths = stackalloc long[runs];
        Decode(ref reader, kept, runsAllowed: false);
        Decode(ref reader, lengths, runsAllowed: false);
        var at = 0;
        for (var run = 0; run < runs; run++)
        {
            if ((ulong)lengths[run] > (ulong)(values.Length - at))
                throw new BlockDamagedException("the runs are longer than the column");
            values.Slice(at, (int)lengths[run]).Fill(kept[run]);
            at += (int)lengths[run];
        }
        if (at != values.Length)
            throw new BlockDamagedException("the runs are shorter than the column");
    }

    private static void DecodeGroups(ref ByteReader reader, scoped Span<long> residuals)
    {
        for (var at = 0; at < residuals.Length; at += GroupSize)
        {
            var group = residuals[at..Math.Min(at + GroupSize, residuals.Length)];
            var reference = reader.ReadSigned();
            var width = reader.ReadByte();
            if (width > 64)
                throw new BlockDamagedException($"a width of {width} bits");
            BitPacking.Unpack(reader.ReadBytes(BitPacking.ByteCount(group.Length, width)), width, reference, group);
        }
    }
}
