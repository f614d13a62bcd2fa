using System.CommandLine;

namespace Millwright.Host.Cli;

/// <summary><c>millwright history</c>: files of samples into the history.</summary>
internal static class HistoryVerb
{
    public static Command Create(CommandLine line) => new("history", "Takes files of samples into the history.") { Import(line) };

    private static Command Import(CommandLine line)
    {
        var source = new Argument<string>("SOURCE") { Description = "A file, or a folder or s3://bucket/prefix such as an export has written, or postgresql://user@host/database." };
        var columns = new (Option Option, string Key)[]
        {
            (new Option<string?>("--time") { Description = "The column of times.", HelpName = "COLUMN" }, "time"),
            (new Option<string?>("--tag") { Description = "The column of the tags' names.", HelpName = "COLUMN" }, "tag"),
            (new Option<string?>("--value") { Description = "The column of values.", HelpName = "COLUMN" }, "value"),
            (new Option<string?>("--quality") { Description = "The column of qualities.", HelpName = "COLUMN" }, "quality"),
            (new Option<string?>("--time-unit") { Description = "What numbers in the column of times count from 1970: s, ms, us or ns.", HelpName = "UNIT" }, "unit"),
            (new Option<string?>("--quality-codes") { Description = "What numbers in the column of qualities are: opc-ua or opc-da.", HelpName = "CODES" }, "codes"),
            (new Option<string?>("--under") { Description = "What stands before the file's names to make paths of them.", HelpName = "ASSET" }, "under"),
            (new Option<string?>("--into") { Description = "The connection that gets tags the plant has not; it takes line protocol.", HelpName = "CONNECTION" }, "into"),
        };
        var names = new Option<string[]>("--name") { Description = "The path of a name of the file; may be given several times.", HelpName = "NAME=PATH" };
        var wide = new Option<bool>("--wide") { Description = "Every column but time and quality is a tag." };
        var again = new Option<bool>("--again") { Description = "Take files once more that were taken whole before." };
        var json = CliOptions.Json();
        var plant = CliOptions.Plant();
        var verb = new Command("import", "Takes Parquet and CSV files into the history, our own and others', and lists what could not be taken.") { source };
        foreach (var (option, _) in columns)
            verb.Add(option);
        foreach (var option in new Option[] { names, wide, again, json, plant })
            verb.Add(option);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var query = columns.Select(c => (c.Key, Value: parsed.GetValue((Option<string?>)c.Option))).Where(c => c.Value is not null)
                .Select(c => $"&{c.Key}={Uri.EscapeDataString(c.Value!)}")
                .Concat((parsed.GetValue(names) ?? []).Select(n => $"&name={Uri.EscapeDataString(n)}"))
                .Concat(parsed.GetValue(wide) ? ["&wide=true"] : []);
            var folder = PlantFolder.Find(parsed.GetValue(plant));
            using var client = new InstanceClient(InstanceFile.Find(folder), ExportVerb.Patience);
            var importing = new HistoryImporting(client, line.Console, line.Clock, PlantFolder.DataOf(folder), string.Concat(query), parsed.GetValue(again));
            var from = parsed.GetValue(source)!;
            var isFile = File.Exists(from);
            using var place = new ArchivePlaces(folder, line.Loader, client, line.Clock).ToRead(isFile ? Path.GetDirectoryName(Path.GetFullPath(from))! : from);
            return await importing.RunAsync(place, isFile ? Path.GetFileName(from) : null, parsed.GetValue(json), cancellation) ? CommandLine.Done : CommandLine.Failed;
        });
        return verb;
    }
}
