using System.Globalization;
using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Historian;

/// <summary>Kills the writer in the middle of its work, and opens what it left behind.</summary>
internal static class RecoveryBenchmark
{
    private const double Gigabyte = 1L << 30;
    private const double BudgetSeconds = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="arguments">Megabytes of log to write before the kill; 1024 without.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var wanted = arguments is [var text] ? double.Parse(text, CultureInfo.InvariantCulture) * 1024 * 1024 : Gigabyte;
        using var folder = new TempFolder();
        var (samples, bytes) = (0L, 0.0);
        await using (var writer = Child.StartPart(RecoveryPart.Verb, folder.Path, "write"))
        {
            while (bytes < wanted)
            {
                var said = (await writer.LineAsync(Patience)).Split(' ');
                (samples, bytes) = (long.Parse(said[0], CultureInfo.InvariantCulture), double.Parse(said[1], CultureInfo.InvariantCulture));
            }
            // Its disposal is a SIGKILL.
        }
        await using var reader = Child.StartPart(RecoveryPart.Verb, folder.Path, "open");
        var answer = (await reader.LineAsync(Patience)).Split(' ');
        var (seconds, found) = (double.Parse(answer[0], CultureInfo.InvariantCulture), long.Parse(answer[1], CultureInfo.InvariantCulture));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"killed with {bytes / 1e6:F0} MB of log and {samples / 1e6:F1} million samples known to be durable; {found / 1e6:F1} million found"));
        if (found < samples)
            throw new BenchmarkException($"{samples - found} samples that were durable are lost");
        Figure.Print([Figure.Budget("recovery", seconds, BudgetSeconds, "s until everything answers"), Figure.Budget("lost", Math.Max(0, samples - found), 0, "samples")]);
    }
}
