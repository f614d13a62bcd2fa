using System.Security.Cryptography;
using Millwright.Databases;
using Millwright.Historian;
using Millwright.Historian.Parquet;
using Millwright.Host.Archives;
using Millwright.Model;
using Millwright.Product.Tests.Sql;
using Millwright.Publish.Stores.Postgres;

namespace Millwright.Product.Tests.Archive;

/// <summary>A day of samples into a real database and out of it again, with COPY.</summary>
public sealed class PostgresPlaceTests : IClassFixture<PostgresServer>
{
    private const string Day = "samples/day=2026-03-09/samples.csv";

    private readonly PostgresOptions _options;

    public PostgresPlaceTests(PostgresServer server)
    {
        server.Need();
        _options = new() { Address = server.Address, User = PostgresServer.UserName, Schema = $"t{Guid.NewGuid():N}" };
    }

    [Fact]
    public async Task A_day_comes_back_as_it_was_and_is_answered_for_as_by_the_historian()
    {
        using var bench = new SqlBench();
        bench.Add("odd/number", new(SqlBench.At(0).Ticks + 3), TagValue.Of(0.1 + 0.2));
        bench.Add("odd/number", SqlBench.At(1), TagValue.Of(double.NegativeInfinity));
        bench.Add("odd/number", SqlBench.At(2), TagValue.Of(double.NaN), Quality.BadSensorFailure);
        bench.Add("odd/text", SqlBench.At(0), TagValue.Of("say \"no\",\r\nplease é"));
        bench.Add("odd/text", SqlBench.At(1), TagValue.Of(""));
        bench.Add("odd/whole", SqlBench.At(0), TagValue.Of(ulong.MaxValue));
        bench.Add("odd/bytes", SqlBench.At(0), TagValue.Of(new byte[] { 0, 255 }));
        bench.Add("odd/list", SqlBench.At(0), TagValue.OfArray(new[] { "a, b", "" }));
        IReadOnlyList<PostgresTag> tags = [.. bench.Tags.Select(t => new PostgresTag(t.Value.Id.Value, t.Key, t.Value.Connection, t.Value.Kind.Word(), null))];
        using var place = new PostgresPlace(_options, TimeProvider.System, _ => Task.FromResult(tags));
        Assert.Null(await place.FindAsync(Day, default));
        using var written = place.Begin(Day);
        var file = await new HistoryFiles(bench.Engine).WriteAsync(written.Path, HistoryFormat.Csv, SqlBench.At(0), SqlBench.At(3_600), [], default);
        for (var times = 0; times < 2; times++)
            await place.KeepAsync(Day, written, file.Sha256, default);
        Assert.Equal(new ArchivedFile(file.Bytes, file.Sha256), await place.FindAsync(Day, default));

        using var reading = new PostgresPlace(_options, TimeProvider.System, null);
        Assert.Equal([Day], await reading.ListAsync(default));
        using var back = (await reading.FetchAsync(Day, default))!;
        using var reader = HistoryFileReader.Open(bench.Engine, back.Path, HistoryFormat.Csv, new(), default);
        Assert.True(reader.IsOwn);
        var read = new Dictionary<string, List<StoredSample>>();
        while (reader.Next())
        {
            Assert.Null(reader.Current.Problem);
            if (!read.TryGetValue(reader.Current.Name, out var samples))
                read.Add(reader.Current.Name, samples = []);
            samples.Add(new(reader.Current.Time, reader.Current.Value, reader.Current.Quality));
        }
        await using var store = new PostgresStore(_options, TimeProvider.System);
        foreach (var (path, tag) in bench.Tags)
        {
            var expected = await AllAsync(bench.Store, tag.Id);
            Assert.Equal(expected, read[path]);
            Assert.Equal(expected, await AllAsync(store, tag.Id));
        }
    }

    [Fact]
    public async Task A_text_is_kept_for_those_who_write_and_a_tag_that_the_plant_has_not_is_refused()
    {
        using var place = new PostgresPlace(_options, TimeProvider.System, _ => Task.FromResult<IReadOnlyList<PostgresTag>>([]));
        using var manifest = place.Begin("manifest.json");
        await File.WriteAllTextAsync(manifest.Path, "{ \"format\": \"csv\" }");
        await place.KeepAsync("manifest.json", manifest, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(manifest.Path))), default);
        using (var kept = (await place.FetchAsync("manifest.json", default))!)
            Assert.Equal("{ \"format\": \"csv\" }", await File.ReadAllTextAsync(kept.Path));
        using var reading = new PostgresPlace(_options, TimeProvider.System, null);
        Assert.Null(await reading.FetchAsync("manifest.json", default));
        Assert.Empty(await reading.ListAsync(default));

        using var day = place.Begin(Day);
        await File.WriteAllTextAsync(day.Path, "tag,time,nanos,value,text,kind,quality,status\nold/tag,2026-03-09 10:00:00+00,0,1,,float64,Good,0\n");
        var unknown = await Assert.ThrowsAsync<ArchiveException>(() => place.KeepAsync(Day, day, "", default));
        Assert.Contains("the plant has no tag old/tag", unknown.Message, StringComparison.Ordinal);
        using var away = new PostgresPlace(new() { Address = "postgresql://127.0.0.1:1/none", User = "nobody" }, TimeProvider.System, null);
        Assert.Contains("see the address", (await Assert.ThrowsAsync<ArchiveException>(() => away.ListAsync(default))).Message, StringComparison.Ordinal);
    }

    private static async Task<List<StoredSample>> AllAsync(IHistoryStore store, TagId tag)
    {
        var samples = new List<StoredSample>();
        await foreach (var sample in store.ReadRawAsync(tag, Timestamp.MinValue, Timestamp.MaxValue, int.MaxValue, default))
            samples.Add(sample);
        return samples;
    }
}
