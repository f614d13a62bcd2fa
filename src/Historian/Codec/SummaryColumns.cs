using System.Buffers;
using System.Runtime.InteropServices;
using Millwright.Model;

namespace Millwright.Historian.Codec;

/// <summary>Up to 1,024 summaries of one tag as columns. What follows from other columns is left out.</summary>
/// <remarks>Layout: docs/historian-format.md.</remarks>
internal static class SummaryColumns
{
    /// <summary>The most summaries of one page.</summary>
    public const int PageRows = SampleColumns.BlockSamples;

    private delegate long IntegerOf(in BlockSummary row);

    private delegate double FloatOf(in BlockSummary row);

    [Flags]
    private enum Shape : byte
    {
        None = 0,
        /// <summary>All samples are Good numbers of one kind, and the values are decimals.</summary>
        Simple = 1,
        /// <summary>The integrals follow from the sums.</summary>
        EqualSteps = 2,
        /// <summary>No number is zero, and there are no transitions.</summary>
        NoZeros = 4,
        /// <summary>The sums are decimals.</summary>
        ScaledSums = 8,
        /// <summary>The sums of squares are decimals.</summary>
        ScaledSquares = 16,
        All = 31,
    }

    private enum Column
    {
        First, Span, Count, Numbers, Worst, FirstQuality, LastQuality, FirstKind, LastKind, FirstBits, LastBits, Good, Bad, NumberTicks,
        Minimum, Maximum, Origin, LastNumber, Sum, Squares, LongestStep, Stepped, Sloped, NonZero, Transitions,
        All,
    }

    public static void Encode(ByteWriter writer, ReadOnlySpan<BlockSummary> rows)
    {
        var shape = ShapeOf(rows, out var exponent);
        writer.WriteByte((byte)shape);
        Span<long> numbers = stackalloc long[rows.Length];
        Span<ulong> bits = stackalloc ulong[rows.Length];
        WriteTicks(writer, rows, numbers, static (in BlockSummary r) => r.First);
        WriteTicks(writer, rows, numbers, static (in BlockSummary r) => r.Last - r.First);
        WriteIntegers(writer, rows, numbers, static (in BlockSummary r) => r.Count);
        if (shape.HasFlag(Shape.Simple))
        {
            writer.WriteByte((byte)rows[0].LastKind);
            writer.WriteByte((byte)exponent);
            WriteScaled(writer, rows, shape, exponent, numbers, bits);
        }
        else
        {
            WriteIntegers(writer, rows, numbers, static (in BlockSummary r) => r.Numbers);
            WriteIntegers(writer, rows, numbers, static (in BlockSummary r) => r.Worst.Code);
            WriteIntegers(writer, rows, numbers, static (in BlockSummary r) => r.FirstQuality.Code);
            WriteIntegers(writer, rows, numbers, static (in BlockSummary r) => r.LastQuality.Code);
            WriteIntegers(writer, rows, numbers, static (in BlockSummary r) => (long)r.FirstKind);
            WriteIntegers(writer, rows, numbers, static (in BlockSummary r) => (long)r.LastKind);
            WriteIntegers(writer, rows, numbers, static (in BlockSummary r) => (long)r.FirstBits);
            WriteIntegers(writer, rows, numbers, static (in BlockSummary r) => (long)r.LastBits);
            WriteTicks(writer, rows, numbers, static (in BlockSummary r) => r.GoodTicks);
            WriteTicks(writer, rows, numbers, static (in BlockSummary r) => r.BadTicks);
            WriteTicks(writer, rows, numbers, static (in BlockSummary r) => r.NumberTicks);
            WriteFloats(writer, rows, bits, static (in BlockSummary r) => r.Minimum);
            WriteFloats(writer, rows, bits, static (in BlockSummary r) => r.Maximum);
            WriteFloats(writer, rows, bits, static (in BlockSummary r) => r.Origin);
            WriteFloats(writer, rows, bits, static (in BlockSummary r) => r.LastNumber);
            WriteFloats(writer, rows, bits, static (in BlockSummary r) => r.Sum);
            WriteFloats(writer, rows, bits, static (in BlockSummary r) => r.Squares);
        }
        if (!shape.HasFlag(Shape.EqualSteps))
        {
            WriteTicks(writer, rows, numbers, static (in BlockSummary r) => r.LongestStep);
            WriteFloats(writer, rows, bits, static (in BlockSummary r) => r.Stepped);
            WriteFloats(writer, rows, bits, static (in BlockSummary r) => r.Sloped);
        }
        if (!shape.HasFlag(Shape.NoZeros))
        {
            WriteTicks(writer, rows, numbers, static (in BlockSummary r) => r.NonZeroTicks);
            WriteIntegers(writer, rows, numbers, static (in BlockSummary r) => r.Transitions);
        }
    }

