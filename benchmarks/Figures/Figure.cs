using System.Globalization;
using System.Text.Json;

namespace Millwright.Benchmarks.Figures;

/// <summary>One result beside its peer's, or beside its budget.</summary>
/// <param name="Bench">What was measured.</param>
/// <param name="Ours">Our median.</param>
/// <param name="Peer">The peer, or <c>budget</c>.</param>
/// <param name="Theirs">The peer's median of the same run, or the budget.</param>
/// <param name="Unit">Of both.</param>
/// <param name="MoreIsBetter">False for costs.</param>
internal sealed record Figure(string Bench, double Ours, string Peer, double Theirs, string Unit, bool MoreIsBetter)
{
    /// <summary>Above 1: we are ahead. Nothing against a budget of nothing is 1.</summary>
    public double Ratio => (Ours, Theirs) switch
    {
        (0, 0) => 1,
        _ when MoreIsBetter => Ours / Theirs,
        (0, _) => double.PositiveInfinity,
        _ => Theirs / Ours,
    };

    public static Figure Budget(string bench, double ours, double budget, string unit, bool moreIsBetter = false) =>
        new(bench, ours, "budget", budget, unit, moreIsBetter);

    /// <summary>The table for people, then a line of JSON a figure.</summary>
    public static void Print(IReadOnlyList<Figure> figures)
    {
        var width = figures.Max(f => f.Bench.Length) + 2;
        Console.WriteLine();
        Console.WriteLine($"{"".PadRight(width)}{"ours",12}{"theirs",12}{"ratio",8}  unit, peer");
        foreach (var f in figures)
            Console.WriteLine($"{f.Bench.PadRight(width)}{Text(f.Ours),12}{Text(f.Theirs),12}{Text(f.Ratio, 2),8}  {f.Unit}, {f.Peer}");
        Console.WriteLine();
        foreach (var f in figures)
        {
            Console.WriteLine(
                $$"""{"bench":{{Quoted(f.Bench)}},"ours":{{Json(f.Ours)}},"peer":{{Quoted(f.Peer)}},"theirs":{{Json(f.Theirs)}},"ratio":{{Json(f.Ratio)}},"unit":{{Quoted(f.Unit)}}}""");
        }
    }

    private static string Text(double value, int digits = -1) => digits switch
    {
        _ when !double.IsFinite(value) => "-",
        >= 0 => value.ToString("F" + digits, CultureInfo.InvariantCulture),
        _ when value != 0 && Math.Abs(value) < 100 => value.ToString("0.###", CultureInfo.InvariantCulture),
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    private static string Json(double value) =>
        double.IsFinite(value) ? Math.Round(value, Math.Abs(value) < 100 ? 4 : 1).ToString(CultureInfo.InvariantCulture) : "null";

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
