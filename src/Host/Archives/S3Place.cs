using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Millwright.Host.Archives;

/// <summary>
/// An archive in object storage. Files beyond <see cref="PartBytes"/> go in parts, of which one that fails is sent again by itself; each is
/// sent with its MD5, which the storage compares, and the SHA-256 of the whole stands beside the object.
/// </summary>
internal sealed class S3Place : IArchivePlace
{
    /// <summary>The length of a part; 10,000 are the most of a file, and 5 MiB the least of a part.</summary>
    public const int PartBytes = 16 << 20;

    private const string ShaName = "sha256";
    private const int Attempts = 5;

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(4);

    private readonly AmazonS3Client _client;
    private readonly string _bucket;
    private readonly string _prefix;
    private readonly TimeProvider _clock;

    /// <param name="options">The storage, checked.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">What stands before every path; empty, or with a slash at its end.</param>
    /// <param name="clock">The time.</param>
    public S3Place(S3Options options, string bucket, string prefix, TimeProvider clock)
    {
        (_bucket, _prefix, _clock) = (bucket, prefix, clock);
        var configuration = new AmazonS3Config
        {
            AuthenticationRegion = options.Region,
            ForcePathStyle = options.PathStyle,
            MaxErrorRetry = Attempts,
            Timeout = TimeSpan.FromMinutes(10),
            // Trailing checksums are Amazon's own; MD5 is understood by all.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
            configuration.ServiceURL = endpoint;
        else
            configuration.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(options.Region);
        _client = options.AccessKey is { } key ? new(new BasicAWSCredentials(key, options.Secret), configuration) : new(configuration);
    }

    /// <summary>Reads <c>s3://bucket/prefix</c>.</summary>
    /// <returns>False for another place, or one without a bucket.</returns>
    public static bool TryParse(string place, out string bucket, out string prefix)
    {
        const string scheme = "s3://";
        (bucket, prefix) = ("", "");
        if (!place.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = place[scheme.Length..].TrimEnd('/');
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        bucket = slash < 0 ? rest : rest[..slash];
        prefix = slash < 0 ? "" : rest[(slash + 1)..] + "/";
        return bucket.Length > 0;
    }

    public string NameOf(string path) => $"s3://{_bucket}/{_prefix}{path}";

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        var paths = new List<string>();
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = _prefix };
        while (true)
        {
            var answer = await AskAsync("", () => _client.ListObjectsV2Async(request, cancellation));
            paths.AddRange((answer!.S3Objects ?? []).Select(o => o.Key[_prefix.Length..]));
            if (answer.IsTruncated != true)
                return [.. paths.Order(StringComparer.Ordinal)];
            request.ContinuationToken = answer.NextContinuationToken;
        }
    }

    public async Task<ArchivedFile?> FindAsync(string path, CancellationToken cancellation) =>
        await AskAsync(path, () => _client.GetObjectMetadataAsync(_bucket, _prefix + path, cancellation), mayBeMissing: true) is { } found
            ? new(found.ContentLength, found.Metadata[ShaName] is { Length: > 0 } sha256 ? sha256 : null)
            : null;

