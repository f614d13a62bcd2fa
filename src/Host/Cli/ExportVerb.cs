using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Millwright.Host.Archives;
using Millwright.Host.Http.Values;
using Millwright.Model;

namespace Millwright.Host.Cli;

/// <summary><c>millwright export</c>: samples as files, a day each, in a folder that can be carried anywhere.</summary>
internal static class ExportVerb
{
    /// <summary>A day of ten thousand tags is not written in two minutes.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    public static Command Create(CommandLine line)
    {
        var format = new Argument<string>("FORMAT") { Description = "parquet or csv." };
        format.AcceptOnlyFromAmong("parquet", "csv");
        var folder = new Argument<string>("FOLDER") { Description = "Where the files go, s3://bucket/prefix, or with csv postgresql://user@host/database; an export that broke off is gone on with." };
        var from = new Option<string>("--from") { Description = "The beginning: ISO 8601, or now-7d.", Required = true, HelpName = "TIME" };
        var to = new Option<string>("--to") { Description = "The end, not included.", DefaultValueFactory = _ => "now", HelpName = "TIME" };
        var tags = new Option<string[]>("--tags") { Description = "Paths below the plant, or their beginnings with *; all tags without.", AllowMultipleArgumentsPerToken = true, HelpName = "TAG" };
        var plant = CliOptions.Plant();
        var verb = new Command("export", "Writes samples as Parquet or CSV, a file for each day (UTC), and verifies them.") { format, folder, from, to, tags, plant };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var now = Timestamp.Now(line.Clock);
            if (!TimeExpression.TryParse(parsed.GetValue(from)!, now, out var start) || !TimeExpression.TryParse(parsed.GetValue(to)!, now, out var end))
                throw new CliFailure("export", "--from or --to is no time", "write ISO 8601, now, or now-7d with s, m, h, d or w");
            if (end <= start)
                throw new CliFailure("export", "the period ends before it begins", "let --from be before --to");
            var home = PlantFolder.Find(parsed.GetValue(plant));
            using var client = new InstanceClient(InstanceFile.Find(home), Patience);
            using var place = new ArchivePlaces(home, line.Loader, client, line.Clock).ToWrite(parsed.GetValue(folder)!, parsed.GetValue(format)!);
            await new Exporting(client, line.Console, line.Clock, place, parsed.GetValue(format)!, [.. (parsed.GetValue(tags) ?? []).Order(StringComparer.Ordinal)])
                .RunAsync(start, end, cancellation);
            return CommandLine.Done;
        });
        return verb;
    }

    private sealed class Exporting(InstanceClient client, CliConsole console, TimeProvider clock, IArchivePlace place, string format, IReadOnlyList<string> tags)
    {
        public async Task RunAsync(Timestamp from, Timestamp to, CancellationToken cancellation)
        {
            var manifest = await ArchiveManifest.ReadAsync(place, cancellation) ?? new(format, tags, []);
            if (manifest.Format != format || !manifest.Tags.SequenceEqual(tags))
                throw new CliFailure(place.NameOf(""), $"holds an export as {manifest.Format} of {(manifest.Tags.Count == 0 ? "all tags" : string.Join(", ", manifest.Tags))}", "ask for the same, or take another folder");
            var (written, kept) = (0, 0);
            foreach (var (start, end) in Days(from, to))
            {
                cancellation.ThrowIfCancellationRequested();
                var before = manifest.Files.FirstOrDefault(f => f.From == start.ToString() && f.To == end.ToString());
                // A period that was not over when it was written may have got more samples since.
                if (before is not null && string.CompareOrdinal(before.WrittenAt, before.To) >= 0 && await before.ProblemAsync(place, cancellation) is null)
                {
                    kept++;
                    continue;
                }
                console.WriteProgress($"{start.ToDateTime():yyyy-MM-dd}  {written} files written, {kept} were there");
                var file = await FetchAsync(start, end, cancellation);
                manifest = manifest with { Files = [.. manifest.Files.Where(f => f.Path != file.Path).Append(file).OrderBy(f => f.From, StringComparer.Ordinal)] };
                await manifest.WriteAsync(place, cancellation);
                written++;
            }
            console.WriteProgress("");
            console.WriteTable(
                ["FILE", "ROWS", "BYTES", "SHA-256"],
                [.. manifest.Files.Select(f => new[] { f.Path, f.Rows.ToString(CultureInfo.InvariantCulture), f.Bytes.ToString(CultureInfo.InvariantCulture), f.Sha256[..16] })]);
        }

        /// <summary>The days of UTC, the first and the last as far as they lie in the period.</summary>
        private static IEnumerable<(Timestamp From, Timestamp To)> Days(Timestamp from, Timestamp to)
        {
            for (var start = from; start < to;)
            {
                var next = new Timestamp((start.Ticks / TimeSpan.TicksPerDay * TimeSpan.TicksPerDay) + TimeSpan.TicksPerDay);
                yield return (start, next < to ? next : to);
                start = next;
            }
        }

        private async Task<ArchiveFile> FetchAsync(Timestamp from, Timestamp to, CancellationToken cancellation)
        {
            var path = $"samples/day={from.ToDateTime():yyyy-MM-dd}/samples.{format}";
            var query = $"history/files?format={format}&from={from}&to={to}" + string.Concat(tags.Select(t => "&tag=" + Uri.EscapeDataString(t)));
            using var response = await client.DownloadAsync(query, path, cancellation);
            using var written = place.Begin(path);
            await using (var file = File.Create(written.Path))
                await response.Content.CopyToAsync(file, cancellation);
            var (bytes, sha256) = await SumAsync(written.Path, cancellation);
            var said = response.Headers.GetValues("X-Millwright-Sha256").First();
            if (said != sha256)
                throw new CliFailure(path, $"arrived with the checksum {sha256}, not {said}", "start the export again: it goes on with this file");
            await place.KeepAsync(path, written, sha256, cancellation);
            var rows = long.Parse(response.Headers.GetValues("X-Millwright-Rows").First(), CultureInfo.InvariantCulture);
            return new(path, from.ToString(), to.ToString(), rows, bytes, sha256, Timestamp.Now(clock).ToString());
        }

        private static async Task<(long Bytes, string Sha256)> SumAsync(string path, CancellationToken cancellation)
        {
            await using var file = File.OpenRead(path);
            return (file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)));
        }
    }
}
