using System.Text.Json;
using System.Text.Json.Serialization;
using Millwright.Flow.Files;
using Millwright.Model;
using Millwright.Security;
using Millwright.Security.Accounts;

namespace Millwright.Host.Http.SignIn;

/// <summary>The accounts in one JSON file, replaced as a whole: written beside it, synced, renamed.</summary>
internal sealed class AccountFile(IFileStore files, string path) : IAccountStore
{
    private const int MaxBytes = 4 << 20;

    public IReadOnlyList<Account> Load()
    {
        if (!files.Exists(path))
            return [];
        using var file = files.Open(path, writable: false);
        if (file.Length > MaxBytes)
            throw new IOException($"{path} has {file.Length} bytes; the accounts cannot be that many");
        var bytes = new byte[file.Length];
        var length = file.Read(0, bytes);
        try
        {
            var stored = JsonSerializer.Deserialize(bytes.AsSpan(0, length), AccountFileJson.Default.StoredAccountArray) ?? [];
            return [.. stored.Select(a => new Account(a.Name, a.Role, a.PasswordHash, new(a.CreatedAt), new(a.LastSeen)))];
        }
        catch (JsonException e)
        {
            // Not taken for empty: that would let the next one in as the first.
            throw new IOException($"{path} is damaged: {e.Message}", e);
        }
    }

    public void Save(IReadOnlyList<Account> accounts)
    {
        var stored = accounts.Select(a => new StoredAccount(a.Name, a.Role, a.PasswordHash, a.CreatedAt.Ticks, a.LastSeen.Ticks)).ToArray();
        var bytes = JsonSerializer.SerializeToUtf8Bytes(stored, AccountFileJson.Default.StoredAccountArray);
        var next = path + ".new";
        if (files.Exists(next))
            files.Delete(next);
        using (var file = files.Create(next))
        {
            file.Write(0, bytes);
            file.Sync();
        }
        files.Rename(next, path);
        files.SyncDirectory(Path.GetDirectoryName(path)!);
    }
}

/// <summary>An account as stored; times in ticks, see <see cref="Timestamp"/>.</summary>
internal sealed record StoredAccount(string Name, Role Role, string? PasswordHash, long CreatedAt, long LastSeen);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredAccount[]))]
internal sealed partial class AccountFileJson : JsonSerializerContext;
