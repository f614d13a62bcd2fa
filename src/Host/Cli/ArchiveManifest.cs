using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millwright.Host.Cli;

/// <summary>What an archive of samples has: written after each file, so that a broken export goes on where it was.</summary>
/// <param name="Format">parquet or csv.</param>
/// <param name="Tags">The conditions on tags it was made with, empty for all.</param>
/// <param name="Files">Its files, oldest first.</param>
internal sealed record ArchiveManifest(string Format, IReadOnlyList<string> Tags, IReadOnlyList<ArchiveFile> Files)
{
    public const string FileName = "manifest.json";

    /// <summary>The manifest of a folder, null where there is none.</summary>
    /// <exception cref="CliFailure">It is damaged.</exception>
    public static ArchiveManifest? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), ArchiveJson.Default.ArchiveManifest)
                ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new CliFailure(path, $"is damaged: {e.Message}", "remove it to begin anew");
        }
    }

    /// <summary>Puts it in place of the one before, as a whole.</summary>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this, ArchiveJson.Default.ArchiveManifest));
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>A file of an archive.</summary>
/// <param name="Path">Below the archive's folder.</param>
/// <param name="From">The beginning of its period, ISO 8601.</param>
/// <param name="To">The end, not included.</param>
/// <param name="Rows">Samples.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="WrittenAt">When; a period that ended later may have got more samples.</param>
internal sealed record ArchiveFile(string Path, string From, string To, long Rows, long Bytes, string Sha256, string WrittenAt)
{
    /// <summary>What is wrong with it, null when nothing is.</summary>
    public string? Problem(string folder)
    {
        var file = new FileInfo(System.IO.Path.Combine(folder, Path));
        if (!file.Exists)
            return "is missing";
        if (file.Length != Bytes)
            return $"has {file.Length} bytes, not {Bytes}";
        using var content = file.OpenRead();
        return Convert.ToHexStringLower(SHA256.HashData(content)) == Sha256 ? null : "has another checksum";
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ArchiveManifest))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
