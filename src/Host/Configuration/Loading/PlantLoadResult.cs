using Millwright.Host.Configuration.Plants;
using Millwright.Model;

namespace Millwright.Host.Configuration.Loading;

/// <summary>What came of reading a plant's folder.</summary>
/// <param name="Configuration">The plant; null when there is an error.</param>
/// <param name="Findings">All errors and warnings, by file and line.</param>
/// <param name="Files">The files as read, plant.yaml first; secrets are references in them.</param>
/// <param name="Version">A hash of the files, 16 hexadecimal digits.</param>
internal sealed record PlantLoadResult(
    PlantConfiguration? Configuration, IReadOnlyList<ConfigurationFinding> Findings, IReadOnlyList<ConfigurationFile> Files, string Version)
{
    public int Errors => Findings.Count(f => !f.IsWarning);
}

/// <summary>A file of the plant.</summary>
/// <param name="Name">Relative to the plant's folder, with <c>/</c>.</param>
/// <param name="Text">As written.</param>
internal sealed record ConfigurationFile(string Name, string Text);
