using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millwright.Host.Cli;

/// <summary>A file that was taken into the history.</summary>
/// <param name="Taken">Samples.</param>
/// <param name="Refused">Records that were not taken.</param>
/// <param name="Made">Tags made for it.</param>
/// <param name="At">When, ISO 8601.</param>
internal sealed record ImportedFile(long Taken, long Refused, int Made, string At);

/// <summary>The files that were taken whole, by checksum and columns, so that an import that broke off goes on where it was.</summary>
/// <remarks>To lose it costs time alone: what is taken twice is stored once.</remarks>
internal sealed record ImportBook(IReadOnlyDictionary<string, ImportedFile> Files)
{
    private const string Name = "imports.json";

    public static ImportBook Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            return new(new Dictionary<string, ImportedFile>());
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), ImportBookJson.Default.ImportBook) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new CliFailure(path, $"is damaged: {e.Message}", "remove it: files are then taken once more, which changes nothing");
        }
    }

    /// <summary>One more, and the file replaced as a whole.</summary>
    public ImportBook With(string key, ImportedFile file, string folder)
    {
        var next = new ImportBook(new Dictionary<string, ImportedFile>(Files) { [key] = file });
        var path = Path.Combine(folder, Name);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(next, ImportBookJson.Default.ImportBook));
        File.Move(path + ".new", path, overwrite: true);
        return next;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImportBook))]
internal sealed partial class ImportBookJson : JsonSerializerContext;
