using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Millwright.Product.Tests.Historian;

/// <summary>A reader of block files written from docs/historian-format.md alone: it shares nothing with the historian.</summary>
internal sealed class PageReader
{
    private readonly byte[] _file;

    public PageReader(byte[] file)
    {
        _file = file;
        Check(file.AsSpan(0, 8).SequenceEqual("MWBLOCKS"u8) && file.AsSpan(file.Length - 8).SequenceEqual("MWBLKEND"u8), "marks");
        Check(U32(8) == 2 && U32(12) == 0, "version");
        Check(Crc(file.AsSpan(0, 60)) == U32(60), "header");
        var trailer = file.Length - 104;
        Check(Crc(file.AsSpan(trailer, 92)) == U32(trailer + 92), "trailer");
        var directory = (int)I64(trailer);
        Check(Crc(file.AsSpan(directory, trailer - directory)) == U32(trailer + 20), "directory");
        for (var tag = 0; tag < U32(trailer + 8); tag++)
            ReadTag(directory + (tag * 44));
    }

    /// <summary>By tag and time, those that count.</summary>
    public SortedDictionary<(Guid Tag, long Time), PageSample> Samples { get; } = [];

    /// <summary>All summaries of blocks: tag, first, last, count, minimum, maximum, sum.</summary>
    public List<(Guid Tag, PageSummary Summary)> Blocks { get; } = [];

    /// <summary>All rows of minutes.</summary>
    public List<(Guid Tag, PageSummary Summary)> Minutes { get; } = [];

    private static void Check(bool sound, string what)
    {
        if (!sound)
            throw new InvalidDataException(what);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes, uint start = 0)
    {
        var crc = ~start;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F6_3B78u);
        }
        return ~crc;
    }

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at));

    private long I64(int at) => BinaryPrimitives.ReadInt64LittleEndian(_file.AsSpan(at));

    private void ReadTag(int at)
    {
        var id = _file.AsSpan(at, 16);
        var tag = new Guid(id, bigEndian: true);
        var (list, listLength, rollLength, count) = ((int)I64(at + 16), (int)U32(at + 24), (int)U32(at + 28), (int)U32(at + 32));
        Check(Crc(_file.AsSpan(list, listLength), Crc(id)) == U32(at + 36), "list");
        Check(Crc(_file.AsSpan(list + listLength, rollLength), Crc(id)) == U32(at + 40), "roll-ups");
        var cursor = new PageCursor(_file.AsSpan(list, listLength).ToArray());
        var written = new Dictionary<long, ulong>();
        for (var start = 0; start < count; start += 1024)
        {
            var n = Math.Min(1024, count - start);
            var (sequence, offset, length, timesOffset, timesLength) = (cursor.Integers(n), cursor.Integers(n), cursor.Integers(n), cursor.Integers(n), cursor.Integers(n));
            var summaries = PageSummary.ReadPage(cursor, n);
            for (var i = 0; i < n; i++)
            {
                Blocks.Add((tag, summaries[i]));
                var times = timesOffset[i] == 0 ? [] : Record((int)timesOffset[i], (int)timesLength[i]);
                ReadBlock(tag, (ulong)sequence[i], Record((int)offset[i], (int)length[i]), times, written);
            }
        }
        Check(cursor.IsAtEnd, "list's end");
        if (rollLength == 0)
            return;
        var rolls = new PageCursor(_file.AsSpan(list + listLength, rollLength).ToArray());
        for (var tier = 0; tier < 2; tier++)
        {
            var rows = (int)rolls.Varint();
            var pages = new PageCursor(rolls.Bytes((int)rolls.Varint()));
            for (var start = 0; start < rows; start += 1024)
            {
                var page = PageSummary.ReadPage(pages, Math.Min(1024, rows - start));
                if (tier == 0)
                    Minutes.AddRange(page.Select(p => (tag, p)));
            }
            Check(pages.IsAtEnd, "tier's end");
        }
        Check(rolls.IsAtEnd, "roll-ups' end");
    }

    private byte[] Record(int offset, int length)
    {
        Check(U32(offset) == length, "length of a record");
        var content = _file.AsSpan(offset + 8, length);
        Check(Crc(content) == U32(offset + 4), "record");
        return content.ToArray();
    }

    private void ReadBlock(Guid tag, ulong sequence, byte[] block, byte[] apart, Dictionary<long, ulong> written)
    {
        var cursor = new PageCursor(block);
        Check(cursor.U8() == 2, "block version");
        var parts = cursor.U8();
        var n = cursor.U8() | (cursor.U8() << 8);
        Check(new Guid(cursor.Bytes(16), bigEndian: true) == tag && BinaryPrimitives.ReadUInt64LittleEndian(cursor.Bytes(8)) == sequence, "owner");
        var kind = cursor.U8();
        if ((parts & 1) != 0)
            Check(BinaryPrimitives.ReadUInt32LittleEndian(cursor.Bytes(4)) == Crc(apart), "times");
        else
            apart = cursor.Bytes((int)cursor.Varint());
        var times = Times(new(apart), n);
        var qualities = new uint[n];
        for (var i = 0; (parts & 2) != 0 && i < n;)
        {
            var run = (int)cursor.Varint();
            var code = BinaryPrimitives.ReadUInt32LittleEndian(cursor.Bytes(4));
            while (run-- > 0)
                qualities[i++] = code;
        }
        var servers = new long[n];
        if ((parts & 8) != 0)
        {
            var have = cursor.Flags(n);
            var delays = cursor.Integers(have.Count(h => h));
            for (int i = 0, next = 0; i < n; i++)
                servers[i] = have[i] ? times[i] + delays[next++] : 0;
        }
        if ((parts & 16) != 0)
        {
            var plain = new byte[cursor.Varint()];
            Check(BrotliDecoder.TryDecompress(cursor.Rest(), plain, out var length) && length == plain.Length, "brotli");
            cursor = new(plain);
        }
        var has = kind == 0 ? new bool[n] : (parts & 4) != 0 ? cursor.Flags(n) : [.. Enumerable.Repeat(true, n)];
        var values = Values(cursor, kind, has.Count(h => h));
        Check(cursor.IsAtEnd, "block's end");
        for (int i = 0, next = 0; i < n; i++)
        {
            var value = has[i] ? values[next++] : null;
            if (written.TryGetValue(times[i], out var before) && before > sequence)
                continue;
            written[times[i]] = sequence;
            Samples[(tag, times[i])] = new(has[i] ? kind : 0, value, qualities[i], servers[i]);
        }
    }

    private static long[] Times(PageCursor cursor, int n)
    {
        var first = BinaryPrimitives.ReadInt64LittleEndian(cursor.Bytes(8));
        var unit = (long)Math.Pow(10, cursor.U8());
        var steps = n > 1 ? cursor.Integers(n) : [0];
        return [.. steps.Select(s => first + (s * unit))];
    }

    private static object[] Values(PageCursor cursor, int kind, int n)
    {
        if (kind is >= 1 and <= 11)
            return [.. cursor.Scalars(kind, n).Select(b => (object)b)];
        if (kind == 12)
        {
            var words = new string[cursor.Varint()];
            for (var i = 0; i < words.Length; i++)
                words[i] = cursor.Text();
            return [.. cursor.Integers(n).Select(i => words[i])];
        }
        if (kind == 0)
            return [];
        var all = new object[n];
        for (var i = 0; i < n; i++)
        {
            if (kind == 140)
                all[i] = string.Join('\0', Enumerable.Range(0, (int)cursor.Varint()).Select(_ => cursor.Text()).ToArray());
            else
                all[i] = Convert.ToHexString(cursor.Bytes((int)cursor.Varint()));
        }
        return all;
    }
}

