using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Millwright.Flow.Files;
using Millwright.Historian.Tools;

namespace Millwright.Host.Cli;

/// <summary><c>millwright historian</c>: what is done to the historian's files from outside.</summary>
internal static class HistorianVerb
{
    public static Command Create(CommandLine line) => new("historian", "Looks at, checks, mends, backs up and restores the historian's files.")
    {
        Inspect(line, "info", "Lists the files and what they hold.", deep: false),
        Inspect(line, "verify", "Reads every block and checks every checksum, count and summary.", deep: true),
        Compact(line), Repair(line), Backup(line), Restore(line),
    };

    private static Command Inspect(CommandLine line, string name, string about, bool deep)
    {
        var plant = CliOptions.Plant();
        var json = CliOptions.Json();
        var verb = new Command(name, about) { plant, json };
        verb.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var folder = Existing(FolderOf(parsed.GetValue(plant)));
                var report = Guard(folder, () => HistorianFolder.Inspect(
                    new PosixFileStore(), folder, deep, line.Clock, Percent(line.Console, "checked"), cancellation));
                line.Console.WriteProgress("");
                if (parsed.GetValue(json))
                    line.Console.WriteJson(Json(report));
                else
                    Write(line.Console, report, deep);
                foreach (var finding in report.Findings)
                    line.Console.WriteError($"{finding.File}: {finding.Problem}; {finding.Consequence}");
                return report.Findings.Count == 0 ? CommandLine.Done : CommandLine.Failed;
            },
            cancellation));
        return verb;
    }

    private static Command Compact(CommandLine line)
    {
        var plant = CliOptions.Plant();
        var verb = new Command("compact", "Merges the files of each day into one; the plant must not run.") { plant };
        verb.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var folder = Existing(FolderOf(parsed.GetValue(plant)));
                using var alone = Lock(parsed.GetValue(plant));
                var progress = new Told<int>(files => line.Console.WriteProgress($"{files} files"));
                var report = Guard(folder, () => HistorianFolder.Compact(new PosixFileStore(), folder, line.Clock, progress, cancellation));
                line.Console.WriteProgress("");
                Write(line.Console, report, deep: false);
                return CommandLine.Done;
            },
            cancellation));
        return verb;
    }

    private static Command Repair(CommandLine line)
    {
        var plant = CliOptions.Plant();
        var verb = new Command("repair", "Saves the sound blocks of damaged files into new ones; the plant must not run.") { plant };
        verb.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var folder = Existing(FolderOf(parsed.GetValue(plant)));
                using var alone = Lock(parsed.GetValue(plant));
                var report = Guard(folder, () => HistorianFolder.Repair(new PosixFileStore(), folder, line.Clock, cancellation));
                line.Console.Out.WriteLine(report.Files == 0
                    ? "nothing is damaged"
                    : string.Create(CultureInfo.InvariantCulture, $"{report.Files} damaged files: {report.Blocks:N0} blocks with {report.Samples:N0} samples saved; the damaged files are kept as *.damaged"));
                return CommandLine.Done;
            },
            cancellation));
        return verb;
    }

    private static Command Backup(CommandLine line)
    {
        var target = new Argument<string>("TARGET") { Description = "The folder of the backup; an earlier backup there is brought up to date." };
        var plant = CliOptions.Plant();
        var verb = new Command("backup", "Copies the files into another folder; the plant may run.") { target, plant };
        verb.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var folder = Existing(FolderOf(parsed.GetValue(plant)));
                var to = Path.GetFullPath(parsed.GetValue(target)!);
                var report = Guard(to, () => HistorianFolder.Backup(
                    new PosixFileStore(), folder, to, line.Clock, Percent(line.Console, "copied"), cancellation));
                line.Console.WriteProgress("");
                Write(line.Console, report);
                return CommandLine.Done;
            },
            cancellation));
        return verb;
    }

    private static Command Restore(CommandLine line)
    {
        var source = new Argument<string>("BACKUP") { Description = "The folder that backup wrote." };
        var plant = CliOptions.Plant();
        var verb = new Command("restore", "Checks a backup and copies it back; the plant must not run.") { source, plant };
        verb.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var folder = FolderOf(parsed.GetValue(plant));
                var from = Existing(Path.GetFullPath(parsed.GetValue(source)!));
                using var alone = Lock(parsed.GetValue(plant));
                var report = Guard(from, () => HistorianFolder.Restore(
                    new PosixFileStore(), from, folder, Percent(line.Console, "restored"), cancellation));
                line.Console.WriteProgress("");
                Write(line.Console, report);
                return CommandLine.Done;
            },
            cancellation));
        return verb;
    }

    private static string FolderOf(string? plant) => Path.GetFullPath(Path.Combine(PlantFolder.DataOf(PlantFolder.Find(plant)), "historian"));

    private static string Existing(string folder) =>
        Directory.Exists(folder) ? folder : throw new CliFailure(folder, "there is no such folder", "name the plant with --plant, and run it first");

    /// <summary>The lock of the plant's log: who has it may change the plant's files.</summary>
    private static IDisposable? Lock(string? plant)
    {
        var folder = PlantFolder.Find(plant);
        var log = Path.Combine(PlantFolder.DataOf(folder), "log");
        return !Directory.Exists(log)
            ? null
            : new PosixFileStore().TryLock(Path.GetFullPath(Path.Combine(log, "lock")))
                ?? throw new CliFailure(folder, "the plant is running", "stop it first; info, verify and backup work while it runs");
    }

    private static T Guard<T>(string place, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure(place, e.Message, "nothing that was stored is lost; free or repair the disk and try again");
        }
    }

    private static Told<double> Percent(CliConsole console, string word) =>
        new(part => console.WriteProgress(string.Create(CultureInfo.InvariantCulture, $"{part:P0} {word}")));

    private static void Write(CliConsole console, FolderReport report, bool deep)
    {
        console.WriteTable(
            ["FILE", "BYTES", "TAGS", "BLOCKS", "SAMPLES", "FROM", "TO"],
            [.. report.Files.Select(f => new[]
            {
                f.Name, Number(f.Bytes), Number(f.Tags), Number(f.Blocks), Number(f.Samples), f.First.ToString(), f.Last.ToString(),
            })]);
        var each = report.Samples > 0 ? string.Create(CultureInfo.InvariantCulture, $", {(double)report.Bytes / report.Samples:F2} bytes a sample") : "";
        console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Files.Count} files, {report.Samples:N0} samples, {report.Bytes:N0} bytes{each}{(report.SetAside.Count > 0 ? $", {report.SetAside.Count} set aside as damaged" : "")}{(deep && report.Findings.Count == 0 ? "; all sound" : "")}"));
    }

    private static void Write(CliConsole console, CopyReport report) => console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Copied} files copied ({report.Bytes:N0} bytes), {report.Present} there already; {report.Samples:N0} samples, every checksum compared"));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Json(FolderReport report) => new()
    {
        ["files"] = new JsonArray([.. report.Files.Select(f => (JsonNode)new JsonObject
        {
            ["name"] = f.Name,
            ["bytes"] = f.Bytes,
            ["tags"] = f.Tags,
            ["blocks"] = f.Blocks,
            ["samples"] = f.Samples,
            ["first"] = f.First.ToString(),
            ["last"] = f.Last.ToString(),
        })]),
        ["setAside"] = new JsonArray([.. report.SetAside.Select(n => (JsonNode)n)]),
        ["bytes"] = report.Bytes,
        ["samples"] = report.Samples,
        ["findings"] = new JsonArray([.. report.Findings.Select(f => (JsonNode)$"{f.File}: {f.Problem}")]),
    };

    /// <summary>Progress that is shown at once: the one of the class library would come after the result.</summary>
    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
