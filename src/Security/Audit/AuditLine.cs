using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millwright.Model;

namespace Millwright.Security.Audit;

/// <summary>The one written form of a record: the chain's hash, a space, JSON with its members always in the same order, a line feed.</summary>
internal static class AuditLine
{
    /// <summary>The longest line; longer texts are cut with an ellipsis before they are recorded.</summary>
    public const int MaxBytes = 16_384;

    private const int MaxText = 1_000;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] WriteJson(AuditRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("id", record.Id);
            json.WriteString("at", record.At.ToString());
            Text(json, "who", record.Entry.Who);
            Text(json, "role", record.Entry.Role is { } role ? role.ToString().ToLowerInvariant() : null);
            Text(json, "via", record.Entry.Via);
            Text(json, "action", record.Entry.Action);
            Text(json, "target", record.Entry.Target);
            Text(json, "requested", record.Entry.Requested);
            Text(json, "result", record.Entry.Result);
            Text(json, "detail", record.Entry.Detail);
            Text(json, "readBack", record.Entry.ReadBack);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a record; null when the bytes are none.</summary>
    public static AuditRecord? ReadJson(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, new() { MaxDepth = 2 });
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (!Timestamp.TryParse(root.GetProperty("at").GetString() ?? "", out var at))
                return null;
            var role = Enum.TryParse<Role>(Read(root, "role"), ignoreCase: true, out var parsed) ? parsed : (Role?)null;
            var entry = new AuditEntry(
                Read(root, "who") ?? "", role, Read(root, "via") ?? "", Read(root, "action") ?? "", Read(root, "target"),
                Read(root, "requested"), Read(root, "result") ?? "", Read(root, "detail"), Read(root, "readBack"));
            return new(root.GetProperty("id").GetInt64(), at, entry);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static string? Read(JsonElement root, string name) => root.TryGetProperty(name, out var member) ? member.GetString() : null;

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is null)
            return;
        json.WriteString(name, text.Length <= MaxText ? text : string.Concat(text.AsSpan(0, MaxText), "…"));
    }
}
