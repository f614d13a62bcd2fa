using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Millwright.Host.Imports;

/// <summary>A foreign file, read within limits.</summary>
internal static class ForeignFile
{
    /// <summary>As much as one file of a plant may have.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Folders of tags within each other, each two levels of JSON, and what stands in them.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The bytes of a file without the mark of its encoding.</summary>
    /// <exception cref="ImportException">It is not there, cannot be read, or is too large.</exception>
    public static ReadOnlyMemory<byte> Read(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MaxBytes)
                throw new ImportException(path, $"it has {length:N0} bytes; at most {MaxBytes:N0} are read", "export it in parts");
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length >= 2 && (bytes[0], bytes[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
                throw new ImportException(path, "it is UTF-16", "save it as UTF-8");
            return bytes.AsMemory(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ImportException(path, e.Message.TrimEnd('.'), "name the file that the other program has written");
        }
    }

    /// <summary>A file's JSON.</summary>
    /// <exception cref="ImportException">It is none, or too deep.</exception>
    public static ForeignValue Parse(string path, ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span))
            throw NoUnicode(path);
        try
        {
            CheckTexts(path, bytes.Span);
            using var document = JsonDocument.Parse(bytes, Options);
            return new(document.RootElement.Clone(), "");
        }
        catch (JsonException e)
        {
            var what = e.Message.Contains("maximum configured depth", StringComparison.Ordinal) ? $"more than {MaxDepth} levels lie within each other" : "this is no JSON";
            throw new ImportException($"{path}:{(e.LineNumber ?? 0) + 1}", what, "export the file again, and do not change it by hand");
        }
    }

    /// <summary>Half a surrogate pair is JSON by its grammar and no text; found here, no question to a value meets it.</summary>
    private static void CheckTexts(string path, ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new() { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
                continue;
            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException)
            {
                throw NoUnicode(path);
            }
        }
    }

    private static ImportException NoUnicode(string path) => new(path, "a text in it is no Unicode", "save the file as UTF-8");
}
