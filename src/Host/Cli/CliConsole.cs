using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millwright.Host.Cli;

/// <summary>What the verbs write to and read from.</summary>
/// <param name="Out">Data.</param>
/// <param name="Error">Errors and progress.</param>
/// <param name="In">A password, where one is needed.</param>
/// <param name="IsTerminal">True when somebody reads along: column headings and progress are for people.</param>
internal sealed record CliConsole(TextWriter Out, TextWriter Error, TextReader In, bool IsTerminal)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The process's own.</summary>
    public static CliConsole ForProcess() =>
        new(Console.Out, Console.Error, Console.In, !Console.IsOutputRedirected && !Console.IsErrorRedirected);

    public void WriteError(string message) => Error.WriteLine($"error: {message}");

    public void WriteWarning(string message) => Error.WriteLine($"warning: {message}");

    public void WriteJson(JsonNode node) => Out.WriteLine(node.ToJsonString(Indented));

    /// <summary>Aligned columns, two spaces between them; headings only on a terminal.</summary>
    public void WriteTable(IReadOnlyList<string> headings, IReadOnlyList<string[]> rows)
    {
        IEnumerable<string[]> lines = IsTerminal ? rows.Prepend([.. headings]) : rows;
        var widths = new int[headings.Count];
        foreach (var line in lines)
        {
            for (var i = 0; i < widths.Length; i++)
                widths[i] = Math.Max(widths[i], line[i].Length);
        }
        foreach (var line in lines)
            Out.WriteLine(string.Join("  ", line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
    }

    /// <summary>Replaces the line of progress; an empty text takes it away. Silent when not a terminal.</summary>
    public void WriteProgress(string text)
    {
        if (IsTerminal)
            Error.Write($"\r{text,-60}{(text.Length == 0 ? "\r" : "")}");
    }
}
