using System.Security.Cryptography;
using Millwright.Host.Archives;
using Millwright.Host.Cli;

namespace Millwright.Product.Tests.Archive;

public sealed class S3PlaceTests(S3Server server) : IClassFixture<S3Server>
{
    [Theory]
    [InlineData("s3://plant/a/b", true, "plant", "a/b/")]
    [InlineData("S3://plant/", true, "plant", "")]
    [InlineData("s3:///a", false, "", "a/")]
    [InlineData("/data/s3", false, "", "")]
    public void A_name_is_a_bucket_and_what_stands_before_its_paths(string name, bool isOne, string bucket, string prefix)
    {
        Assert.Equal(isOne, S3Place.TryParse(name, out var foundBucket, out var foundPrefix));
        Assert.Equal((bucket, prefix), (foundBucket, foundPrefix));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(S3Place.PartBytes + 12_345)]
    public async Task A_file_comes_back_as_it_was_also_in_parts(int bytes)
    {
        using var place = Open("a/b");
        var content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        var path = $"samples/day=2026-03-09/{bytes}.parquet";
        Assert.Null(await place.FindAsync(path, default));
        Assert.Null(await place.FetchAsync(path, default));
        var sha256 = await PutAsync(place, path, content);
        Assert.Equal(new ArchivedFile(bytes, sha256), await place.FindAsync(path, default));
        using var back = (await place.FetchAsync(path, default))!;
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(back.Path))));
        Assert.Contains(path, await place.ListAsync(default));
        using var other = Open("a/c");
        Assert.DoesNotContain(path, await other.ListAsync(default));
    }

    [Fact]
    public async Task A_manifest_is_put_in_place_and_a_file_that_somebody_changed_is_seen()
    {
        using var place = Open("m");
        Assert.Null(await ArchiveManifest.ReadAsync(place, default));
        var sha256 = await PutAsync(place, "x.csv", "time,tag,value\n"u8.ToArray());
        var file = new ArchiveFile("x.csv", "", "", 0, 15, sha256, "");
        await new ArchiveManifest("csv", [], [file]).WriteAsync(place, default);
        Assert.Equal(file, Assert.Single((await ArchiveManifest.ReadAsync(place, default))!.Files));
        Assert.Null(await file.ProblemAsync(place, default));
        await PutAsync(place, "x.csv", "time,tag,valuf\n"u8.ToArray());
        Assert.Equal("has another checksum", await file.ProblemAsync(place, default));
        await PutAsync(place, "x.csv", "time\n"u8.ToArray());
        Assert.Equal("has 5 bytes, not 15", await file.ProblemAsync(place, default));
        Assert.Equal("is missing", await (file with { Path = "y.csv" }).ProblemAsync(place, default));
    }

    [Fact]
    public async Task A_storage_that_refuses_or_is_not_there_is_said_with_a_remedy()
    {
        server.Need();
        using var wrong = new S3Place(new() { Endpoint = server.Endpoint, PathStyle = true, AccessKey = "nobody", Secret = "nothing" }, S3Server.Bucket, "", TimeProvider.System);
        var refused = await Assert.ThrowsAsync<ArchiveException>(() => PutAsync(wrong, "x", [1]));
        Assert.Contains("InvalidAccessKeyId", refused.Message, StringComparison.Ordinal);
        using var none = new S3Place(new() { Endpoint = server.Endpoint, PathStyle = true, AccessKey = S3Server.AccessKey, Secret = S3Server.Secret }, "elsewhere", "", TimeProvider.System);
        var missing = await Assert.ThrowsAsync<ArchiveException>(() => none.ListAsync(default));
        Assert.Contains("NoSuchBucket", missing.Message, StringComparison.Ordinal);
        Assert.Contains("section s3 of plant.yaml", missing.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Empty(S3Options.Check(new S3Options()));
        Assert.Equal(["endpoint", "secret"], S3Options.Check(new S3Options { Endpoint = "minio:9000", AccessKey = "x" }).Select(p => p.Key));
    }

    private S3Place Open(string prefix)
    {
        server.Need();
        return new(new() { Endpoint = server.Endpoint, PathStyle = true, AccessKey = S3Server.AccessKey, Secret = S3Server.Secret }, S3Server.Bucket, prefix + "/", TimeProvider.System);
    }

    private static async Task<string> PutAsync(S3Place place, string path, byte[] content)
    {
        using var file = place.Begin(path);
        await File.WriteAllBytesAsync(file.Path, content);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        await place.KeepAsync(path, file, sha256, default);
        return sha256;
    }
}
