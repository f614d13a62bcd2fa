using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Millwright.Flow.Files;

namespace Millwright.Host.Ingest;

/// <summary>
/// The tags that were made by themselves: one JSON file, and beside it what came since it was written, a checksummed line for each group, so that a group costs
/// what it has and not what there is. When the groups have become more than the file, both become one file.
/// </summary>
internal sealed class MadeTagFile(IFileStore files, string path)
{
    /// <summary>What stands behind the file's name for the groups that came since.</summary>
    public const string MoreSuffix = ".more";

    private const int MaxBytes = 256 << 20;
    private const int ChecksumDigits = 8;
    private const int LeastBytes = 64 << 10;

    private long _fileLength;
    private long _moreLength;
    private bool _isSound = true;

    /// <exception cref="IOException">It cannot be read, or is damaged.</exception>
    public IReadOnlyList<MadeTag> Load()
    {
        try
        {
            var content = files.Exists(path) ? AtomicFile.Read(files, path, MaxBytes) : "[]"u8.ToArray();
            List<MadeTag> tags = [.. Read(content)];
            _fileLength = content.Length;
            if (files.Exists(path + MoreSuffix))
                AddGroups(AtomicFile.Read(files, path + MoreSuffix, MaxBytes), tags);
            return tags;
        }
        catch (JsonException e)
        {
            // Not taken for empty: the types and paths of what is written would be settled anew, in silence.
            throw new IOException($"{path} is damaged: {e.Message}; restore it from a backup, or remove it: tags are then made anew and find their history by their paths", e);
        }
    }

    /// <summary>Adds tags; returns when they are durable.</summary>
    /// <param name="known">All that were stored before.</param>
    /// <param name="fresh">Those to add.</param>
    /// <exception cref="IOException">They are not stored, or may be in part; the next call stores all anew.</exception>
    public void Add(IReadOnlyCollection<MadeTag> known, IReadOnlyCollection<MadeTag> fresh)
    {
        var isAppended = _isSound && _moreLength <= Math.Max(LeastBytes, _fileLength);
        // Until it has come to its end nobody knows what stands there.
        _isSound = false;
        if (isAppended)
            Append(fresh);
        else
            Replace([.. known, .. fresh]);
        _isSound = true;
    }

    private void Append(IReadOnlyCollection<MadeTag> fresh)
    {
        var more = path + MoreSuffix;
        var isNew = !files.Exists(more);
        using (var file = isNew ? files.Create(more) : files.Open(more, writable: true))
        {
            var json = JsonSerializer.SerializeToUtf8Bytes([.. fresh], MadeTagJson.Default.MadeTagArray);
            byte[] line = [.. Encoding.ASCII.GetBytes(Checksum(json)), (byte)' ', .. json, (byte)'\n'];
            file.Write(_moreLength, line);
            file.Sync();
            _moreLength += line.Length;
        }
        if (isNew)
            files.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    private void Replace(IReadOnlyCollection<MadeTag> all)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes([.. all], MadeTagJson.Default.MadeTagArray);
        AtomicFile.Replace(files, path, content);
        _fileLength = content.Length;
        if (files.Exists(path + MoreSuffix))
        {
            files.Delete(path + MoreSuffix);
            files.SyncDirectory(Path.GetDirectoryName(path)!);
        }
        _moreLength = 0;
    }

    /// <summary>A last group that is torn was never used and is left out.</summary>
    private void AddGroups(byte[] content, List<MadeTag> tags)
    {
        for (var at = 0; at < content.Length;)
        {
            var rest = content.AsSpan(at);
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            at += line.Length + 1;
            var isSound = end >= 0 && line.Length > ChecksumDigits && line[..ChecksumDigits].SequenceEqual(Encoding.ASCII.GetBytes(Checksum(line[(ChecksumDigits + 1)..])));
            if (isSound)
            {
                tags.AddRange(Read(line[(ChecksumDigits + 1)..]));
                _moreLength = at;
                continue;
            }
            _isSound = false;
            if (at < content.Length)
                throw new IOException($"{path}{MoreSuffix} is damaged before its end; restore it from a backup, or remove it: what it names is then made anew and finds its history by its path");
        }
    }

    private static MadeTag[] Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, MadeTagJson.Default.MadeTagArray) ?? [];

    private static string Checksum(ReadOnlySpan<byte> json) => Crc32C.Of(json).ToString("x8", CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MadeTag[]))]
internal sealed partial class MadeTagJson : JsonSerializerContext;
