using System.Text.Json;
using System.Text.Json.Serialization;
using Millwright.Flow.Files;
using Millwright.Security;
using Millwright.Security.Accounts;

namespace Millwright.Host.Http.SignIn;

/// <summary>The lasting tokens, by their hashes, in one JSON file that is replaced as a whole.</summary>
internal sealed class TokenFile(IFileStore files, string path) : ITokenStore
{
    private const int MaxBytes = 4 << 20;

    public IReadOnlyList<ApiToken> Load()
    {
        if (!files.Exists(path))
            return [];
        var bytes = AtomicFile.Read(files, path, MaxBytes);
        try
        {
            var stored = JsonSerializer.Deserialize(bytes, TokenFileJson.Default.StoredTokenArray) ?? [];
            return [.. stored.Select(t => new ApiToken(t.Name, t.Role, t.Hash, new(t.CreatedAt), t.CreatedBy, new(t.ExpiresAt)))];
        }
        catch (JsonException e)
        {
            // Not taken for empty: the next change would forget every token, also those that were taken back with reason.
            throw new IOException($"{path} is damaged: {e.Message}", e);
        }
    }

    public void Save(IReadOnlyList<ApiToken> tokens)
    {
        var stored = tokens.Select(t => new StoredToken(t.Name, t.Role, t.Hash, t.CreatedAt.Ticks, t.CreatedBy, t.ExpiresAt.Ticks)).ToArray();
        AtomicFile.Replace(files, path, JsonSerializer.SerializeToUtf8Bytes(stored, TokenFileJson.Default.StoredTokenArray));
    }
}

/// <summary>A token as stored; times in ticks.</summary>
internal sealed record StoredToken(string Name, Role Role, string Hash, long CreatedAt, string CreatedBy, long ExpiresAt);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredToken[]))]
internal sealed partial class TokenFileJson : JsonSerializerContext;
