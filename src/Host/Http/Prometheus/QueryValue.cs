namespace Millwright.Host.Http.Prometheus;

/// <summary>One series of an answer: a number for each moment, or none.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Values">One for each moment; see <see cref="Absent"/>.</param>
internal sealed record Row(LabelSet Labels, double[] Values);

/// <summary>What a part of a query gives: a number for each moment, or series.</summary>
/// <param name="Scalar">The numbers; null for series.</param>
/// <param name="Rows">The series; empty for numbers.</param>
/// <param name="IsOrdered">True when the order of the series says something.</param>
internal sealed record QueryValue(double[]? Scalar, IReadOnlyList<Row> Rows, bool IsOrdered = false)
{
    public static QueryValue Of(double[] scalar) => new(scalar, []);

    public static QueryValue Of(IReadOnlyList<Row> rows, bool isOrdered = false) => new(null, rows, isOrdered);
}

/// <summary>The one NaN that stands for no value, so that numbers that are none have their place too.</summary>
internal static class Absent
{
    private const long Bits = 0x7FF0_0000_0000_0002;

    public static double Value => BitConverter.Int64BitsToDouble(Bits);

    public static bool Is(double value) => BitConverter.DoubleToInt64Bits(value) == Bits;

    public static double[] Row(int count)
    {
        var values = new double[count];
        Array.Fill(values, Value);
        return values;
    }
}
