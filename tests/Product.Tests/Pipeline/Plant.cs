using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Fakes;
using Millwright.Flow.Ledger;
using Millwright.Flow.Options;
using Millwright.Flow.Pipeline;
using Millwright.Flow.Supervision;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Product.Tests.Pipeline;

/// <summary>A whole flow on fakes: log, files, clock, and one driver.</summary>
internal sealed class Plant : IAsyncDisposable
{
    public Plant(TagKind kind = TagKind.Float64, FakeSampleLog? log = null, MemoryFiles? files = null, ManualClock? clock = null, TagTable? tags = null)
    {
        Driver = new(kind);
        Log = log ?? new();
        Files = files ?? new();
        Clock = clock ?? new();
        Tags = tags ?? new();
        Flow = PlantFlow.Start(new(Tags, Log, Files, "/plant", Clock, NullLoggerFactory.Instance));
    }

    public FakeDriver Driver { get; }

    public FakeSampleLog Log { get; }

    public MemoryFiles Files { get; }

    public ManualClock Clock { get; }

    public TagTable Tags { get; }

    public PlantFlow Flow { get; }

    public ConnectionLedger Sums => Flow.Ledger.Snapshot().Connections.Single(c => c.Connection == "press3");

    public ConnectionStatus Status => Flow.Connections.Connections.Single();

    public Timestamp Now => Timestamp.Now(Clock);

    /// <summary>A connection press3 with tags t0, t1 and so on, all with the same options.</summary>
    public ConnectionSetup Setup(int tags, Action<TagOptions>? tagOptions = null, Action<ConnectionOptions>? options = null, object? driverOptions = null)
    {
        var definitions = Enumerable.Range(0, tags).Select(i => new TagDefinition
        {
            Id = new(new Guid(i + 1, 0, 0, new byte[8])),
            Path = TagPath.Parse($"acme/press3/t{i}"),
            Kind = TagKind.Float64,
            Connection = "press3",
            Address = $"{i}",
        }).ToList();
        var handles = Tags.Replace(definitions);
        var connection = new ConnectionOptions { Driver = "fake" };
        options?.Invoke(connection);
        return new("press3", Driver, driverOptions ?? "device", connection,
            [.. handles.Select((h, i) =>
            {
                var o = new TagOptions();
                tagOptions?.Invoke(o);
                return new TagSetup(h, definitions[i].Path, o, $"{i}");
            })]);
    }

    public async Task<FakeDriver.FakeSource> ConnectAsync(ConnectionSetup setup)
    {
        await Flow.Connections.ApplyAsync([setup], CancellationToken.None);
        return await Driver.StartedAsync();
    }

    /// <summary>Connects and completes the first cycle.</summary>
    public async Task<FakeDriver.FakeSource> RunningAsync(ConnectionSetup setup)
    {
        var source = await ConnectAsync(setup);
        await source.PublishAsync([.. setup.Tags.Select(t => Of(t, 0))]);
        await source.DoAsync(o => o.CycleCompleted([.. setup.Tags.Select(t => t.Handle)]));
        return source;
    }

    public Sample Of(TagSetup tag, double value, Quality? quality = null) => new(tag.Handle, Now, TagValue.Of(value), quality ?? Quality.Good);

    /// <summary>Waits for something that another thread does; the limit is only there to end a test that hangs.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var i = 0; i < 20_000; i++)
        {
            if (condition())
                return;
            await Task.Yield();
            if (i > 1000)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
        Assert.Fail($"It never came to be: {what}");
    }

    /// <summary>Lets time pass in steps until something has come to be.</summary>
    public async Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition, string what)
    {
        for (var i = 0; i < 5_000; i++)
        {
            if (condition())
                return;
            Clock.Advance(step);
            await Task.Yield();
            if (i > 100)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
        Assert.Fail($"It never came to be: {what}");
    }

    public async ValueTask DisposeAsync()
    {
        Log.AutoCommit = true;
        Log.Unblock();
        Log.Commit();
        await Flow.DisposeAsync();
    }
}
