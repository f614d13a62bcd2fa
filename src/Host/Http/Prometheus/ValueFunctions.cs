namespace Millwright.Host.Http.Prometheus;

/// <summary>Functions of one number.</summary>
internal static class ValueFunctions
{
    /// <summary>A function of the value of a series, with the numbers that stand behind it.</summary>
    public static double Of(string name, double value, ReadOnlySpan<double> arguments) => name switch
    {
        "abs" => Math.Abs(value),
        "ceil" => Math.Ceiling(value),
        "floor" => Math.Floor(value),
        "sqrt" => Math.Sqrt(value),
        "exp" => Math.Exp(value),
        "ln" => Math.Log(value),
        "log2" => Math.Log2(value),
        "log10" => Math.Log10(value),
        "sgn" => double.IsNaN(value) || value == 0 ? value : Math.Sign(value),
        "round" => Round(value, arguments.Length > 0 ? arguments[0] : 1),
        "clamp_min" => Math.Max(arguments[0], value),
        "clamp_max" => Math.Min(arguments[0], value),
        "clamp" => arguments[0] > arguments[1] ? Absent.Value : Math.Max(arguments[0], Math.Min(arguments[1], value)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such function of a number."),
    };

    /// <summary>To the nearest multiple, halves upwards.</summary>
    private static double Round(double value, double to) => Math.Floor((value * (1 / to)) + 0.5) / (1 / to);
}
