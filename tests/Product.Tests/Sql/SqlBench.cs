using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millwright.Fakes;
using Millwright.Flow.Ledger;
using Millwright.Flow.Sources;
using Millwright.Historian;
using Millwright.Historian.Queries;
using Millwright.Historian.Sql;
using Millwright.Model;
using Millwright.Product.Tests.Http;
using Millwright.Product.Tests.RepoRules;

namespace Millwright.Product.Tests.Sql;

/// <summary>DuckDB over a store in memory that remembers what it was asked: three tags, ten minutes at one second.</summary>
internal sealed class SqlBench : IDisposable
{
    public static readonly Timestamp Start = Timestamp.From(new(2026, 3, 9, 10, 0, 0, TimeSpan.Zero));

    public const int Seconds = 600;

    public SqlBench(SqlOptions? options = null)
    {
        options ??= new();
        options.Library ??= LibraryOrSkip();
        Engine = new(options, Store, new Catalog(this), Clock);
        for (var i = 0; i < Seconds; i++)
        {
            Add("press/oil", At(i), TagValue.Of(40 + (i % 10)));
            Add("press/state", At(i), TagValue.Of(i % 2 == 0 ? "run" : "stop"));
            Add("pump/flow", At(i), i == 7 ? TagValue.None : TagValue.Of(i * 0.5), i == 7 ? Quality.BadNoCommunication : Quality.Good);
        }
    }

    public ManualClock Clock { get; } = new();

    public RecordingStore Store { get; } = new();

    public SqlEngine Engine { get; }

    public Dictionary<string, TagDefinition> Tags { get; } = [];

    public static Timestamp At(double second) => Start + TimeSpan.FromSeconds(second);

    /// <summary>The library that <c>./test</c> fetches.</summary>
    public static string LibraryOrSkip()
    {
        var machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var path = RepositoryRoot.Combine(".ci", "duckdb", "node_modules", "@duckdb", $"node-bindings-linux-{machine}", "libduckdb.so");
        Assert.SkipUnless(File.Exists(path), "DuckDB's library is not there: (cd .ci/duckdb && npm ci)");
        return path;
    }

    public void Add(string path, Timestamp time, TagValue value, Quality? quality = null)
    {
        if (!Tags.TryGetValue(path, out var tag))
        {
            tag = new()
            {
                Id = new(Guid.NewGuid()),
                Path = TagPath.Parse("acme/berlin/" + path),
                Kind = value.Kind,
                Connection = "plc",
                Address = "1",
                Unit = Unit.TryParse("°C", out var unit) ? unit : null,
                Range = new(0, 120),
                States = new Dictionary<long, string> { [0] = "idle" },
            };
            Tags.Add(path, tag);
        }
        Store.Add(tag.Id, new(time, value, quality ?? Quality.Good));
    }

    /// <summary>All rows of a statement, each a line of its values with a bar between.</summary>
    public async Task<List<string>> RowsAsync(string sql, int maxRows = int.MaxValue, CancellationToken cancellation = default)
    {
        await using var answer = await Engine.RunAsync(sql, maxRows, cancellation);
        var lines = new List<string>();
        while (await answer.ReadAsync() is { } rows)
        {
            for (var row = 0; row < rows.Rows; row++)
                lines.Add(string.Join('|', rows.Values.Skip(row * answer.Columns.Count).Take(answer.Columns.Count).Select(v => v.IsNone ? "NULL" : v.ToString())));
        }
        return lines;
    }

    public async Task<SqlException> FailAsync(string sql) => await Assert.ThrowsAsync<SqlException>(() => RowsAsync(sql));

    public void Dispose() => Engine.Dispose();

    private sealed class Catalog(SqlBench bench) : ISqlCatalog
    {
        public IEnumerable<(TagDefinition Tag, string Path)> Tags => bench.Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Value, t.Key));

        public IEnumerable<(Asset Asset, string Path)> Assets =>
            [(new() { Path = TagPath.Parse("acme/berlin/press"), Level = AssetLevel.Machine, Type = "hydraulic-press" }, "press")];

        public IEnumerable<Gap> Gaps =>
            [new(1, "plc", null, At(5), At(9), GapCause.DeviceDown, 12, "no answer"), new(2, "plc", TagPath.Parse("acme/berlin/pump/flow"), At(9), Timestamp.None, GapCause.BadQuality, -1, "odd")];

        public string Relative(TagPath path) => path.ToString()["acme/berlin/".Length..];
    }
}

/// <summary>History in memory that remembers each reading.</summary>
internal sealed class RecordingStore : IHistoryStore
{
    private readonly Lock _gate = new();
    private readonly FakeHistory _history = new();

    public List<(TagId Tag, Timestamp From, Timestamp To)> Readings { get; } = [];

    /// <summary>What a reading waits for before its first sample, null for nothing.</summary>
    public Task? Delay { get; set; }

    public Exception? Failure { get; set; }

    public void Add(TagId tag, StoredSample sample)
    {
        if (!_history.Samples.TryGetValue(tag, out var samples))
            _history.Samples.Add(tag, samples = []);
        samples.Add(sample);
    }

    public bool TryGetLast(TagId tag, out StoredSample sample) => _history.TryGetLast(tag, out sample);

    public async IAsyncEnumerable<StoredSample> ReadRawAsync(
        TagId tag, Timestamp from, Timestamp to, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        lock (_gate)
            Readings.Add((tag, from, to));
        if (Failure is { } failure)
            throw failure;
        if (Delay is { } delay)
            await delay.WaitAsync(cancellation);
        await foreach (var sample in _history.ReadRawAsync(tag, from, to, limit, cancellation))
        {
            if (Failure is { } later)
                throw later;
            yield return sample;
        }
    }

    public ValueTask<long> CountAsync(TagId tag, Timestamp from, Timestamp to, CancellationToken cancellation) => _history.CountAsync(tag, from, to, cancellation);

    public ValueTask<IReadOnlyList<Bucket>> DownsampleAsync(TagId tag, Timestamp from, Timestamp to, int buckets, CancellationToken cancellation) =>
        _history.DownsampleAsync(tag, from, to, buckets, cancellation);

    public ValueTask<IReadOnlyList<IntervalSummary>> SummarizeAsync(TagId tag, IReadOnlyList<Timestamp> bounds, CourseOptions options, CancellationToken cancellation) =>
        _history.SummarizeAsync(tag, bounds, options, cancellation);

    public ValueTask<StoredSample?> FindBeforeAsync(TagId tag, Timestamp time, CancellationToken cancellation) => _history.FindBeforeAsync(tag, time, cancellation);

    public ValueTask<StoredSample?> FindFromAsync(TagId tag, Timestamp time, CancellationToken cancellation) => _history.FindFromAsync(tag, time, cancellation);

    public ValueTask<TagExtent?> GetExtentAsync(TagId tag, CancellationToken cancellation) => _history.GetExtentAsync(tag, cancellation);
}