/// <summary>A sample as the page says it: scalars by their 64 bits, strings as they are, bytes and arrays as hexadecimal.</summary>
internal sealed record PageSample(int Kind, object? Value, uint Quality, long ServerTime);

/// <summary>The parts of a summary that are compared.</summary>
internal sealed record PageSummary(long First, long Last, long Count, double Minimum, double Maximum, double Sum)
{
    public static PageSummary[] ReadPage(PageCursor cursor, int n)
    {
        var shape = cursor.U8();
        var (first, span, count) = (cursor.Ticks(n), cursor.Ticks(n), cursor.Integers(n));
        var (minimum, maximum, sum) = (new double[n], new double[n], new double[n]);
        if ((shape & 1) != 0)
        {
            var (kind, e) = (cursor.U8(), cursor.U8());
            double Value(long w) => kind == 10 ? (float)(w / Math.Pow(10, e)) : w / Math.Pow(10, e);
            var (origin, low, high) = (cursor.Integers(n), cursor.Integers(n), cursor.Integers(n));
            cursor.Integers(n);
            var sums = (shape & 8) != 0 ? cursor.Integers(n) : null;
            var bits = sums is null ? cursor.Scalars(11, n) : [];
            if ((shape & 16) != 0)
                cursor.Integers(n);
            else
                cursor.Scalars(11, n);
            for (var i = 0; i < n; i++)
            {
                minimum[i] = Value(origin[i] - low[i]);
                maximum[i] = Value(origin[i] + high[i]);
                sum[i] = sums is null ? BitConverter.UInt64BitsToDouble(bits[i]) : (sums[i] + (count[i] * origin[i])) / Math.Pow(10, e);
            }
        }
        else
        {
            for (var column = 0; column < 8; column++)
                cursor.Integers(n);
            for (var column = 0; column < 3; column++)
                cursor.Ticks(n);
            minimum = Doubles();
            maximum = Doubles();
            cursor.Scalars(11, n);
            cursor.Scalars(11, n);
            sum = Doubles();
            cursor.Scalars(11, n);
        }
        if ((shape & 2) == 0)
        {
            cursor.Ticks(n);
            cursor.Scalars(11, n);
            cursor.Scalars(11, n);
        }
        if ((shape & 4) == 0)
        {
            cursor.Ticks(n);
            cursor.Integers(n);
        }
        return [.. Enumerable.Range(0, n).Select(i => new PageSummary(first[i], first[i] + span[i], count[i], minimum[i], maximum[i], sum[i]))];

        double[] Doubles() => [.. cursor.Scalars(11, n).Select(BitConverter.UInt64BitsToDouble)];
    }
}