    /// <summary>Reads as many summaries as there is room for.</summary>
    /// <exception cref="BlockDamagedException">They are no summaries.</exception>
    public static void Decode(ref ByteReader reader, scoped Span<BlockSummary> rows)
    {
        var shape = (Shape)reader.ReadByte();
        if ((shape & ~Shape.All) != 0)
            throw new BlockDamagedException("summaries of an unknown shape");
        var buffer = ArrayPool<long>.Shared.Rent(rows.Length * (int)Column.All);
        try
        {
            var columns = new Columns(buffer, rows.Length);
            TickColumn.Decode(ref reader, columns[Column.First]);
            TickColumn.Decode(ref reader, columns[Column.Span]);
            IntegerColumn.Decode(ref reader, columns[Column.Count]);
            if (shape.HasFlag(Shape.Simple))
                ReadScaled(ref reader, shape, columns);
            else
                ReadGeneral(ref reader, columns);
            if (!shape.HasFlag(Shape.EqualSteps))
            {
                TickColumn.Decode(ref reader, columns[Column.LongestStep]);
                ReadFloats(ref reader, columns[Column.Stepped]);
                ReadFloats(ref reader, columns[Column.Sloped]);
            }
            if (shape.HasFlag(Shape.NoZeros))
            {
                columns[Column.NumberTicks].CopyTo(columns[Column.NonZero]);
                columns[Column.Transitions].Clear();
            }
            else
            {
                TickColumn.Decode(ref reader, columns[Column.NonZero]);
                IntegerColumn.Decode(ref reader, columns[Column.Transitions]);
            }
            for (var i = 0; i < rows.Length; i++)
                rows[i] = columns.Row(i, shape.HasFlag(Shape.EqualSteps));
        }
        finally
        {
            ArrayPool<long>.Shared.Return(buffer);
        }
    }

