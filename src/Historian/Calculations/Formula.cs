using Millwright.Model;

namespace Millwright.Historian.Calculations;

/// <summary>An arithmetic expression over tags, such as <c>([line1/press3/power] + [line1/press4/power]) / 1000</c>.</summary>
/// <remarks>
/// Numbers; tags by path in square brackets; <c>+ - * / %</c>, <c>^</c>; comparisons, which give 1 or 0; <c>and or not</c>; functions
/// abs, sqrt, exp, ln, log10, floor, ceil, sin, cos, sign (of one), min, max (of any number), pow, round (of two), if (condition, yes, no).
/// Grammar: <see cref="FormulaParser"/>.
/// </remarks>
public sealed class Formula
{
    /// <summary>The longest text.</summary>
    public const int MaxLength = 4_096;

    /// <summary>The most different tags of one expression.</summary>
    public const int MaxTags = 100;

    private readonly FormulaNode _root;

    private Formula(string text, FormulaNode root, IReadOnlyList<TagPath> tags) => (Text, _root, Tags) = (text, root, tags);

    public string Text { get; }

    /// <summary>The tags it names, each once, in the order of <see cref="Evaluate"/>.</summary>
    public IReadOnlyList<TagPath> Tags { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It is none; the message says where and why.</exception>
    public static Formula Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new FormulaParser(text);
        return new(text, parser.Parse(), parser.Tags);
    }

    /// <summary>The value for values of the tags; NaN when one that matters is NaN, or nothing is defined.</summary>
    public double Evaluate(ReadOnlySpan<double> values) => _root.Evaluate(values);
}
