using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Millwright.Drivers.Payloads;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Mqtt.Messages;

namespace Millwright.Drivers.Mqtt;

/// <summary>Lists what is published: a broker knows no more of its topics. It listens with a client of its own and disturbs no session.</summary>
internal sealed class MqttBrowser(MqttConnector connector, MqttConnectionOptions options, TimeProvider clock)
{
    public const int MaxTopics = 10_000;
    private const int MaxDepth = 8;
    private const int MaxLeaves = 200;
    private const int ShownLetters = 60;

    private static readonly string[] TimeNames = ["timestamp", "time", "ts", "t", "datetime", "date"];

    /// <summary>Listens for <see cref="MqttConnectionOptions.Listen"/>, then lists by topic.</summary>
    /// <param name="node">A topic filter; the connection's own, or all, where null.</param>
    /// <param name="cancellation">Stops listening.</param>
    public async IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<string> filters = node is not null ? [node] : options.Subscribe is { Count: > 0 } own ? own : ["#"];
        var seen = await ListenAsync(filters, cancellation).ConfigureAwait(false);
        foreach (var (topic, payload) in seen)
        {
            foreach (var item in Items(topic, payload))
                yield return item;
        }
    }

    /// <summary>What a message can be as tags: itself, or each leaf of its document.</summary>
    internal static IReadOnlyList<BrowseItem> Items(string topic, ReadOnlyMemory<byte> message)
    {
        try
        {
            return Read(topic, message);
        }
        catch (InvalidOperationException)
        {
            // Texts within a document may be bad UTF-8 or halves of surrogates.
            return [Unreadable(topic, message)];
        }
    }

    private static BrowseItem Unreadable(string topic, ReadOnlyMemory<byte> message) =>
        new(topic, Name(topic, ""), $"{message.Length} bytes", null, null, TagValue.None, false);

    private static IReadOnlyList<BrowseItem> Read(string topic, ReadOnlyMemory<byte> message)
    {
        using var payload = new PayloadText(message);
        if (payload.TryDocument(PayloadFormat.Json, out var root, out _))
            return root.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? Leaves(topic, root, "json") : [Plain(topic, root)];
        if (message.Length > 0 && message.Span[0] >> 5 is 4 or 5 && payload.TryDocument(PayloadFormat.Cbor, out root, out _))
            return Leaves(topic, root, "cbor");
        if (!payload.TryText(out var text, out _) || text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t')))
            return [Unreadable(topic, message)];
        return [Item(topic, "", "text", TagKind.String, TagValue.Of(text), [new("payload", "plain")])];
    }

    private static BrowseItem Plain(string topic, JsonElement root)
    {
        var kind = KindOf(root) ?? TagKind.String;
        return Item(topic, "", "value", kind, Read(root, kind), [new("payload", "plain")]);
    }

    private static List<BrowseItem> Leaves(string topic, JsonElement root, string format)
    {
        var items = new List<BrowseItem>();
        var time = root.ValueKind == JsonValueKind.Object ? root.EnumerateObject().FirstOrDefault(p => IsTime(p)).Name : null;
        Walk(root, "", 0);
        return items;

        void Walk(JsonElement element, string path, int depth)
        {
            if (depth > MaxDepth || items.Count >= MaxLeaves)
                return;
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var property in element.EnumerateObject())
                    {
                        var step = PayloadPath.Step(property.Name);
                        if (depth > 0 || property.Name != time)
                            Walk(property.Value, path.Length == 0 || step[0] == '[' ? path + step : $"{path}.{step}", depth + 1);
                    }
                    break;
                case JsonValueKind.Array:
                    foreach (var (index, item) in element.EnumerateArray().Index())
                        Walk(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), depth + 1);
                    break;
                default:
                    if (path.Length > PayloadPath.MaxLength || KindOf(element) is not { } kind)
                        return;
                    List<TagKey> keys = [new("path", path)];
                    if (format != "json")
                        keys.Add(new("payload", format));
                    if (time is not null)
                        keys.Add(new("time", PayloadPath.Step(time)));
                    items.Add(Item(topic, path, format, kind, Read(element, kind), keys));
                    break;
            }
        }
    }

    private static BrowseItem Item(string topic, string path, string format, TagKind kind, TagValue value, IEnumerable<TagKey> more)
    {
        var isLong = value.Kind == TagKind.String && value.AsString().Length > ShownLetters;
        return new(path.Length == 0 ? topic : $"{topic} {path}", Name(topic, path), format, path.Length == 0 ? topic : $"{topic} {path}", kind,
            isLong ? TagValue.Of(value.AsString()[..ShownLetters] + "…") : value, false)
        {
            TagKeys = [new("topic", topic), .. more, new("as", kind.Word())],
        };
    }

    private static string Name(string topic, string path)
    {
        var level = topic[(topic.LastIndexOf('/') + 1)..];
        return path.Length == 0 ? level : $"{level}_{path.Replace("['", "_", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal).Replace('.', '_').Replace('[', '_').Replace("]", "", StringComparison.Ordinal)}";
    }

    private static bool IsTime(JsonProperty property) =>
        TimeNames.Contains(property.Name, StringComparer.OrdinalIgnoreCase) && PayloadTime.TryRead(property.Value, TimeFormat.Auto, out var time) && time.ToDateTime().Year > 1990;

    /// <summary>A guess from one message: a number may have a fraction in the next one.</summary>
    private static TagKind? KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => TagKind.Boolean,
        JsonValueKind.Number => TagKind.Float64,
        JsonValueKind.String => TagKind.String,
        _ => null,
    };

    private static TagValue Read(JsonElement element, TagKind kind) => PayloadValue.TryRead(element, kind, out var value) ? value : TagValue.None;

    private async Task<SortedDictionary<string, byte[]>> ListenAsync(IReadOnlyList<string> filters, CancellationToken cancellation)
    {
        foreach (var filter in filters)
        {
            if (!TopicFilters.IsValid(Encoding.UTF8.GetBytes(filter)))
                throw new SourceException(new(SourceFaultKind.Configuration, $"'{filter}' is no topic filter", "write for example acme/#"));
        }
        var seen = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        await using var link = new MqttLink(connector, connector.ForBrowsing);
        await link.ConnectAsync(cancellation).ConfigureAwait(false);
        var refused = await link.SubscribeAsync(filters, MqttQos.AtMostOnce, options.Timeout, clock, cancellation).ConfigureAwait(false);
        if (refused.Count > 0)
            throw new SourceException(new(SourceFaultKind.AccessDenied, $"{connector.Address}: the broker refused the subscription to '{refused[0].Filter}': {refused[0].Code}", "name a part that may be read, such as acme/#"));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timer = clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), patience, options.Listen, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
        {
            try
            {
                while (seen.Count < MaxTopics)
                {
                    var message = await link.Client.ReceiveAsync(patience.Token).ConfigureAwait(false);
                    if (!message.Payload.IsEmpty)
                        seen[message.Topic] = message.Payload.ToArray();
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return seen;
            }
        }
        return seen;
    }
}
