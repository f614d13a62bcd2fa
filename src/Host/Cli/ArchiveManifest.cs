using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Millwright.Host.Archives;

namespace Millwright.Host.Cli;

/// <summary>What an archive of samples has: written after each file, so that a broken export goes on where it was.</summary>
/// <param name="Format">parquet or csv.</param>
/// <param name="Tags">The conditions on tags it was made with, empty for all.</param>
/// <param name="Files">Its files, oldest first.</param>
internal sealed record ArchiveManifest(string Format, IReadOnlyList<string> Tags, IReadOnlyList<ArchiveFile> Files)
{
    public const string FileName = "manifest.json";

    /// <summary>The manifest of an archive, null where there is none.</summary>
    /// <exception cref="CliFailure">It is damaged.</exception>
    public static async Task<ArchiveManifest?> ReadAsync(IArchivePlace place, CancellationToken cancellation)
    {
        using var file = await place.FetchAsync(FileName, cancellation);
        if (file is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize(await File.ReadAllTextAsync(file.Path, cancellation), ArchiveJson.Default.ArchiveManifest)
                ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new CliFailure(place.NameOf(FileName), $"is damaged: {e.Message}", "remove it to begin anew");
        }
    }

    /// <summary>Puts it in place of the one before, as a whole.</summary>
    public async Task WriteAsync(IArchivePlace place, CancellationToken cancellation)
    {
        using var file = place.Begin(FileName);
        var text = JsonSerializer.SerializeToUtf8Bytes(this, ArchiveJson.Default.ArchiveManifest);
        await File.WriteAllBytesAsync(file.Path, text, cancellation);
        await place.KeepAsync(FileName, file, Convert.ToHexStringLower(SHA256.HashData(text)), cancellation);
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
    public async Task<string?> ProblemAsync(IArchivePlace place, CancellationToken cancellation)
    {
        if (await place.FindAsync(Path, cancellation) is not { } found)
            return "is missing";
        if (found.Bytes != Bytes)
            return $"has {found.Bytes} bytes, not {Bytes}";
        if (found.Sha256 is { } known)
            return known == Sha256 ? null : "has another checksum";
        using var file = await place.FetchAsync(Path, cancellation);
        await using var content = File.OpenRead(file!.Path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation)) == Sha256 ? null : "has another checksum";
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ArchiveManifest))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
