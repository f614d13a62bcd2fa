using System.Text.Json;

namespace Millwright.Host.Live;

/// <summary>What a client asks for.</summary>
/// <param name="Subscribe">Paths to watch.</param>
/// <param name="Unsubscribe">Paths to watch no more.</param>
/// <param name="SubscribeAsset">An asset whose tags, with those below it, to watch.</param>
/// <param name="Events">Whether to be told of events; null leaves it.</param>
/// <param name="IntervalMs">The least time between two messages of values.</param>
internal sealed record LiveCommand(IReadOnlyList<string> Subscribe, IReadOnlyList<string> Unsubscribe, string? SubscribeAsset, bool? Events, int? IntervalMs)
{
    /// <summary>Reads a message; null when it is none that is known.</summary>
    public static LiveCommand? Parse(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message, new() { MaxDepth = 4 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            var asset = root.TryGetProperty("subscribeAsset", out var a) ? a.GetString() : null;
            var interval = root.TryGetProperty("intervalMs", out var i) ? i.GetInt32() : (int?)null;
            var events = root.TryGetProperty("subscribeEvents", out var e) ? e.GetBoolean() : (bool?)null;
            return new(Paths(root, "subscribe"), Paths(root, "unsubscribe"), asset, events, interval);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static List<string> Paths(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(p => p.GetString() ?? "")] : [];
}
