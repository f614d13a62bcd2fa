using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Drivers;
using Millwright.Historian;
using Millwright.Host.Cli;
using Millwright.Host.Http;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Live;
using Millwright.Host.Plant;
using Millwright.Model;
using Millwright.Product.Tests.Cli;
using Millwright.Product.Tests.Configuration;
using Millwright.Product.Tests.Http;
using Millwright.Product.Tests.Security;
using Millwright.Product.Tests.Sql;
using Millwright.Security;

namespace Millwright.Product.Tests.Archive;

/// <summary>
/// A whole plant on real files behind the HTTP face and the command line: a press whose connection is off, and a connection that gets new tags.
/// </summary>
internal sealed class ImportBench : IAsyncDisposable
{
    private const string Yaml = """
        plant: acme/berlin
        connections:
          telegraf: { driver: line-protocol, max_tags: 40 }
          press3: { driver: modbus-tcp, address: "127.0.0.1:1", enabled: false }
        assets:
          press:
            tags:
              oil: { from: press3, register: holding 0, as: float64 }
              count: { from: press3, register: holding 4, as: uint16, counter: true }
              hot: { from: press3, register: coil 1 }
        """;

    private readonly TempPlant _folder = new(Yaml) { Drivers = DriverList.All };
    private readonly FakePlant _view = new();
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private PlantRuntime _runtime = null!;
    private SignInDesk _desk = null!;
    private LiveFace _live = null!;
    private HttpFace _face = null!;

    public PlantRuntime Runtime => _runtime;

    /// <summary>Where files can be put.</summary>
    public DirectoryInfo Files { get; } = Directory.CreateTempSubdirectory("millwright-import-");

    public string Data => PlantFolder.DataOf(_folder.Folder);

    /// <summary>All that was printed, since it was last asked for.</summary>
    public string Printed
    {
        get
        {
            var text = _error.ToString() + _out;
            _error.GetStringBuilder().Clear();
            _out.GetStringBuilder().Clear();
            return text;
        }
    }

    public static async Task<ImportBench> StartAsync(bool needsLibrary = false)
    {
        var bench = new ImportBench();
        if (needsLibrary)
            bench._view.SqlOptions.Library = SqlBench.LibraryOrSkip();
        await bench.BeginAsync();
        return bench;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Files.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public Task<int> ImportAsync(params string[] arguments)
    {
        var line = new CommandLine(_folder.Loader, new FakePlantCommands(), new(_out, _error, TextReader.Null, IsTerminal: false), TimeProvider.System, "1.2.3");
        return line.RunAsync(["history", "import", .. arguments, "--plant", _folder.Folder], CancellationToken.None);
    }

    /// <summary>What history has of a tag once it has as many samples as expected.</summary>
    public async Task<List<StoredSample>> HistoryAsync(string path, int expected)
    {
        Assert.True(_runtime.Tags.TryFind(TagPath.Parse($"acme/berlin/{path}"), out var handle), $"{path} is no tag");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (true)
        {
            var samples = new List<StoredSample>();
            // Before today: what supervision says of a tag whose connection is off is of now.
            await foreach (var sample in _runtime.History.ReadRawAsync(_runtime.Tags[handle].Id, Timestamp.MinValue, ImportTime.End, int.MaxValue, patience.Token))
                samples.Add(sample);
            if (samples.Count >= expected)
                return samples;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Ends the plant and starts it again on its files.</summary>
    public async Task RestartAsync()
    {
        await EndAsync();
        await BeginAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _folder.Dispose();
        Files.Delete(recursive: true);
    }

    private async Task BeginAsync()
    {
        _runtime = await PlantRuntime.StartAsync(_folder.Good(), PlantData.Of(_folder.Folder), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        _desk = new(new(new MemoryAccounts(), TimeProvider.System), new(1), _runtime.Audit, TimeProvider.System, new());
        _live = new(_view, _desk, new(), TimeProvider.System, NullLogger.Instance);
        _face = await HttpFace.StartAsync(
            new() { Port = 0 },
            new(_view, _runtime.Gate, _runtime.Commands, _runtime.Audit, _runtime.Certificates, _desk, _live, TimeProvider.System, NullLoggerFactory.Instance) { Import = _runtime.Import },
            CancellationToken.None);
        new InstanceFile(_face.Url, _desk.Tokens.Issue(new("cli", Role.Engineer, "cli")), Environment.ProcessId).Write(Data);
    }

    private async Task EndAsync()
    {
        await _face.DisposeAsync();
        _live.Dispose();
        _desk.Dispose();
        await _runtime.DisposeAsync();
    }
}

/// <summary>The times of what is imported in tests.</summary>
internal static class ImportTime
{
    public static readonly Timestamp Start = Timestamp.From(new(2026, 3, 9, 10, 0, 0, TimeSpan.Zero));

    public static Timestamp End => Start + TimeSpan.FromDays(2);
}
