using Millwright.Flow.Sources;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;

namespace Millwright.Product.Tests.Configuration;

/// <summary>A plant's folder for one test.</summary>
internal sealed class TempPlant : IDisposable
{
    public TempPlant(string plant = "", params ReadOnlySpan<(string Name, string Text)> files)
    {
        Folder = Directory.CreateTempSubdirectory("millwright-plant-").FullName;
        Write("plant.yaml", plant);
        foreach (var (name, text) in files)
            Write(name, text);
    }

    public string Folder { get; }

    public Dictionary<string, string> Environment { get; } = [];

    public IReadOnlyList<IDriver> Drivers { get; init; } = [new FakeDriver("fake-tcp"), new FakeDriver("fake-serial")];

    public PlantLoader Loader => new(Drivers, PlantSections.All, Environment.GetValueOrDefault);

    public void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public PlantLoadResult Load() => Loader.Load(Folder);

    /// <summary>The plant; fails the test with the findings when there are errors.</summary>
    public PlantConfiguration Good()
    {
        var result = Load();
        Assert.Empty(result.Findings.Select(f => f.ToString()));
        return result.Configuration!;
    }

    /// <summary>The findings as printed.</summary>
    public string[] Findings() => [.. Load().Findings.Select(f => f.ToString())];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
