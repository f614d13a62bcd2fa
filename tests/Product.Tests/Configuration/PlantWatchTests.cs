using Millwright.Fakes;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Configuration.Reload;

namespace Millwright.Product.Tests.Configuration;

public sealed class PlantWatchTests
{
    private const string Text = "plant: acme/berlin\ntimezone: UTC\nconnections: { oven: { driver: fake-tcp, scan: 1 s } }\n";

    private readonly ManualClock _clock = new();
    private readonly List<ConfigurationChange> _applied = [];

    [Fact]
    public async Task The_folder_is_read_once_it_has_been_quiet()
    {
        using var folder = new TempPlant(Text);
        await using var watch = Watch(folder);
        folder.Write("plant.yaml", Text.Replace("1 s", "2 s", StringComparison.Ordinal));
        watch.Touch();
        _clock.Advance(PlantWatch.Quiet / 2);
        watch.Touch();
        _clock.Advance(PlantWatch.Quiet / 2);
        await watch.WhenReadAsync();
        Assert.Empty(_applied);
        _clock.Advance(PlantWatch.Quiet / 2);
        await watch.WhenReadAsync();
        Assert.Equal(["oven"], Assert.Single(_applied).ConnectionsChanged);
        Assert.Equal(TimeSpan.FromSeconds(2), watch.Current.Connections[0].Options.Scan);
    }

    [Fact]
    public async Task A_version_with_errors_is_not_taken_and_is_shown()
    {
        using var folder = new TempPlant(Text);
        await using var watch = Watch(folder);
        var running = watch.Current;
        folder.Write("plant.yaml", Text.Replace("scan", "scann", StringComparison.Ordinal));
        Assert.Null(await watch.ReadAsync(CancellationToken.None));
        Assert.Same(running, watch.Current);
        Assert.Equal("plant.yaml:3: unknown key 'scann' in a fake-tcp connection; write 'scan'", Assert.Single(watch.Last.Findings).ToString());
        folder.Write("plant.yaml", Text.Replace("1 s", "3 s", StringComparison.Ordinal));
        Assert.NotNull(await watch.ReadAsync(CancellationToken.None));
        Assert.Empty(watch.Last.Findings);
    }

    [Fact]
    public async Task A_remark_changes_nothing_that_runs()
    {
        using var folder = new TempPlant(Text);
        await using var watch = Watch(folder);
        folder.Write("plant.yaml", Text + "# a remark\n");
        Assert.Null(await watch.ReadAsync(CancellationToken.None));
        Assert.Empty(_applied);
        Assert.EndsWith("# a remark\n", watch.Last.Files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_cannot_be_put_into_effect_keeps_the_version_before()
    {
        using var folder = new TempPlant(Text);
        var first = folder.Load();
        await using var watch = new PlantWatch(
            folder.Loader, folder.Folder, first, (_, _, _) => throw new InvalidOperationException("the port is taken"), _clock);
        folder.Write("plant.yaml", Text.Replace("1 s", "2 s", StringComparison.Ordinal));
        Assert.Null(await watch.ReadAsync(CancellationToken.None));
        Assert.Same(first.Configuration, watch.Current);
        Assert.Contains("the port is taken", Assert.Single(watch.Last.Findings).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_written_file_is_noticed()
    {
        using var folder = new TempPlant(Text);
        await using var watch = Watch(folder);
        watch.Start();
        folder.Write("plant.yaml", Text.Replace("1 s", "2 s", StringComparison.Ordinal));
        while (_applied.Count == 0)
        {
            // The file system says it when it likes; the manual clock alone decides when the folder was quiet for long enough.
            _clock.Advance(PlantWatch.Quiet);
            await watch.WhenReadAsync().WaitAsync(TestContext.Current.CancellationToken);
            await Task.Yield();
        }
        Assert.Equal(["oven"], _applied[0].ConnectionsChanged);
    }

    private PlantWatch Watch(TempPlant folder) => new(folder.Loader, folder.Folder, folder.Load(), Apply, _clock);

    private Task Apply(ConfigurationChange change, PlantConfiguration next, CancellationToken cancellation)
    {
        _applied.Add(change);
        return Task.CompletedTask;
    }
}
