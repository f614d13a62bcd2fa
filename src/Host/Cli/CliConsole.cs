using System.Text;
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
    /// <summary>The most characters of a secret.</summary>
    private const int MaxSecret = 1_000;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The next key typed at a terminal, which does not show it; null where the input is no terminal.</summary>
    public Func<ConsoleKeyInfo>? Keys { get; init; }

    /// <summary>The process's own.</summary>
    public static CliConsole ForProcess() =>
        new(Console.Out, Console.Error, Console.In, !Console.IsOutputRedirected && !Console.IsErrorRedirected)
        {
            Keys = Console.IsInputRedirected ? null : static () => Console.ReadKey(intercept: true),
        };

    /// <summary>A line that nobody looking on may read: nothing of it is shown.</summary>
    /// <returns>Null at the end of the input.</returns>
    public async Task<string?> ReadSecretAsync(string prompt, CancellationToken cancellation)
    {
        if (Keys is not { } keys)
            return await In.ReadLineAsync(cancellation);
        Error.Write(prompt);
        Error.Flush();
        try
        {
            // A key that is waited for cannot be called off; who breaks off need not wait for it.
            return await Task.Run(() => ReadKeys(keys), CancellationToken.None).WaitAsync(cancellation);
        }
        finally
        {
            Error.WriteLine();
        }
    }

    private static string? ReadKeys(Func<ConsoleKeyInfo> keys)
    {
        var typed = new StringBuilder();
        while (true)
        {
            var key = keys();
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    return typed.ToString();
                case { Key: ConsoleKey.Backspace }:
                    typed.Length = Math.Max(0, typed.Length - 1);
                    break;
                case { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control }:
                    typed.Clear();
                    break;
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control }:
                    return typed.Length > 0 ? typed.ToString() : null;
                default:
                    if (!char.IsControl(key.KeyChar) && typed.Length < MaxSecret)
                        typed.Append(key.KeyChar);
                    break;
            }
        }
    }

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
