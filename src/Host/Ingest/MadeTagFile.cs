using System.Text.Json;
using System.Text.Json.Serialization;
using Millwright.Flow.Files;

namespace Millwright.Host.Ingest;

/// <summary>The tags that were made by themselves, in one JSON file that is replaced as a whole.</summary>
internal sealed class MadeTagFile(IFileStore files, string path)
{
    private const int MaxBytes = 256 << 20;

    /// <exception cref="IOException">It cannot be read, or is damaged.</exception>
    public IReadOnlyList<MadeTag> Load()
    {
        if (!files.Exists(path))
            return [];
        try
        {
            return JsonSerializer.Deserialize(AtomicFile.Read(files, path, MaxBytes), MadeTagJson.Default.MadeTagArray) ?? [];
        }
        catch (JsonException e)
        {
            // Not taken for empty: the types and paths of what is written would be settled anew, in silence.
            throw new IOException($"{path} is damaged: {e.Message}; restore it from a backup, or remove it: tags are then made anew and find their history by their paths", e);
        }
    }

    /// <summary>Returns when all of them are durable.</summary>
    /// <exception cref="IOException">They are as they were before.</exception>
    public void Save(IReadOnlyCollection<MadeTag> tags) =>
        AtomicFile.Replace(files, path, JsonSerializer.SerializeToUtf8Bytes([.. tags], MadeTagJson.Default.MadeTagArray));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MadeTag[]))]
internal sealed partial class MadeTagJson : JsonSerializerContext;
