using Millwright.Fakes;
using Millwright.Host.Archives;
using Millwright.Host.Cli;
using Millwright.Historian;
using Millwright.Model;
using Millwright.Product.Tests.Cli;
using Millwright.Product.Tests.Configuration;
using Millwright.Product.Tests.Http;
using Millwright.Product.Tests.Sql;
using Millwright.Security;

namespace Millwright.Product.Tests.Archive;

/// <summary>The verb against a node over HTTP: two days and a half of two tags.</summary>
public sealed class ExportVerbTests : IAsyncLifetime
{
    private readonly TempPlant _plant = new("plant: acme/berlin\n");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("millwright-export-test-");
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private FaceBench _bench = null!;

    public async ValueTask InitializeAsync()
    {
        var library = SqlBench.LibraryOrSkip();
        _bench = await FaceBench.StartAsync();
        _bench.Plant.SqlOptions.Library = library;
        foreach (var tag in new[] { _bench.Plant.Temperature, _bench.Plant.Flow })
        {
            _bench.Plant.FakeHistory.Samples[_bench.Plant.Tags[tag].Id] =
                [.. Enumerable.Range(0, 60).Select(i => new StoredSample(FakePlant.Start + TimeSpan.FromHours(i), TagValue.Of(i + 0.5), Quality.Good))];
        }
        var data = Directory.CreateDirectory(PlantFolder.DataOf(_plant.Folder)).FullName;
        new InstanceFile(_bench.Url, _bench.Desk.Tokens.Issue(new("cli", Role.Viewer, "cli")), Environment.ProcessId).Write(data);
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        _plant.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Each_day_becomes_a_file_and_the_manifest_says_what_is_in_it()
    {
        Assert.Equal(0, await RunAsync("parquet"));
        var manifest = await ManifestAsync();
        Assert.Equal(
            ["samples/day=2026-03-09/samples.parquet 28", "samples/day=2026-03-10/samples.parquet 48", "samples/day=2026-03-11/samples.parquet 44"],
            manifest.Files.Select(f => $"{f.Path} {f.Rows}"));
        foreach (var file in manifest.Files)
            Assert.Null(await file.ProblemAsync(Place, default));
        Assert.Contains("samples/day=2026-03-10/samples.parquet  48  ", _out.ToString(), StringComparison.Ordinal);
        Assert.Equal("PAR1"u8.ToArray(), (await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, manifest.Files[0].Path)))[..4]);
    }

    [Fact]
    public async Task What_broke_off_is_gone_on_with_and_what_is_damaged_is_written_again()
    {
        Assert.Equal(0, await RunAsync("csv"));
        var manifest = await ManifestAsync();
        // As a kill in the middle of the second file leaves it: the first is in the manifest, the second a part.
        await (manifest with { Files = [.. manifest.Files.Take(1)] }).WriteAsync(Place, default);
        var second = Path.Combine(_folder.FullName, manifest.Files[1].Path);
        File.Move(second, second + ".part");
        var first = new FileInfo(Path.Combine(_folder.FullName, manifest.Files[0].Path));
        var written = first.LastWriteTimeUtc;
        Assert.Equal(0, await RunAsync("csv"));
        Assert.Equal(manifest.Files.Select(f => (f.Path, f.Rows, f.Sha256)), (await ManifestAsync()).Files.Select(f => (f.Path, f.Rows, f.Sha256)));
        Assert.Equal(written, new FileInfo(first.FullName).LastWriteTimeUtc);
        Assert.Empty(_folder.GetFiles("*.part", SearchOption.AllDirectories));

        await File.WriteAllTextAsync(first.FullName, "damaged");
        Assert.Equal(0, await RunAsync("csv"));
        Assert.Null(await (await ManifestAsync()).Files[0].ProblemAsync(Place, default));
    }

    [Fact]
    public async Task A_day_that_was_not_over_is_written_again()
    {
        Assert.Equal(0, await RunAsync("csv", clock: new ManualClock(new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero))));
        _bench.Plant.FakeHistory.Samples[_bench.Plant.Tags[_bench.Plant.Flow].Id].RemoveAt(20);
        Assert.Equal(0, await RunAsync("csv"));
        Assert.Equal([28, 47, 44], (await ManifestAsync()).Files.Select(f => f.Rows));
    }

    [Theory]
    [InlineData("parquet", "another folder", "--tags", "shop/*")]
    [InlineData("csv", "another folder")]
    public async Task An_archive_of_another_kind_is_left_alone(string format, string remedy, params string[] more)
    {
        Assert.Equal(0, await RunAsync("parquet"));
        Assert.Equal(1, await RunAsync(format, null, more));
        Assert.Contains(remedy, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_library_it_says_how_to_get_it()
    {
        _bench.Plant.SqlOptions.Library = "/nowhere/libduckdb.so";
        Assert.Equal(1, await RunAsync("parquet"));
        Assert.Contains("npm install", _error.ToString(), StringComparison.Ordinal);
    }

    private FolderPlace Place => new(_folder.FullName);

    private async Task<ArchiveManifest> ManifestAsync() => (await ArchiveManifest.ReadAsync(Place, default))!;

    private Task<int> RunAsync(string format, TimeProvider? clock = null, params string[] more)
    {
        var line = new CommandLine(
            _plant.Loader, new FakePlantCommands(), new(_out, _error, TextReader.Null, IsTerminal: false), clock ?? new ManualClock(new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero)), "1.2.3");
        return line.RunAsync(["export", format, _folder.FullName, "--from", "2026-03-09T10:00:00Z", "--to", "2026-03-12", "--plant", _plant.Folder, .. more], CancellationToken.None);
    }
}
