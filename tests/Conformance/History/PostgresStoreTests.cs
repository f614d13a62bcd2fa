using Millwright.Databases;
using Millwright.Flow.Log;
using Millwright.Historian;
using Millwright.Model;
using Millwright.Publish.Stores;
using Millwright.Publish.Stores.Postgres;

namespace Millwright.Conformance.History;

/// <summary>The kit against a real PostgreSQL, each test in a schema of its own.</summary>
public sealed class PostgresStoreTests : HistoryStoreConformance, IClassFixture<PostgresServer>, IAsyncLifetime
{
    private readonly PostgresOptions _options;
    private PostgresTarget _target;
    private PostgresStore _store;
    private long _position;

    public PostgresStoreTests(PostgresServer server)
    {
        server.Need();
        _options = new() { Address = server.Address, User = PostgresServer.UserName, Schema = $"t{Guid.NewGuid():N}", DaysAhead = 1 };
        Assert.Empty(_options.Validate());
        (_target, _store) = Open();
    }

    protected override IHistoryStore Store => _store;

    public async ValueTask InitializeAsync() => await _target.OpenAsync(default);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _target.DisposeAsync();
    }

    protected override async Task WriteAsync(TagId tag, IReadOnlyList<StoredSample> samples)
    {
        var definition = new TagDefinition { Id = tag, Path = TagPath.Parse($"plant/{tag}"), Kind = TagKind.Float64, Connection = "test" };
        StoreRow[] rows = [.. samples.Select(s => new StoreRow(definition, tag.ToString(), new(new(0), s.SourceTime, s.Value, s.Quality, s.ServerTime)))];
        Assert.Equal(new StoreOutcome(rows.Length, 0, null), await _target.WriteAsync(rows, new(++_position), default));
    }

    /// <summary>What is committed has its lasting form.</summary>
    protected override Task SettleAsync() => Task.CompletedTask;

    protected override async Task ReopenAsync()
    {
        await DisposeAsync();
        (_target, _store) = Open();
        Assert.Equal(new LogPosition(_position), await _target.OpenAsync(default));
    }

    private (PostgresTarget, PostgresStore) Open() => (new(_options, Guid.Empty, "plant", TimeProvider.System), new(_options, TimeProvider.System));
}
