using Millwright.Historian.Sql;

namespace Millwright.Product.Tests.Sql;

/// <summary>No statement reaches a file, the network or a setting.</summary>
public sealed class SqlIsolationTests : IDisposable
{
    private readonly SqlBench _bench = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("millwright-sql-");

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('{0}/secret.csv')")]
    [InlineData("SELECT * FROM read_text('{0}/secret.csv')")]
    [InlineData("SELECT * FROM read_blob('{0}/*')")]
    [InlineData("SELECT * FROM read_json('{0}/secret.csv')")]
    [InlineData("SELECT * FROM read_parquet('{0}/secret.csv')")]
    [InlineData("SELECT * FROM parquet_metadata('{0}/secret.csv')")]
    [InlineData("SELECT * FROM sniff_csv('{0}/secret.csv')")]
    [InlineData("SELECT * FROM glob('{0}/*')")]
    [InlineData("SELECT * FROM '{0}/secret.csv'")]
    [InlineData("SELECT * FROM query('SELECT * FROM read_text(''{0}/secret.csv'')')")]
    [InlineData("SELECT * FROM query_table('{0}/secret.csv')")]
    [InlineData("SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')")]
    [InlineData("SELECT * FROM read_parquet('s3://bucket/x.parquet')")]
    [InlineData("SELECT getenv('HOME')")]
    [InlineData("COPY (SELECT 42) TO '{0}/out.csv'")]
    [InlineData("COPY samples TO '{0}/out.parquet' (FORMAT parquet)")]
    [InlineData("EXPLAIN ANALYZE COPY (SELECT 42) TO '{0}/out.csv'")]
    [InlineData("EXPORT DATABASE '{0}/all'")]
    [InlineData("IMPORT DATABASE '{0}'")]
    [InlineData("ATTACH '{0}/other.db'")]
    [InlineData("ATTACH ':memory:' AS other")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD '{0}/secret.csv'")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET memory_limit = '64GB'")]
    [InlineData("SET TimeZone = 'Europe/Berlin'")]
    [InlineData("RESET lock_configuration")]
    [InlineData("PRAGMA enable_profiling")]
    [InlineData("CREATE TABLE t AS SELECT 1")]
    [InlineData("CREATE SECRET s (TYPE s3)")]
    [InlineData("INSERT INTO samples VALUES (1)")]
    [InlineData("DELETE FROM samples")]
    [InlineData("DROP VIEW samples")]
    [InlineData("CALL enable_logging()")]
    [InlineData("VACUUM")]
    [InlineData("COMMIT")]
    [InlineData("PREPARE p AS SELECT 1")]
    [InlineData("CHECKPOINT")]
    public async Task What_is_not_a_question_to_the_plant_is_refused(string sql)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "secret.csv"), "a,b\n1,2\n");
        var error = await _bench.FailAsync(sql.Replace("{0}", _folder.FullName, StringComparison.Ordinal));
        Assert.Equal(SqlFault.Statement, error.Fault);
        Assert.Equal(["secret.csv"], _folder.GetFiles().Select(f => f.Name));
    }

    [Fact]
    public async Task What_one_statement_does_the_next_does_not_see()
    {
        await _bench.FailAsync("CREATE TABLE t AS SELECT 1");
        Assert.Contains("does not exist", (await _bench.FailAsync("SELECT * FROM t")).Problem, StringComparison.Ordinal);
    }
}
