using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Flow.Files;
using Millwright.Historian.Blocks;
using Millwright.Historian.Health;

namespace Millwright.Historian.Tools;

/// <summary>Copies block files, which never change, and a list of them with their checksums, which makes a backup one.</summary>
internal static class FolderCopy
{
    /// <summary>The list: written last, so that a backup that was cut short is none.</summary>
    private const string ListName = "backup.json";

    private const int MaxListBytes = 64 * 1024 * 1024;
    private const int PieceBytes = 1024 * 1024;

    public static CopyReport Backup(
        IFileStore files, string folder, string target, TimeProvider clock, IProgress<double>? progress, CancellationToken cancellation)
    {
        files.CreateDirectory(target);
        var findings = new FindingList(clock, NullLogger.Instance);
        // Open files stay readable when the plant merges them meanwhile: together they are the state of one moment.
        var opened = FolderReader.Open(files, folder, findings);
        try
        {
            if (findings.All is [var damage, ..])
                throw new IOException($"{damage.File} is damaged: {damage.Problem}; run millwright historian repair first, or the backup would lack it");
            var known = TryReadList(files, target).ToDictionary(f => f.Name, StringComparer.Ordinal);
            var list = new List<CopiedFile>();
            var work = new Work(files, progress, opened.Sum(f => f.Length));
            foreach (var file in opened)
            {
                var name = Path.GetFileName(file.Path);
                var path = Path.Combine(target, name);
                list.Add(known.TryGetValue(name, out var before) && before.Bytes == file.Length && work.IsSame(path, before, cancellation)
                    ? before
                    : work.Copy(file, path, cancellation));
            }
            files.SyncDirectory(target);
            AtomicFile.Replace(files, Path.Combine(target, ListName), Encoding.UTF8.GetBytes(Write(list).ToJsonString()));
            foreach (var old in files.List(target).Where(p => p.EndsWith(BlockFileFormat.Extension, StringComparison.Ordinal)))
            {
                if (!list.Exists(f => f.Name == Path.GetFileName(old)))
                    files.Delete(old);
            }
            return work.Report(list);
        }
        finally
        {
            foreach (var file in opened)
                file.RemoveUser();
        }
    }

    public static CopyReport Restore(
        IFileStore files, string backup, string folder, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (!files.Exists(Path.Combine(backup, ListName)))
            throw new IOException($"{backup} is no complete backup: it has no {ListName}; name the folder that millwright historian backup wrote");
        var list = TryReadList(files, backup);
        files.CreateDirectory(folder);
        var work = new Work(files, progress, 2 * list.Sum(f => f.Bytes));
        foreach (var file in list)
        {
            if (!work.IsSame(Path.Combine(backup, file.Name), file, cancellation))
                throw new IOException($"{Path.Combine(backup, file.Name)} is not what was backed up; nothing was restored: use another backup");
        }
        work.Present = 0;
        foreach (var file in list)
        {
            var path = Path.Combine(folder, file.Name);
            if (files.Exists(path) && work.IsSame(path, file, cancellation))
                continue;
            var from = BlockFile.Open(files, Path.Combine(backup, file.Name));
            try
            {
                work.Copy(from, path, cancellation);
            }
            finally
            {
                from.RemoveUser();
            }
        }
        files.SyncDirectory(folder);
        return work.Report(list);
    }

    private static List<CopiedFile> TryReadList(IFileStore files, string folder)
    {
        var path = Path.Combine(folder, ListName);
        if (!files.Exists(path))
            return [];
        try
        {
            return [.. (JsonNode.Parse(AtomicFile.Read(files, path, MaxListBytes)) as JsonArray ?? []).Select(n => new CopiedFile(
                Path.GetFileName(Field(n, "name").GetValue<string>()), Field(n, "bytes").GetValue<long>(), Field(n, "samples").GetValue<long>(),
                Field(n, "crc32c").GetValue<uint>()))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new IOException($"{path} is damaged: {e.Message}; back up into an empty folder", e);
        }
    }

    private static JsonNode Field(JsonNode? file, string name) => file?[name] ?? throw new FormatException($"a file has no {name}");

    private static JsonArray Write(List<CopiedFile> list) => new([.. list.Select(f => (JsonNode)new JsonObject
    {
        ["name"] = f.Name,
        ["bytes"] = f.Bytes,
        ["samples"] = f.Samples,
        ["crc32c"] = f.Crc32C,
    })]);

    /// <summary>A file of a backup.</summary>
    private sealed record CopiedFile(string Name, long Bytes, long Samples, uint Crc32C);

    private sealed class Work(IFileStore files, IProgress<double>? progress, long total)
    {
        private readonly byte[] _piece = new byte[PieceBytes];
        private int _copied;
        private long _bytes;
        private long _done;

        public int Present { get; set; }

        public CopyReport Report(List<CopiedFile> list) => new(_copied, Present, _bytes, list.Sum(f => f.Samples));

        public bool IsSame(string path, CopiedFile file, CancellationToken cancellation)
        {
            if (!files.Exists(path))
                return false;
            using var open = files.Open(path, writable: false);
            if (open.Length != file.Bytes || Read(open.Read, file.Bytes, null, cancellation) != file.Crc32C)
                return false;
            Present++;
            return true;
        }

        public CopiedFile Copy(BlockFile from, string path, CancellationToken cancellation)
        {
            var temporary = path + BlockFileFormat.TemporaryExtension;
            foreach (var old in (ReadOnlySpan<string>)[temporary, path])
            {
                if (files.Exists(old))
                    files.Delete(old);
            }
            uint checksum;
            using (var to = files.Create(temporary))
            {
                checksum = Read(from.Read, from.Length, to, cancellation);
                to.Sync();
            }
            files.Rename(temporary, path);
            _copied++;
            _bytes += from.Length;
            return new(Path.GetFileName(path), from.Length, from.Trailer.Samples, checksum);
        }

        private uint Read(Reading read, long length, IDurableFile? to, CancellationToken cancellation)
        {
            var checksum = 0u;
            for (var at = 0L; at < length;)
            {
                cancellation.ThrowIfCancellationRequested();
                var piece = _piece.AsSpan(0, (int)Math.Min(_piece.Length, length - at));
                if (read(at, piece) != piece.Length)
                    throw new IOException("a file ended while it was copied; try again");
                checksum = Crc32C.Of(piece, checksum);
                to?.Write(at, piece);
                at += piece.Length;
                _done += piece.Length;
                progress?.Report(Math.Min(1, _done / (double)Math.Max(1, total)));
            }
            return checksum;
        }
    }

    private delegate int Reading(long offset, Span<byte> buffer);
}