/// <summary>The columns of docs/historian-format.md.</summary>
internal sealed class PageCursor(byte[] bytes)
{
    private int _at;

    public bool IsAtEnd => _at == bytes.Length;

    public byte U8() => bytes[_at++];

    public byte[] Bytes(int count) => bytes.AsSpan((_at += count) - count, count).ToArray();

    public byte[] Rest() => Bytes(bytes.Length - _at);

    public ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var b = U8();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
    }

    public long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public bool[] Flags(int n)
    {
        var flags = new bool[n];
        var yes = true;
        for (var i = 0; i < n; yes = !yes)
        {
            for (var run = Varint(); run > 0; run--)
                flags[i++] = yes;
        }
        return flags;
    }

    public string Text()
    {
        var wide = U8() == 1;
        var content = Bytes((int)Varint());
        // A decoder would replace the halves of surrogate pairs, for which this form is there.
        return wide ? new(MemoryMarshal.Cast<byte, char>(content)) : Encoding.UTF8.GetString(content);
    }

    public long[] Ticks(int n)
    {
        var first = Signed();
        if (n == 1)
            return [first];
        var unit = (long)Math.Pow(10, U8());
        return [.. Integers(n).Select(v => first + (v * unit))];
    }

    public long[] Integers(int n)
    {
        if (n == 0)
            return [];
        var values = new long[n];
        switch (U8())
        {
            case 0:
                Array.Fill(values, Signed());
                break;
            case 1:
                return Groups(n);
            case 2:
                values[0] = Signed();
                var differences = Groups(n - 1);
                for (var i = 1; i < n; i++)
                    values[i] = values[i - 1] + differences[i - 1];
                break;
            case 3:
                values[0] = Signed();
                var slope = Signed();
                var residuals = Groups(n - 1);
                for (var i = 1; i < n; i++)
                    values[i] = residuals[i - 1] + values[0] + (i * slope);
                break;
            case 4:
                var runs = (int)Varint();
                var (kept, lengths) = (Integers(runs), Integers(runs));
                return [.. Enumerable.Range(0, runs).SelectMany(r => Enumerable.Repeat(kept[r], (int)lengths[r]))];
            case 5:
                values[0] = Signed();
                var step = Signed();
                values[1] = values[0] + step;
                var changes = Groups(n - 2);
                for (var i = 2; i < n; i++)
                    values[i] = values[i - 1] + (step += changes[i - 2]);
                break;
            default:
                throw new InvalidDataException("form of integers");
        }
        return values;
    }

    public ulong[] Scalars(int kind, int n)
    {
        switch (U8())
        {
            case 0:
                return [.. Integers(n).Select(v => (ulong)v)];
            case 1:
                var e = U8();
                var exceptions = Enumerable.Range(0, (int)Varint()).Select(_ => (Index: U8() | (U8() << 8), Bits: BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8)))).ToList();
                var values = Integers(n).Select(w => w / Math.Pow(10, e))
                    .Select(v => kind == 10 ? BitConverter.SingleToUInt32Bits((float)v) : BitConverter.DoubleToUInt64Bits(v)).ToArray();
                foreach (var (index, bits) in exceptions)
                    values[index] = bits;
                return values;
            case 2:
                var shift = U8();
                return [.. Integers(n).Select(v => (ulong)v << shift)];
            default:
                throw new InvalidDataException("form of scalars");
        }
    }

    private long[] Groups(int n)
    {
        var values = new long[n];
        for (var start = 0; start < n; start += 128)
        {
            var count = Math.Min(128, n - start);
            var reference = Signed();
            var width = U8();
            var packed = Bytes(((count * width) + 7) / 8);
            for (var i = 0; i < count; i++)
            {
                var number = 0UL;
                for (var bit = 0; bit < width; bit++)
                {
                    var at = (i * width) + bit;
                    number |= (ulong)((packed[at / 8] >> (at % 8)) & 1) << bit;
                }
                values[start + i] = (long)number + reference;
            }
        }
        return values;
    }
}