    public async Task<LocalFile?> FetchAsync(string path, CancellationToken cancellation)
    {
        using var answer = await AskAsync(path, () => _client.GetObjectAsync(_bucket, _prefix + path, cancellation), mayBeMissing: true);
        if (answer is null)
            return null;
        var file = LocalFile.Temporary();
        try
        {
            await using (var content = File.Create(file.Path))
                await answer.ResponseStream.CopyToAsync(content, cancellation);
            return new FileInfo(file.Path).Length == answer.ContentLength
                ? file
                : throw new ArchiveException(NameOf(path), "broke off on its way", "start it again");
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is IOException or HttpRequestException)
                throw new ArchiveException(NameOf(path), e.Message, "start it again", e);
            throw;
        }
    }

    public LocalFile Begin(string path) => LocalFile.Temporary();

    public async Task KeepAsync(string path, LocalFile written, string sha256, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(written.Path);
        var sent = new ArchivedFile(file.Length, sha256);
        ArchivedFile? found = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (file.Length <= PartBytes)
                await PutAsync(path, file, sha256, cancellation);
            else
                await PutPartsAsync(path, file, sha256, cancellation);
            found = await LookAsync(path, sent, cancellation);
            if (found == sent)
                return;
        }
        throw new ArchiveException(NameOf(path), $"is there as {found}, and {sent} was sent", "start the export again: it goes on with this file");
    }

    /// <summary>What is there once it is as sent: some storages answer a moment before all of a file is to be seen.</summary>
    private async Task<ArchivedFile?> LookAsync(string path, ArchivedFile sent, CancellationToken cancellation)
    {
        for (var pause = FirstLook; ; pause *= 2)
        {
            var found = await FindAsync(path, cancellation);
            if (found == sent || pause > LastLook)
                return found;
            await Task.Delay(pause, _clock, cancellation);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The storage compares what arrives with its MD5, as of every part.</summary>
    private async Task PutAsync(string path, FileStream file, string sha256, CancellationToken cancellation)
    {
        var md5 = await Md5Async(file, file.Length, cancellation);
        var request = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = _prefix + path,
            InputStream = file,
            AutoCloseStream = false,
            MD5Digest = Convert.ToBase64String(md5),
            UseChunkEncoding = false,
        };
        request.Metadata[ShaName] = sha256;
        file.Position = 0;
        await AskAsync(path, () => _client.PutObjectAsync(request, cancellation));
    }

    private async Task PutPartsAsync(string path, FileStream file, string sha256, CancellationToken cancellation)
    {
        var begin = new InitiateMultipartUploadRequest { BucketName = _bucket, Key = _prefix + path };
        begin.Metadata[ShaName] = sha256;
        var upload = (await AskAsync(path, () => _client.InitiateMultipartUploadAsync(begin, cancellation)))!.UploadId;
        try
        {
            var parts = new List<PartETag>();
            for (var at = 0L; at < file.Length; at += PartBytes)
            {
                var md5 = await Md5Async(file, Math.Min(PartBytes, file.Length - at), cancellation);
                file.Position = at;
                var request = new UploadPartRequest
                {
                    BucketName = _bucket,
                    Key = _prefix + path,
                    UploadId = upload,
                    PartNumber = parts.Count + 1,
                    PartSize = Math.Min(PartBytes, file.Length - at),
                    InputStream = file,
                    MD5Digest = Convert.ToBase64String(md5),
                    UseChunkEncoding = false,
                };
                var answer = await AskAsync(path, () => _client.UploadPartAsync(request, cancellation));
                parts.Add(new(request.PartNumber.Value, answer!.ETag));
                file.Position = Math.Min(at + PartBytes, file.Length);
            }
            await AskAsync(path, () => _client.CompleteMultipartUploadAsync(
                new() { BucketName = _bucket, Key = _prefix + path, UploadId = upload, PartETags = parts }, cancellation));
        }
        catch
        {
            await AbortAsync(path, upload);
            throw;
        }
    }

    /// <summary>Parts that nobody completes are paid for until somebody takes them away.</summary>
    private async Task AbortAsync(string path, string upload)
    {
        try
        {
            await _client.AbortMultipartUploadAsync(new() { BucketName = _bucket, Key = _prefix + path, UploadId = upload }, CancellationToken.None);
        }
        catch (Exception e) when (e is AmazonServiceException or HttpRequestException or IOException)
        {
            // What broke the upload is what is said; a rule of the bucket may take the parts away.
        }
    }

    private static async Task<byte[]> Md5Async(FileStream file, long length, CancellationToken cancellation)
    {
#pragma warning disable CA5351 // Not for secrecy: it is what the storage compares with.
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        var buffer = new byte[128 << 10];
        while (length > 0)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), cancellation);
            if (read == 0)
                throw new IOException($"{file.Name} has become shorter");
            md5.AppendData(buffer, 0, read);
            length -= read;
        }
        return md5.GetHashAndReset();
    }

    private async Task<T?> AskAsync<T>(string path, Func<Task<T>> ask, bool mayBeMissing = false) where T : class
    {
        try
        {
            return await ask();
        }
        catch (AmazonServiceException e) when (mayBeMissing && e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (AmazonServiceException e)
        {
            throw new ArchiveException(
                NameOf(path), $"the storage says {(int)e.StatusCode} {e.ErrorCode}: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}", "see section s3 of plant.yaml, the bucket and the rights of the access key", e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or IOException or TimeoutException)
        {
            throw new ArchiveException(NameOf(path), $"the storage does not answer: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}", "see endpoint and region in section s3 of plant.yaml", e);
        }
    }
}