    private static void ReadScaled(ref ByteReader reader, Shape shape, in Columns columns)
    {
        var kind = (TagKind)reader.ReadByte();
        var exponent = reader.ReadByte();
        if (kind == TagKind.None || !kind.IsScalar() || exponent > DecimalScale.MaxExponent)
            throw new BlockDamagedException("summaries of no numbers");
        var wide = kind == TagKind.Float32 ? TagKind.Float32 : TagKind.Float64;
        var origins = columns[Column.Origin];
        var minima = columns[Column.Minimum];
        var maxima = columns[Column.Maximum];
        var lasts = columns[Column.LastNumber];
        IntegerColumn.Decode(ref reader, origins);
        IntegerColumn.Decode(ref reader, minima);
        IntegerColumn.Decode(ref reader, maxima);
        IntegerColumn.Decode(ref reader, lasts);
        var sums = columns[Column.Sum];
        if (shape.HasFlag(Shape.ScaledSums))
        {
            IntegerColumn.Decode(ref reader, sums);
            for (var i = 0; i < sums.Length; i++)
                sums[i] = Bits(Restore(TagKind.Float64, sums[i] + (columns[Column.Count][i] * origins[i]), exponent));
        }
        else
        {
            ReadFloats(ref reader, sums);
        }
        var squares = columns[Column.Squares];
        if (shape.HasFlag(Shape.ScaledSquares))
        {
            IntegerColumn.Decode(ref reader, squares);
            foreach (ref var square in squares)
                square = Bits(Restore(TagKind.Float64, square, SquareExponent(exponent)));
        }
        else
        {
            ReadFloats(ref reader, squares);
        }
        for (var i = 0; i < origins.Length; i++)
        {
            var (origin, last) = (Restore(wide, origins[i], exponent), Restore(wide, origins[i] + lasts[i], exponent));
            minima[i] = Bits(Restore(wide, origins[i] - minima[i], exponent));
            maxima[i] = Bits(Restore(wide, origins[i] + maxima[i], exponent));
            origins[i] = Bits(origin);
            lasts[i] = Bits(last);
            columns[Column.FirstBits][i] = (long)BitsOf(kind, origin);
            columns[Column.LastBits][i] = (long)BitsOf(kind, last);
        }
        columns[Column.Count].CopyTo(columns[Column.Numbers]);
        columns[Column.Span].CopyTo(columns[Column.Good]);
        columns[Column.Span].CopyTo(columns[Column.NumberTicks]);
        columns[Column.Bad].Clear();
        columns[Column.Worst].Clear();
        columns[Column.FirstQuality].Clear();
        columns[Column.LastQuality].Clear();
        columns[Column.FirstKind].Fill((long)kind);
        columns[Column.LastKind].Fill((long)kind);
    }

    private static void ReadGeneral(ref ByteReader reader, in Columns columns)
    {
        for (var column = Column.Numbers; column <= Column.LastBits; column++)
            IntegerColumn.Decode(ref reader, columns[column]);
        for (var column = Column.Good; column <= Column.NumberTicks; column++)
            TickColumn.Decode(ref reader, columns[column]);
        for (var column = Column.Minimum; column <= Column.Squares; column++)
            ReadFloats(ref reader, columns[column]);
    }

    private static void ReadFloats(ref ByteReader reader, Span<long> numbers) =>
        ScalarColumn.Decode(ref reader, TagKind.Float64, MemoryMarshal.Cast<long, ulong>(numbers));

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    private static Shape ShapeOf(ReadOnlySpan<BlockSummary> rows, out int exponent)
    {
        exponent = 0;
        var shape = Shape.All;
        var kind = rows[0].LastKind;
        var wide = kind == TagKind.Float32 ? TagKind.Float32 : TagKind.Float64;
        foreach (ref readonly var row in rows)
        {
            if (row.Numbers != row.Count || row.Worst != Quality.Good || row.FirstQuality != Quality.Good || row.LastQuality != Quality.Good
                || row.FirstKind != kind || row.LastKind != kind || row.GoodTicks != row.Last - row.First || row.NumberTicks != row.GoodTicks)
            {
                shape &= ~Shape.Simple;
            }
            if (row.LongestStep != EqualStep(row) || Summarizer.OfEqualSteps(row) is var (stepped, sloped)
                && (!Same(stepped, row.Stepped) || !Same(sloped, row.Sloped)))
            {
                shape &= ~Shape.EqualSteps;
            }
            if (row.NonZeroTicks != row.NumberTicks || row.Transitions != 0)
                shape &= ~Shape.NoZeros;
            if (!shape.HasFlag(Shape.Simple))
                continue;
            exponent = Exponent(wide, row.Minimum, exponent);
            exponent = Exponent(wide, row.Maximum, exponent);
            exponent = Exponent(wide, row.Origin, exponent);
            exponent = Exponent(wide, row.LastNumber, exponent);
            if (exponent < 0)
                shape &= ~Shape.Simple;
        }
        foreach (ref readonly var row in rows)
        {
            if (!shape.HasFlag(Shape.Simple))
                break;
            if (!(TryScale(wide, row.Minimum, exponent, out _) && TryScale(wide, row.Maximum, exponent, out _)
                && TryScale(wide, row.Origin, exponent, out _) && TryScale(wide, row.LastNumber, exponent, out _)
                && BitsOf(kind, row.Origin) == row.FirstBits && BitsOf(kind, row.LastNumber) == row.LastBits))
            {
                shape &= ~Shape.Simple;
            }
            if (!TryScale(TagKind.Float64, row.Sum, exponent, out _))
                shape &= ~Shape.ScaledSums;
            if (!TryScale(TagKind.Float64, row.Squares, SquareExponent(exponent), out _))
                shape &= ~Shape.ScaledSquares;
        }
        return shape.HasFlag(Shape.Simple) ? shape : shape & ~(Shape.ScaledSums | Shape.ScaledSquares);
    }

