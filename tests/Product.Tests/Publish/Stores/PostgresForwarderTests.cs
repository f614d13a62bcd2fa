using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Databases;
using Millwright.Fakes;
using Millwright.Flow.Bus;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Product.Tests.Log;
using Millwright.Publish.Forwarding;
using Millwright.Publish.Stores;
using Millwright.Publish.Stores.Postgres;

namespace Millwright.Product.Tests.Publish.Stores;

/// <summary>A real log, a real PostgreSQL, and the forwarding between them.</summary>
public sealed class PostgresForwarderTests : IClassFixture<PostgresServer>, IAsyncDisposable
{
    private const string Name = "postgresql";

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(120), TimeProvider.System);
    private readonly MemoryFileStore _files = new();
    private readonly TagTable _tags = LogPlant.Tags(3, out _);
    private readonly SampleLog _log;
    private readonly PostgresServer _server;
    private readonly PostgresOptions _options;
    private readonly Guid _sink = Guid.NewGuid();
    private int _committed;

    public PostgresForwarderTests(PostgresServer server)
    {
        server.Need();
        _server = server;
        _log = LogPlant.Open(_files, _tags);
        _options = new() { Address = server.Address, User = PostgresServer.UserName, Schema = $"t{Guid.NewGuid():N}", Every = TimeSpan.FromMilliseconds(10) };
    }

    public ValueTask DisposeAsync()
    {
        _log.Dispose();
        _limit.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Samples_and_their_tags_come_to_the_tables_and_what_is_not_selected_moves_the_place()
    {
        _options.Select = ["**/tag0"];
        await using var forwarder = Start();
        await CommitAsync(30);
        await UntilStoredAsync();
        Assert.Equal((true, null, 30L, 0L), (forwarder.Status.IsConnected, forwarder.Status.Problem, forwarder.Status.Acknowledged, forwarder.Status.Refused));
        Assert.Equal("30|0.0|29.5|press-shop/line1/press0/tag0|°C|press0", await AskAsync(
            "SELECT concat_ws('|', count(*), min(s.value - 0.5)::numeric(9,1), max(s.value), min(t.path), min(t.unit), min(t.connection)) FROM {0}.samples s JOIN {0}.tags t ON t.id = s.tag"));
        Assert.Equal("1", await AskAsync("SELECT count(*) FROM {0}.history WHERE tag = 'press-shop/line1/press0/tag0' AND value = 7.5 AND status = 0"));
        Assert.Equal($"acme/berlin {_log.Committed}", await AskAsync("SELECT plant || ' ' || position FROM {0}.cursors"));
    }

    [Fact]
    public async Task A_server_that_is_killed_in_the_middle_has_each_sample_once_when_it_is_back()
    {
        await using var forwarder = Start();
        await CommitAsync(200);
        await UntilAsync(() => forwarder.Status.Acknowledged > 0);
        var committing = CommitAsync(2_000);
        await UntilAsync(() => forwarder.Status.Acknowledged > 300);
        await _server.KillAsync();
        await committing;
        await UntilAsync(() => forwarder.Status.Problem is not null);
        Assert.True(Stored < _log.Committed);
        await _server.StartAsync();
        await UntilStoredAsync();
        Assert.Equal("6600|2200", await AskAsync("SELECT count(*) || '|' || count(DISTINCT value) / 3 FROM {0}.samples"));
        Assert.Equal(6_600, forwarder.Status.Acknowledged);
        Assert.Null(forwarder.Status.Problem);
    }

    [Fact]
    public async Task What_the_database_has_is_not_written_again_when_the_place_in_the_log_was_lost()
    {
        await using (var forwarder = Start())
        {
            await CommitAsync(20);
            await UntilStoredAsync();
        }
        // As a kill between the commit and the storing of the place leaves it: the database is ahead.
        await AskAsync("UPDATE {0}.samples SET value = value + 1000000 RETURNING 1");
        var before = _log.OpenCursor("other");
        Assert.True(before.Acknowledged < Stored);
        await CommitAsync(5);
        await using var again = new StoreForwarder(Parts(before, isNew: false), Name, Target(), _options);
        await UntilAsync(() => before.Acknowledged == _log.Committed);
        Assert.Equal(15, again.Status.Acknowledged);
        Assert.Equal("60|15", await AskAsync("SELECT count(*) FILTER (WHERE value > 999999) || '|' || count(*) FILTER (WHERE value < 999999) FROM {0}.samples"));
    }

    [Fact]
    public async Task What_cannot_be_stored_is_counted_with_its_cause_and_the_rest_is_stored()
    {
        await using var forwarder = Start();
        var batch = SampleBatch.Rent(3);
        batch.Add(new(0), LogPlant.TimeOf(1_000), TagValue.Of(1.0), Quality.Good);
        batch.Add(new(1), Timestamp.From(new(1960, 1, 1, 0, 0, 0, TimeSpan.Zero)), TagValue.Of(2.0), Quality.Good);
        batch.Add(new(2), Timestamp.From(new(2999, 1, 1, 0, 0, 0, TimeSpan.Zero)), TagValue.Of(3.0), Quality.Good);
        await LogPlant.CommitAsync(_log, batch);
        await UntilStoredAsync();
        await UntilAsync(() => forwarder.Status.Refused == 2);
        Assert.Contains("before 1970", forwarder.Status.Problem, StringComparison.Ordinal);
        // A rule of somebody else on the table: the server refuses one sample of many.
        await AskAsync("ALTER TABLE {0}.samples ADD CHECK (value <> 13.5); SELECT 1");
        await CommitAsync(30);
        await UntilAsync(() => forwarder.Status.Refused == 3);
        await UntilStoredAsync();
        Assert.Equal("90", await AskAsync("SELECT count(*) FROM {0}.samples"));
    }

    [Theory]
    [InlineData("mysql://h/d", "address: 'mysql://h/d' is no database")]
    [InlineData("postgresql://h", "address: 'postgresql://h' is no database")]
    [InlineData("postgresql://u:secret@h/d", "address: 'postgresql://u:secret@h/d' is no database")]
    [InlineData("postgresql://h/d", null)]
    [InlineData("postgresql://[::1]:5433/d", null)]
    public void An_address_is_checked(string address, string? problem) =>
        Assert.Equal(problem, new PostgresOptions { Address = address }.Validate().Select(p => $"{p.Key}: {p.Problem}").FirstOrDefault());

    private LogPosition Stored => _log.Cursors.GetValueOrDefault(Name);

    private StoreForwarder Start()
    {
        Assert.Empty(_options.Validate());
        var isNew = !_log.Cursors.ContainsKey(Name);
        return new(Parts(_log.OpenCursor(Name), isNew), Name, Target(), _options);
    }

    private ForwardParts Parts(ILogCursor cursor, bool isNew) =>
        new(_log, cursor, isNew, _tags, new CurrentValues(), TagPath.Parse("acme/berlin"), TimeProvider.System, NullLogger.Instance);

    private PostgresTarget Target() => new(_options, _sink, "acme/berlin", TimeProvider.System);

    /// <summary>Commits batches of three samples whose values are all different.</summary>
    private async Task CommitAsync(int batches)
    {
        for (var i = 0; i < batches; i++, _committed++)
        {
            var batch = SampleBatch.Rent(3);
            for (var tag = 0; tag < 3; tag++)
                batch.Add(new(tag), LogPlant.TimeOf(_committed), TagValue.Of(_committed + (tag * 100_000) + (tag == 0 ? 0.5 : 0.25)), Quality.Good);
            await LogPlant.CommitAsync(_log, batch);
        }
    }

    private async Task<string> AskAsync(string sql)
    {
        await using var source = _options.Open();
        await using var command = source.CreateCommand(sql.Replace("{0}", _options.Schema, StringComparison.Ordinal));
        return $"{await command.ExecuteScalarAsync(_limit.Token)}";
    }

    private Task UntilStoredAsync() => UntilAsync(() => Stored == _log.Committed);

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, _limit.Token);
    }
}
