namespace Millwright.SystemTests.Running;

/// <summary>A plant's folder that lives as long as its test.</summary>
internal sealed class TemporaryPlant : IDisposable
{
    public TemporaryPlant(string yaml, string? folder = null)
    {
        Folder = folder ?? Directory.CreateTempSubdirectory("millwright-").FullName;
        Write(yaml);
    }

    public string Folder { get; }

    public string Data => Path.Combine(Folder, "data");

    public string Yaml => Path.Combine(Folder, "plant.yaml");

    /// <summary>Replaces plant.yaml in one step, as editors do.</summary>
    public void Write(string yaml)
    {
        var draft = Path.Combine(Folder, "plant.draft");
        File.WriteAllText(draft, "plant: acme/test\ntier: edge\ntimezone: UTC\n" + yaml);
        File.Move(draft, Yaml, overwrite: true);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