    private static bool Same(double left, double right) => BitConverter.DoubleToUInt64Bits(left) == BitConverter.DoubleToUInt64Bits(right);

    private static int SquareExponent(int exponent) => Math.Min(2 * exponent, DecimalScale.MaxExponent);

    private static long EqualStep(in BlockSummary row) => row.Count > 1 ? (row.Last - row.First) / (row.Count - 1) : 0;

    private static int Exponent(TagKind wide, double value, int atLeast) =>
        atLeast < 0 ? -1 : DecimalScale.Find(wide, BitsOf(wide, value), atLeast);

    private static bool TryScale(TagKind wide, double value, int exponent, out long whole) =>
        DecimalScale.TryScale(wide, BitsOf(wide, value), exponent, out whole);

    private static double Restore(TagKind wide, long whole, int exponent)
    {
        var bits = DecimalScale.Restore(wide, whole, exponent);
        return wide == TagKind.Float32 ? BitConverter.UInt32BitsToSingle((uint)bits) : BitConverter.UInt64BitsToDouble(bits);
    }

    /// <summary>The bits of a number of a kind, as far as a double holds it.</summary>
    private static ulong BitsOf(TagKind kind, double value) => kind switch
    {
        TagKind.Float64 => BitConverter.DoubleToUInt64Bits(value),
        TagKind.Float32 => BitConverter.SingleToUInt32Bits((float)value),
        TagKind.UInt64 => (ulong)value,
        _ => (ulong)(long)value,
    };

    private static void WriteScaled(
        ByteWriter writer, ReadOnlySpan<BlockSummary> rows, Shape shape, int exponent, Span<long> numbers, Span<ulong> bits)
    {
        var wide = rows[0].LastKind == TagKind.Float32 ? TagKind.Float32 : TagKind.Float64;
        Span<long> origins = stackalloc long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            TryScale(wide, rows[i].Origin, exponent, out origins[i]);
        IntegerColumn.Encode(writer, origins);
        for (var i = 0; i < rows.Length; i++)
        {
            TryScale(wide, rows[i].Minimum, exponent, out var whole);
            numbers[i] = origins[i] - whole;
        }
        IntegerColumn.Encode(writer, numbers);
        for (var i = 0; i < rows.Length; i++)
        {
            TryScale(wide, rows[i].Maximum, exponent, out var whole);
            numbers[i] = whole - origins[i];
        }
        IntegerColumn.Encode(writer, numbers);
        for (var i = 0; i < rows.Length; i++)
        {
            TryScale(wide, rows[i].LastNumber, exponent, out var whole);
            numbers[i] = whole - origins[i];
        }
        IntegerColumn.Encode(writer, numbers);
        if (shape.HasFlag(Shape.ScaledSums))
        {
            for (var i = 0; i < rows.Length; i++)
            {
                TryScale(TagKind.Float64, rows[i].Sum, exponent, out var whole);
                numbers[i] = whole - (rows[i].Count * origins[i]);
            }
            IntegerColumn.Encode(writer, numbers);
        }
        else
        {
            WriteFloats(writer, rows, bits, static (in BlockSummary r) => r.Sum);
        }
        if (shape.HasFlag(Shape.ScaledSquares))
        {
            for (var i = 0; i < rows.Length; i++)
                TryScale(TagKind.Float64, rows[i].Squares, SquareExponent(exponent), out numbers[i]);
            IntegerColumn.Encode(writer, numbers);
        }
        else
        {
            WriteFloats(writer, rows, bits, static (in BlockSummary r) => r.Squares);
        }
    }

