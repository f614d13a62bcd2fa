namespace Millwright.Historian.Calculations;

/// <summary>A part of an expression.</summary>
internal abstract record FormulaNode
{
    public abstract double Evaluate(ReadOnlySpan<double> values);
}

internal sealed record NumberNode(double Value) : FormulaNode
{
    public override double Evaluate(ReadOnlySpan<double> values) => Value;
}

internal sealed record TagNode(int Index) : FormulaNode
{
    public override double Evaluate(ReadOnlySpan<double> values) => values[Index];
}

internal sealed record CallNode(FormulaFunction Function, IReadOnlyList<FormulaNode> Arguments) : FormulaNode
{
    public override double Evaluate(ReadOnlySpan<double> values)
    {
        var first = Arguments[0].Evaluate(values);
        if (double.IsNaN(first))
            return double.NaN;
        // Only the branch that is taken must be known.
        if (Function.Name == "if")
            return Arguments[first != 0 ? 1 : 2].Evaluate(values);
        for (var i = 1; i < Arguments.Count; i++)
            first = Function.Of(first, Arguments[i].Evaluate(values));
        return Arguments.Count == 1 ? Function.Of(first, double.NaN) : first;
    }
}

/// <summary>What a name or operator does.</summary>
/// <param name="Name">As written.</param>
/// <param name="Least">Arguments.</param>
/// <param name="Most">Arguments.</param>
/// <param name="Of">Of one argument (the second is NaN) or of two; of more, from left to right.</param>
internal sealed record FormulaFunction(string Name, int Least, int Most, Func<double, double, double> Of)
{
    private const int Many = 32;

    private static readonly FormulaFunction[] All =
    [
        new("abs", 1, 1, (a, _) => Math.Abs(a)),
        new("sqrt", 1, 1, (a, _) => Math.Sqrt(a)),
        new("exp", 1, 1, (a, _) => Math.Exp(a)),
        new("ln", 1, 1, (a, _) => Math.Log(a)),
        new("log10", 1, 1, (a, _) => Math.Log10(a)),
        new("floor", 1, 1, (a, _) => Math.Floor(a)),
        new("ceil", 1, 1, (a, _) => Math.Ceiling(a)),
        new("sin", 1, 1, (a, _) => Math.Sin(a)),
        new("cos", 1, 1, (a, _) => Math.Cos(a)),
        new("sign", 1, 1, (a, _) => Math.Sign(a)),
        new("not", 1, 1, (a, _) => a == 0 ? 1 : 0),
        new("negate", 1, 1, (a, _) => -a),
        new("min", 2, Many, Math.Min),
        new("max", 2, Many, Math.Max),
        new("pow", 2, 2, Math.Pow),
        new("round", 2, 2, (a, b) => b is >= 0 and <= 15 ? Math.Round(a, (int)b, MidpointRounding.AwayFromZero) : double.NaN),
        new("if", 3, 3, (_, _) => double.NaN),
        new("+", 2, 2, (a, b) => a + b),
        new("-", 2, 2, (a, b) => a - b),
        new("*", 2, 2, (a, b) => a * b),
        new("/", 2, 2, (a, b) => b == 0 ? double.NaN : a / b),
        new("%", 2, 2, (a, b) => b == 0 ? double.NaN : a - (b * Math.Floor(a / b))),
        new("^", 2, 2, Math.Pow),
        new("<", 2, 2, (a, b) => Known(a, b, a < b)),
        new("<=", 2, 2, (a, b) => Known(a, b, a <= b)),
        new(">", 2, 2, (a, b) => Known(a, b, a > b)),
        new(">=", 2, 2, (a, b) => Known(a, b, a >= b)),
        new("==", 2, 2, (a, b) => Known(a, b, a == b)),
        new("!=", 2, 2, (a, b) => Known(a, b, a != b)),
        new("and", 2, 2, (a, b) => Known(a, b, a != 0 && b != 0)),
        new("or", 2, 2, (a, b) => Known(a, b, a != 0 || b != 0)),
    ];

    public static FormulaFunction? Find(string name) => Array.Find(All, f => f.Name == name);

    private static double Known(double left, double right, bool result) => double.IsNaN(left) || double.IsNaN(right) ? double.NaN : result ? 1 : 0;
}
