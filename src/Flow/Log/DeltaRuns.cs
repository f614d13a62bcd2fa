using System.Buffers.Binary;
using System.Numerics;

namespace Millwright.Flow.Log;

/// <summary>
/// A column of integers as runs of equal differences: one time for all, times in even steps, tags in ascending order and one quality
/// each take a few bytes whatever their number.
/// </summary>
/// <remarks>
/// First byte 0: tokens follow, each a varint <c>zigzag(difference) * 2 + more</c>; with <c>more</c> a varint follows that says how many
/// elements beyond the first have that difference. The element before the first is 0. First byte 1: every element as 8 bytes.
/// </remarks>
internal static class DeltaRuns
{
    /// <summary>The most bytes an element can take; a column takes one byte more.</summary>
    public const int MaxBytesPerElement = 20;

    private const byte Runs = 0;
    private const byte Raw = 1;

    // Beyond it the token would not fit in 64 bits.
    private const long MaxDifference = 1L << 61;

    public static int Encode<T>(ReadOnlySpan<T> values, Span<byte> into) where T : struct, IBinaryInteger<T>
    {
        into[0] = Runs;
        var at = 1;
        var previous = 0L;
        for (var i = 0; i < values.Length;)
        {
            var current = long.CreateTruncating(values[i]);
            var difference = unchecked(current - previous);
            if (difference is > MaxDifference or < -MaxDifference)
                return EncodeRaw(values, into);
            var run = i + 1;
            if (difference == 0)
            {
                var other = values[run..].IndexOfAnyExcept(values[i]);
                run = other < 0 ? values.Length : run + other;
            }
            while (run < values.Length)
            {
                var next = long.CreateTruncating(values[run]);
                if (unchecked(next - current) != difference)
                    break;
                current = next;
                run++;
            }
            var token = Varint.ZigZag(difference) << 1;
            var more = run - i - 1;
            at += Varint.Write(into[at..], more > 0 ? token | 1 : token);
            if (more > 0)
                at += Varint.Write(into[at..], (ulong)more);
            previous = current;
            i = run;
        }
        return at;
    }

    private static int EncodeRaw<T>(ReadOnlySpan<T> values, Span<byte> into) where T : struct, IBinaryInteger<T>
    {
        into[0] = Raw;
        var at = 1;
        foreach (var value in values)
        {
            BinaryPrimitives.WriteInt64LittleEndian(into[at..], long.CreateTruncating(value));
            at += sizeof(long);
        }
        return at;
    }

    /// <summary>Reads a column element by element.</summary>
    public ref struct Reader
    {
        private readonly bool _raw;
        private readonly bool _good;
        private ReadOnlySpan<byte> _bytes;
        private long _value;
        private long _difference;
        private ulong _left;

        public Reader(ReadOnlySpan<byte> column)
        {
            _good = column.Length > 0 && column[0] <= Raw;
            _raw = _good && column[0] == Raw;
            _bytes = _good ? column[1..] : default;
        }

        /// <summary>True when every byte has been used and every run has been read.</summary>
        public readonly bool IsAtEnd => _good && _left == 0 && _bytes.IsEmpty;

        public bool TryNext(out long value)
        {
            if (_left > 0)
                _left--;
            else if (_raw)
                return TryNextRaw(out value);
            else if (!TryNextRun())
            {
                value = 0;
                return false;
            }
            value = _value = unchecked(_value + _difference);
            return true;
        }

        /// <summary>The next elements that have one difference, so many of them as are asked for at most.</summary>
        /// <param name="max">At least 1.</param>
        /// <param name="first">The first element.</param>
        /// <param name="step">From one to the next, wrapping.</param>
        /// <param name="length">How many.</param>
        public bool TryNextRun(int max, out long first, out long step, out int length)
        {
            (first, step, length) = (0, 0, 1);
            if (_raw)
                return TryNextRaw(out first);
            var more = _left;
            if (_left == 0)
            {
                if (!TryNextRun())
                    return false;
                // The token's own element stands before those that it repeats.
                more = _left == ulong.MaxValue ? _left : _left + 1;
            }
            length = (int)Math.Min(more, (ulong)max);
            step = _difference;
            first = unchecked(_value + step);
            _value = unchecked(_value + (step * length));
            _left = more - (ulong)length;
            return true;
        }

        private bool TryNextRun()
        {
            if (!Varint.TryRead(ref _bytes, out var token))
                return false;
            _difference = Varint.UnZigZag(token >> 1);
            return (token & 1) == 0 || Varint.TryRead(ref _bytes, out _left);
        }

        private bool TryNextRaw(out long value)
        {
            if (!BinaryPrimitives.TryReadInt64LittleEndian(_bytes, out value))
                return false;
            _bytes = _bytes[sizeof(long)..];
            return true;
        }
    }
}
