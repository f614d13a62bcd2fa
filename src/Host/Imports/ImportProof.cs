using Millwright.Host.Configuration.Loading;

namespace Millwright.Host.Imports;

/// <summary>Reads what was imported as a plant is read, and takes out what is refused, so that what is left is good as it stands.</summary>
internal static class ImportProof
{
    /// <summary>What refers to what was taken out goes in a further round; so many are never needed.</summary>
    private const int MaxRounds = 8;

    /// <summary>The text that passes.</summary>
    /// <param name="loader">Reads plants.</param>
    /// <param name="plant">What was found; loses what is refused.</param>
    /// <param name="path">The plant's own path.</param>
    /// <exception cref="ImportException">What is left cannot be read either.</exception>
    public static void Clear(PlantLoader loader, ImportedPlant plant, string path)
    {
        var folder = Directory.CreateTempSubdirectory("millwright-import-").FullName;
        try
        {
            for (var round = 0; round < MaxRounds; round++)
            {
                var text = ImportText.Write(plant, path);
                File.WriteAllText(Path.Combine(folder, PlantFiles.MainFile), text.ToString());
                if (!Refuse(loader.Load(folder), text, plant))
                    return;
            }
            throw new ImportException(path, "what was imported does not become a good plant", "report it with the file");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>False when all is good.</returns>
    private static bool Refuse(PlantLoadResult result, ImportText text, ImportedPlant plant)
    {
        var refused = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var finding in result.Findings.Where(f => !f.IsWarning))
        {
            switch (text.SubjectOf(finding.Place.Line))
            {
                case ImportedTag tag when refused.Add(tag):
                    plant.Drop(tag, $"is refused: {finding.Problem}", finding.Remedy);
                    break;
                case ImportedConnection connection when refused.Add(connection):
                    plant.Drop(connection, finding.Problem, finding.Remedy);
                    break;
                case IReadOnlyList<ImportedTag> tags when refused.Add(tags):
                    foreach (var tag in tags)
                        plant.Drop(tag, $"is refused: {finding.Problem}", finding.Remedy);
                    break;
                case null:
                    throw new ImportException(finding.Place.ToString(), finding.Problem, finding.Remedy);
            }
        }
        return refused.Count > 0;
    }
}
