using System.Text.RegularExpressions;

namespace Millwright.Host.Http.PromQl;

/// <summary>A part of a query.</summary>
/// <param name="Position">Where it begins, from 0.</param>
internal abstract record Expression(int Position);

internal sealed record NumberExpression(int Position, double Value) : Expression(Position);

/// <summary>Series, and of each the newest value or all in a range.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Matchers">What their labels must be, the metric's name among them.</param>
/// <param name="Range">Seconds back, null for the newest value.</param>
/// <param name="Offset">Seconds back from the moment of the question.</param>
internal sealed record Selector(int Position, IReadOnlyList<Matcher> Matchers, double? Range, double Offset) : Expression(Position);

/// <summary>A function of what is given.</summary>
internal sealed record Call(int Position, Function Function, IReadOnlyList<Expression> Arguments) : Expression(Position);

/// <summary>Many series made into fewer.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Operator">sum, avg and so on.</param>
/// <param name="Parameter">How many, of topk and bottomk.</param>
/// <param name="Operand">The series.</param>
/// <param name="Labels">By which labels, or without which.</param>
/// <param name="IsWithout">True when the labels are those to be left out.</param>
internal sealed record AggregationExpression(
    int Position, AggregationOperator Operator, Expression? Parameter, Expression Operand, IReadOnlyList<string> Labels, bool IsWithout) : Expression(Position);

/// <summary>Two parts with an operator between them.</summary>
/// <param name="Position">Where the operator is.</param>
/// <param name="Operator">As written, <c>+</c>.</param>
/// <param name="Left">On its left.</param>
/// <param name="Right">On its right.</param>
/// <param name="IsBool">True when a comparison answers 0 or 1 in the place of a selection.</param>
/// <param name="Labels">The labels of <c>on</c> or <c>ignoring</c>, null without either.</param>
/// <param name="IsOn">True for <c>on</c>.</param>
internal sealed record Binary(
    int Position, string Operator, Expression Left, Expression Right, bool IsBool, IReadOnlyList<string>? Labels, bool IsOn) : Expression(Position)
{
    public bool IsComparison => Operator is "==" or "!=" or ">" or "<" or ">=" or "<=";

    public bool IsSet => Operator is "and" or "or" or "unless";
}

internal sealed record Negation(int Position, Expression Operand) : Expression(Position);

internal enum AggregationOperator
{
    Sum,
    Avg,
    Min,
    Max,
    Count,
    Group,
    Stddev,
    Stdvar,
    Topk,
    Bottomk,
}

/// <summary>A condition on a label.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Value">The text, or the regular expression.</param>
/// <param name="Pattern">The regular expression, anchored at both ends; null for a text.</param>
/// <param name="IsNot">True when it must not match.</param>
internal sealed record Matcher(string Label, string Value, Regex? Pattern, bool IsNot)
{
    /// <summary>True when a value matches; that of a label that is not there is empty.</summary>
    public bool Matches(string value) => (Pattern?.IsMatch(value) ?? value == Value) != IsNot;
}
