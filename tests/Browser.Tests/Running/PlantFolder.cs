using System.Globalization;
using System.Text;

namespace Millwright.Browser.Tests.Running;

/// <summary>A plant's folder for one run; gone with it.</summary>
internal sealed class PlantFolder : IDisposable
{
    private PlantFolder() => Path = Directory.CreateTempSubdirectory("millwright-browser-").FullName;

    public string Path { get; }

    /// <summary>A copy of the demo plant whose devices stand where they really listen.</summary>
    /// <param name="addresses">The address in the sample, such as <c>127.0.0.1:15020</c>, and the one to read instead.</param>
    public static PlantFolder CopyOfDemo(IReadOnlyDictionary<string, string> addresses)
    {
        var folder = new PlantFolder();
        var sample = System.IO.Path.Combine(Repository.Root, "samples", "demo-plant");
        foreach (var file in Directory.EnumerateFiles(sample, "*.yaml", SearchOption.AllDirectories))
        {
            var relative = System.IO.Path.GetRelativePath(sample, file);
            if (relative.StartsWith("data/", StringComparison.Ordinal))
                continue;
            var text = File.ReadAllText(file);
            foreach (var (from, to) in addresses)
                text = text.Replace(from, to, StringComparison.Ordinal);
            folder.Write(relative, text);
        }
        return folder;
    }

    /// <summary>A plant without devices.</summary>
    public static PlantFolder Empty()
    {
        var folder = new PlantFolder();
        folder.Write("plant.yaml", "plant: acme/empty\ntimezone: Europe/Berlin\n");
        return folder;
    }

    /// <summary>A plant without devices whose broker lets anybody in.</summary>
    public static PlantFolder WithBroker(int port)
    {
        var folder = new PlantFolder();
        folder.Write("plant.yaml", $$"""
            plant: acme/broker
            timezone: Europe/Berlin
            publish:
              mqtt:
                listen: 127.0.0.1:{{port}}
                anonymous: true
                access:
                  - { anonymous: true, publish: ["#"], subscribe: ["#"] }
            """);
        return folder;
    }

    /// <summary>Machines of 100 tags each, all registers of one Modbus device.</summary>
    public static PlantFolder OfManyTags(int machines, string address)
    {
        var text = new StringBuilder($$"""
            plant: acme/many
            timezone: Europe/Berlin
            connections:
              bulk: { driver: modbus-tcp, address: "{{address}}", unit: 1, scan: 1 s }
            assets:

            """);
        for (var machine = 0; machine < machines; machine++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  hall{machine / 20}/line{machine / 5 % 4}/machine{machine:000}:\n    connection: bulk\n    tags:\n");
            for (var tag = 0; tag < 100; tag++)
                text.Append(CultureInfo.InvariantCulture, $"      value{tag:00}: {{ register: holding {(machine * 100) + tag}, as: uint16, unit: kW }}\n");
        }
        var folder = new PlantFolder();
        folder.Write("plant.yaml", text.ToString());
        return folder;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private void Write(string relative, string text)
    {
        var file = System.IO.Path.Combine(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
