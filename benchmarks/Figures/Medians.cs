namespace Millwright.Benchmarks.Figures;

internal static class Medians
{
    public static double Median<T>(this IEnumerable<T> rounds, Func<T, double> figure)
    {
        var ordered = rounds.Select(figure).Order().ToList();
        var middle = ordered.Count / 2;
        return ordered.Count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}
