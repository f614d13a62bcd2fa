using Millwright.Drivers;
using Millwright.Fakes;
using Millwright.Host.Cli;
using Millwright.Host.Configuration.Plants;
using Millwright.Product.Tests.Cli;
using Millwright.Product.Tests.Configuration;

namespace Millwright.Product.Tests.Imports;

/// <summary>Runs <c>millwright import</c> on a text and reads what came of it.</summary>
internal sealed class ImportBench : IDisposable
{
    private readonly TempPlant _files = new() { Drivers = DriverList.All };

    public StringWriter Out { get; } = new() { NewLine = "\n" };

    public StringWriter Error { get; } = new() { NewLine = "\n" };

    public string Folder => _files.Folder;

    public string File => Path.Combine(Folder, "foreign");

    /// <summary>The lines of the list of losses, without the word before each.</summary>
    public string[] Losses => [.. Error.ToString().Split('\n').Where(l => l.StartsWith("warning: ", StringComparison.Ordinal)).Select(l => l[9..])];

    public async Task<int> RunAsync(string format, string text, params string[] more)
    {
        _files.Write("foreign", text);
        return await new CommandLine(_files.Loader, new FakePlantCommands(), new(Out, Error, TextReader.Null, false), new ManualClock(), "1.2.3")
            .RunAsync(["import", format, File, .. more], CancellationToken.None);
    }

    /// <summary>Imports and reads the result as a plant without any finding.</summary>
    public async Task<PlantConfiguration> GoodAsync(string format, string text, params string[] more)
    {
        var code = await RunAsync(format, text, more);
        Assert.True(code == 0, Error.ToString());
        using var plant = new TempPlant(Out.ToString()) { Drivers = DriverList.All };
        return plant.Good();
    }

    public void Dispose()
    {
        _files.Dispose();
        Out.Dispose();
        Error.Dispose();
    }
}
