using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Millwright.Host.Archives;
using Millwright.Model;

namespace Millwright.Host.Cli;

/// <summary>One import: file after file to the node, which answers when a file is durable. What was taken whole is not sent again.</summary>
/// <param name="client">The node.</param>
/// <param name="console">Where words go.</param>
/// <param name="clock">The time.</param>
/// <param name="dataFolder">Where what was taken is remembered.</param>
/// <param name="query">What the columns are, as the node is asked.</param>
/// <param name="again">True to send everything.</param>
internal sealed class HistoryImporting(InstanceClient client, CliConsole console, TimeProvider clock, string dataFolder, string query, bool again)
{
    private static readonly string[] Endings = [".parquet", ".csv"];

    /// <summary>Imports an archive: the files of its manifest, or all there are.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="only">The one file to take, null for all.</param>
    /// <param name="json">Whether machines read along.</param>
    /// <param name="cancellation">Stops it; files that were taken stay.</param>
    /// <returns>False when something of it was refused.</returns>
    public async Task<bool> RunAsync(IArchivePlace place, string? only, bool json, CancellationToken cancellation)
    {
        var files = await FindAsync(place, only, cancellation);
        var book = ImportBook.Read(dataFolder);
        var rows = new List<(string File, ImportedFile Taken, bool IsOld)>();
        var refusals = new JsonArray();
        foreach (var (below, manifest) in files)
        {
            var path = place.NameOf(below);
            using var file = await place.FetchAsync(below, cancellation)
                ?? throw new CliFailure(path, "is missing, and the manifest names it", "run the export again: it goes on");
            var sha256 = await SumAsync(path, file.Path, manifest, cancellation);
            var key = $"{sha256}{query}";
            if (!again && book.Files.TryGetValue(key, out var before))
            {
                rows.Add((path, before, true));
                continue;
            }
            console.WriteProgress($"{Path.GetFileName(path)}  {rows.Count} of {files.Count} files");
            var answer = await SendAsync(path, file.Path, sha256, cancellation);
            foreach (var refusal in answer["first"]!.AsArray())
                refusals.Add(Refusal(path, refusal!));
            var taken = new ImportedFile(answer["taken"]!.GetValue<long>(), answer["refused"]!.GetValue<long>(), answer["made"]!.GetValue<int>(), Timestamp.Now(clock).ToString());
            if (manifest is { } said && taken.Taken + taken.Refused != said.Rows)
                throw new CliFailure(path, $"has {taken.Taken + taken.Refused} rows, and its manifest says {said.Rows}", "export it anew; what was taken stays");
            rows.Add((path, taken, false));
            // A file of which something was refused is looked at again once the reason is gone.
            if (taken.Refused == 0)
                book = book.With(key, taken, dataFolder);
        }
        console.WriteProgress("");
        Write(rows, refusals, json);
        return rows.All(r => r.Taken.Refused == 0);
    }

    private static async Task<List<(string Path, ArchiveFile? Manifest)>> FindAsync(IArchivePlace place, string? only, CancellationToken cancellation)
    {
        if (only is not null)
            return [(only, null)];
        if (await ArchiveManifest.ReadAsync(place, cancellation) is { } manifest)
            return [.. manifest.Files.Select(f => (f.Path, (ArchiveFile?)f))];
        var found = (await place.ListAsync(cancellation)).Where(f => Endings.Contains(Path.GetExtension(f).ToLowerInvariant()));
        return found.Select(f => (f, (ArchiveFile?)null)).ToList() is { Count: > 0 } files
            ? files
            : throw new CliFailure(place.NameOf(""), "there is no .parquet or .csv file in it", "name another one");
    }

    private static async Task<string> SumAsync(string path, string local, ArchiveFile? manifest, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(local);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        return manifest is null || manifest.Sha256 == sha256
            ? sha256
            : throw new CliFailure(path, $"has the checksum {sha256}, and its manifest says {manifest.Sha256}", "it is damaged: export it again, or take it from a backup");
    }

    private async Task<JsonNode> SendAsync(string path, string local, string sha256, CancellationToken cancellation)
    {
        var format = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".parquet" => "parquet",
            ".csv" => "csv",
            _ => throw new CliFailure(path, "is neither .parquet nor .csv by its name", "rename it"),
        };
        await using var file = File.OpenRead(local);
        return await client.UploadAsync($"history/files?format={format}{query}", file, sha256, path, cancellation);
    }

    private static JsonObject Refusal(string path, JsonNode refusal) => new()
    {
        ["file"] = path,
        ["row"] = refusal["row"]!.GetValue<long>(),
        ["tag"] = refusal["tag"]!.GetValue<string>(),
        ["problem"] = refusal["problem"]!.GetValue<string>(),
    };

    private void Write(List<(string File, ImportedFile Taken, bool IsOld)> rows, JsonArray refusals, bool json)
    {
        if (json)
        {
            console.WriteJson(new JsonObject
            {
                ["files"] = new JsonArray([.. rows.Select(r => (JsonNode)new JsonObject
                {
                    ["file"] = r.File,
                    ["taken"] = r.Taken.Taken,
                    ["refused"] = r.Taken.Refused,
                    ["made"] = r.Taken.Made,
                    ["before"] = r.IsOld,
                })]),
                ["refused"] = refusals,
            });
            return;
        }
        foreach (var refusal in refusals)
            console.WriteWarning($"{refusal!["file"]}:{refusal["row"]}: {refusal["problem"]}");
        console.WriteTable(
            ["FILE", "TAKEN", "REFUSED", "NEW TAGS", ""],
            [.. rows.Select(r => new[] { r.File, Text(r.Taken.Taken), Text(r.Taken.Refused), Text(r.Taken.Made), r.IsOld ? $"taken before, at {r.Taken.At}; --again takes it once more" : "" })]);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