    private static TagKind Kind(long number) =>
        number is >= 0 and <= 255 && Enum.IsDefined((TagKind)number) ? (TagKind)number : throw new BlockDamagedException($"{number} is no kind of value");

    private static void WriteIntegers(ByteWriter writer, ReadOnlySpan<BlockSummary> rows, Span<long> numbers, IntegerOf field)
    {
        for (var i = 0; i < rows.Length; i++)
            numbers[i] = field(rows[i]);
        IntegerColumn.Encode(writer, numbers);
    }

    private static void WriteTicks(ByteWriter writer, ReadOnlySpan<BlockSummary> rows, Span<long> numbers, IntegerOf field)
    {
        for (var i = 0; i < rows.Length; i++)
            numbers[i] = field(rows[i]);
        TickColumn.Encode(writer, numbers);
    }

    private static void WriteFloats(ByteWriter writer, ReadOnlySpan<BlockSummary> rows, Span<ulong> bits, FloatOf field)
    {
        for (var i = 0; i < rows.Length; i++)
            bits[i] = BitConverter.DoubleToUInt64Bits(field(rows[i]));
        ScalarColumn.Encode(writer, TagKind.Float64, bits);
    }

    /// <summary>The columns of a page that is read, doubles by their bits.</summary>
    private readonly ref struct Columns(long[] buffer, int rows)
    {
        public Span<long> this[Column column] => buffer.AsSpan((int)column * rows, rows);

        public BlockSummary Row(int i, bool equalSteps)
        {
            var (first, span, count) = (this[Column.First][i], this[Column.Span][i], this[Column.Count][i]);
            if (count is < 1 or > int.MaxValue || span < 0 || first + span < first)
                throw new BlockDamagedException("a summary of no samples, or of a time that ends before it begins");
            var row = new BlockSummary
            {
                First = first,
                Last = first + span,
                Count = (int)count,
                Numbers = (int)this[Column.Numbers][i],
                Worst = new((uint)this[Column.Worst][i]),
                FirstQuality = new((uint)this[Column.FirstQuality][i]),
                LastQuality = new((uint)this[Column.LastQuality][i]),
                FirstKind = Kind(this[Column.FirstKind][i]),
                LastKind = Kind(this[Column.LastKind][i]),
                FirstBits = (ulong)this[Column.FirstBits][i],
                LastBits = (ulong)this[Column.LastBits][i],
                GoodTicks = this[Column.Good][i],
                BadTicks = this[Column.Bad][i],
                NumberTicks = this[Column.NumberTicks][i],
                Minimum = Float(Column.Minimum, i),
                Maximum = Float(Column.Maximum, i),
                Origin = Float(Column.Origin, i),
                LastNumber = Float(Column.LastNumber, i),
                Sum = Float(Column.Sum, i),
                Squares = Float(Column.Squares, i),
                LongestStep = equalSteps ? count > 1 ? span / (count - 1) : 0 : this[Column.LongestStep][i],
                Stepped = equalSteps ? 0 : Float(Column.Stepped, i),
                Sloped = equalSteps ? 0 : Float(Column.Sloped, i),
                NonZeroTicks = this[Column.NonZero][i],
                Transitions = (int)this[Column.Transitions][i],
            };
            if (!equalSteps)
                return row;
            var (stepped, sloped) = Summarizer.OfEqualSteps(row);
            return row with { Stepped = stepped, Sloped = sloped };
        }

        private double Float(Column column, int row) => BitConverter.Int64BitsToDouble(this[column][row]);
    }
}
