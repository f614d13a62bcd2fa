using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>The configuration as loaded.</summary>
internal sealed record ConfigurationAnswer(
    string Folder, string Version, Timestamp LoadedAt, IReadOnlyList<ConfigurationText> Files, IReadOnlyList<FindingAnswer> Findings);

/// <summary>Something wrong with it.</summary>
internal sealed record FindingAnswer(string File, int Line, string What, string Remedy, string Severity);

internal static class ConfigurationResource
{
    public static ConfigurationAnswer Get(IPlantView plant)
    {
        var c = plant.Configuration;
        return new(
            c.Folder, c.Version, c.LoadedAt, c.Files,
            [.. c.Findings.Select(f => new FindingAnswer(f.Place.File, f.Place.Line, f.Problem, f.Remedy, f.IsWarning ? "warning" : "error"))]);
    }

    public static IResult Schema(IPlantView plant) => Results.Text(plant.ConfigurationSchema, "application/schema+json");
}
