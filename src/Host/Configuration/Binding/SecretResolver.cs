using System.Text;
using Millwright.Host.Configuration.Yaml;

namespace Millwright.Host.Configuration.Binding;

/// <summary>
/// Puts the value in the place of a reference: <c>${env:NAME}</c> takes an environment variable, <c>${file:path}</c> a file's text
/// without the line end, the path relative to the plant's folder.
/// </summary>
/// <param name="folder">The plant's folder.</param>
/// <param name="environment">Reads an environment variable.</param>
internal sealed class SecretResolver(string folder, Func<string, string?> environment)
{
    /// <summary>The longest file that is a secret.</summary>
    public const int MaxFileBytes = 64 * 1024;

    /// <summary>True for text that holds a reference.</summary>
    public static bool HasReference(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <summary>The text with each reference replaced; null with a finding when one leads nowhere.</summary>
    public string? Resolve(YamlScalar node, Findings findings)
    {
        var text = new StringBuilder();
        var rest = node.Text;
        while (rest.IndexOf("${", StringComparison.Ordinal) is var start and >= 0)
        {
            var end = rest.IndexOf('}', start);
            if (end < 0)
            {
                findings.Error(node, $"reference '{rest[start..]}' has no end", "close it with '}'");
                return null;
            }
            var reference = rest[start..(end + 1)];
            if (Value(node, reference, findings) is not { } value)
                return null;
            findings.Hide(value, reference);
            text.Append(rest, 0, start).Append(value);
            rest = rest[(end + 1)..];
        }
        return text.Append(rest).ToString();
    }

    /// <summary>The text with each reference that leads somewhere replaced, for comparing alone.</summary>
    public string ResolveQuietly(string text) =>
        HasReference(text) ? Resolve(new(default, text, false), new Findings()) ?? text : text;

    private string? Value(YamlScalar node, string reference, Findings findings)
    {
        var inside = reference[2..^1];
        if (inside.StartsWith("env:", StringComparison.Ordinal))
        {
            var name = inside[4..];
            if (environment(name) is { Length: > 0 } value)
                return value;
            findings.Error(node, $"environment variable '{name}' is not set", $"set {name} before starting, or use ${{file:path}}");
            return null;
        }
        if (inside.StartsWith("file:", StringComparison.Ordinal))
            return FromFile(node, inside[5..], findings);
        findings.Error(node, $"'{reference}' is no reference", "write ${env:NAME} or ${file:path}");
        return null;
    }

    private string? FromFile(YamlScalar node, string path, Findings findings)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder, path));
            if (file.Length <= MaxFileBytes)
                return File.ReadAllText(file.FullName).TrimEnd('\r', '\n');
            findings.Error(node, $"file '{path}' has {file.Length} bytes; a secret has at most {MaxFileBytes}", "name the right file");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            findings.Error(node, $"file '{path}' cannot be read: {failure.Message}", "create it, or correct the path (relative to the plant's folder)");
        }
        return null;
    }
}
