using Millwright.Model;

namespace Millwright.Historian.Codec;

/// <summary>Running count, minimum, maximum, sum and worst quality. Numbers are scalars (booleans as 0 and 1) that are not Bad and not NaN.</summary>
internal struct Totals
{
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;

    public Totals()
    {
    }

    public long Count { get; private set; }

    public long Numbers { get; private set; }

    public double Sum { get; private set; }

    public Quality Worst { get; private set; }

    public readonly double Minimum => Numbers > 0 ? _minimum : double.NaN;

    public readonly double Maximum => Numbers > 0 ? _maximum : double.NaN;

    public readonly double Mean => Numbers > 0 ? Sum / Numbers : double.NaN;

    /// <summary>Adds the samples of a part of the columns, in time order.</summary>
    public void Add(SampleColumns columns, int start, int end)
    {
        if (start >= end)
            return;
        var qualities = columns.Qualities[start..end];
        var any = 0u;
        foreach (var quality in qualities)
            any |= quality.Code;
        if (Count == 0)
            Worst = qualities[0];
        Count += end - start;
        if (any >> 30 != 0)
        {
            foreach (var quality in qualities)
                Worst = Quality.Worst(Worst, quality);
        }
        if (any >> 31 == 0 && columns.Kind == TagKind.Float64 && !columns.Kinds[start..end].Contains(TagKind.None))
            AddDoubles(columns.Bits[start..end]);
        else
            AddOthers(columns, start, end);
    }

    /// <summary>Adds a whole block by its summary.</summary>
    public void Add(in BlockSummary block)
    {
        Worst = Count == 0 ? block.Worst : Quality.Worst(Worst, block.Worst);
        Count += block.Count;
        if (block.Numbers == 0)
            return;
        Numbers += block.Numbers;
        Sum += block.Sum;
        _minimum = Math.Min(_minimum, block.Minimum);
        _maximum = Math.Max(_maximum, block.Maximum);
    }

    private void AddDoubles(ReadOnlySpan<ulong> bits)
    {
        var (least, most, sum, numbers) = (_minimum, _maximum, Sum, 0);
        foreach (var raw in bits)
        {
            var value = BitConverter.UInt64BitsToDouble(raw);
            if (double.IsNaN(value))
                continue;
            least = value < least ? value : least;
            most = value > most ? value : most;
            sum += value;
            numbers++;
        }
        (_minimum, _maximum, Sum) = (least, most, sum);
        Numbers += numbers;
    }

    private void AddOthers(SampleColumns columns, int start, int end)
    {
        if (!columns.Kind.IsScalar())
            return;
        for (var i = start; i < end; i++)
        {
            if (columns.Qualities[i].IsBad
                || !TagValue.FromBits(columns.Kinds[i], columns.Bits[i]).TryGetDouble(out var value) || double.IsNaN(value))
            {
                continue;
            }
            _minimum = Math.Min(_minimum, value);
            _maximum = Math.Max(_maximum, value);
            Sum += value;
            Numbers++;
        }
    }
}
