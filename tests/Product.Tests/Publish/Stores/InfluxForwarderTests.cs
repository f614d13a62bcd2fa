using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Fakes;
using Millwright.Flow.Bus;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Product.Tests.Ingest;
using Millwright.Product.Tests.Log;
using Millwright.Publish.Stores;
using Millwright.Publish.Stores.Influx;
using Millwright.Security;

namespace Millwright.Product.Tests.Publish.Stores;

/// <summary>A real log, a real InfluxDB, and the forwarding between them.</summary>
public sealed class InfluxForwarderTests : IClassFixture<InfluxServer>, IAsyncDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(120), TimeProvider.System);
    private readonly MemoryFileStore _files = new();
    private readonly TagTable _tags = LogPlant.Tags(3, out _);
    private readonly SampleLog _log;
    private readonly InfluxServer _server;
    private readonly InfluxOptions _options;
    private int _committed;

    public InfluxForwarderTests(InfluxServer server)
    {
        _server = server;
        _log = LogPlant.Open(_files, _tags);
        _options = new() { Address = server.Address, Database = $"t{Guid.NewGuid():N}", Every = TimeSpan.FromMilliseconds(10) };
    }

    public ValueTask DisposeAsync()
    {
        _log.Dispose();
        _limit.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Samples_come_with_their_tags_and_what_a_server_missed_while_it_was_killed_comes_when_it_is_back()
    {
        InfluxServer.Need();
        await AskAsync($"CREATE DATABASE {_options.Database}");
        await using var forwarder = Start();
        await CommitAsync(50);
        await UntilStoredAsync();
        Assert.Equal((true, null, 150L, 0L), (forwarder.Status.IsConnected, forwarder.Status.Problem, forwarder.Status.Acknowledged, forwarder.Status.Refused));
        Assert.Equal("50", await AskAsync("SELECT count(value) FROM millwright WHERE asset = 'press-shop/line1/press0' AND signal = 'tag0' AND unit = '°C'"));
        Assert.Equal("7.5 0", await AskAsync($"SELECT value, status FROM millwright WHERE signal = 'tag0' AND time = {(LogPlant.TimeOf(7).Ticks - DateTime.UnixEpoch.Ticks) * 100}"));

        await _server.KillAsync();
        await CommitAsync(500);
        await UntilAsync(() => forwarder.Status.Problem is not null);
        Assert.True(Stored < _log.Committed);
        await _server.StartAsync();
        await UntilStoredAsync();
        Assert.Equal("1650 1650", await AskAsync("SELECT count(value), count(status) FROM millwright"));
        Assert.Equal((1_650L, null), (forwarder.Status.Acknowledged, forwarder.Status.Problem));
    }

    [Fact]
    public async Task Points_that_the_server_refuses_are_counted_and_the_others_are_stored()
    {
        InfluxServer.Need();
        await AskAsync($"CREATE DATABASE {_options.Database}");
        await _server.WriteAsync(_options.Database!, $"millwright text=1.5 {(LogPlant.TimeOf(1).Ticks - DateTime.UnixEpoch.Ticks) * 100}");
        var batch = SampleBatch.Rent(4);
        batch.Add(new(0), LogPlant.TimeOf(1), TagValue.Of(1.0), Quality.Good);
        batch.Add(new(1), LogPlant.TimeOf(1), TagValue.Of("a \"text\""), Quality.Good);
        batch.Add(new(2), LogPlant.TimeOf(1), TagValue.None, Quality.BadTimeout);
        batch.Add(new(2), Timestamp.From(new(1600, 1, 1, 0, 0, 0, TimeSpan.Zero)), TagValue.Of(1.0), Quality.Good);
        await LogPlant.CommitAsync(_log, batch);
        await using var forwarder = Start();
        await UntilStoredAsync();
        await UntilAsync(() => forwarder.Status.Refused == 2);
        Assert.Contains("field type conflict", forwarder.Status.Problem, StringComparison.Ordinal);
        Assert.Equal(2, forwarder.Status.Acknowledged);
        Assert.Equal($"1 2 {Quality.BadTimeout.Code}", await AskAsync("SELECT count(value), count(status), max(status) FROM millwright"));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_waited_for()
    {
        InfluxServer.Need();
        await using var forwarder = Start();
        await CommitAsync(5);
        await UntilAsync(() => forwarder.Status.Problem?.Contains("database not found", StringComparison.Ordinal) == true);
        Assert.True(Stored < _log.Committed);
        await AskAsync($"CREATE DATABASE {_options.Database}");
        await UntilStoredAsync();
        Assert.Equal("15", await AskAsync("SELECT count(value) FROM millwright"));
    }

    [Fact]
    public async Task Our_own_line_protocol_takes_it_as_version_2_and_refuses_what_it_has_no_room_for()
    {
        await using var bench = await IngestBench.StartAsync("bucket: plant, asset: copy, tag: \"{signal}_{field}\", max_tags: 4");
        (_options.Address, _options.Database, _options.Bucket, _options.Org, _options.Token) =
            (bench.Client.BaseAddress!.ToString(), null, "plant", "acme", bench.Token("forwarder", Role.Operator));
        await using var forwarder = Start();
        await CommitAsync(10);
        await UntilStoredAsync();
        // Two tags of each series: the third series is the one too many, and each of its points is refused by itself.
        Assert.Equal((20L, 10L), (forwarder.Status.Acknowledged, forwarder.Status.Refused));
        Assert.Contains("max_tags", forwarder.Status.Problem, StringComparison.Ordinal);
        Assert.EndsWith(" 9.5", await bench.HistoryAsync("copy/tag0_value", 10), StringComparison.Ordinal);
        Assert.Equal(10, (await bench.HistoryAsync("copy/tag1_status", 10)).Split(',').Length);
    }

    [Theory]
    [InlineData("http://h:8086", "b", null, "t", null, "org: a bucket needs an organization and a token")]
    [InlineData("http://h:8086", "b", "o", "t", "d", "bucket: bucket and database are both named")]
    [InlineData("http://h:8086", null, null, null, null, "bucket: neither bucket nor database is named")]
    [InlineData("h:8086", null, null, null, "d", "address: 'h:8086' is no server")]
    [InlineData("http://h:8086", null, null, "t", "d", "token: a database knows no token and no organization")]
    [InlineData("http://h:8086", "b", "o", "t", null, null)]
    public void Options_are_checked(string address, string? bucket, string? org, string? token, string? database, string? problem) => Assert.Equal(
        problem,
        new InfluxOptions { Address = address, Bucket = bucket, Org = org, Token = token, Database = database }.Validate().Select(p => $"{p.Key}: {p.Problem}").FirstOrDefault());

    private LogPosition Stored => _log.Cursors.GetValueOrDefault(InfluxSink.CursorName);

    private StoreForwarder Start()
    {
        Assert.Empty(_options.Validate());
        return InfluxSink.Start(
            new(_log, _log.OpenCursor(InfluxSink.CursorName), true, _tags, new CurrentValues(), TagPath.Parse("acme/berlin"), TimeProvider.System, NullLogger.Instance), _options);
    }

    private Task<string> AskAsync(string statement) => _server.AskAsync(_options.Database!, statement);

    private async Task CommitAsync(int batches)
    {
        for (var i = 0; i < batches; i++, _committed++)
        {
            var batch = SampleBatch.Rent(3);
            for (var tag = 0; tag < 3; tag++)
                batch.Add(new(tag), LogPlant.TimeOf(_committed), TagValue.Of(_committed + 0.5), Quality.Good);
            await LogPlant.CommitAsync(_log, batch);
        }
    }

    private Task UntilStoredAsync() => UntilAsync(() => Stored == _log.Committed);

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, _limit.Token);
    }
}
