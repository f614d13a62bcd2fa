namespace Millwright.Host.Http.Prometheus;

/// <summary>Operators between two numbers.</summary>
internal static class Operators
{
    public static double Calculate(string sign, double left, double right) => sign switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "%" => left % right,
        "^" => Math.Pow(left, right),
        _ => throw new ArgumentOutOfRangeException(nameof(sign), sign, "No such operator."),
    };

    public static bool Compare(string sign, double left, double right) => sign switch
    {
        "==" => left == right,
        "!=" => left != right,
        ">" => left > right,
        "<" => left < right,
        ">=" => left >= right,
        "<=" => left <= right,
        _ => throw new ArgumentOutOfRangeException(nameof(sign), sign, "No such comparison."),
    };
}
