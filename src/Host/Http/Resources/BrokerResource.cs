using System.ComponentModel;
using System.Text;
using Millwright.Control.Audit;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Http.View;
using Millwright.Model;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using Millwright.Security.Audit;

namespace Millwright.Host.Http.Resources;

/// <summary>The MQTT broker: what it holds, and what people do to it. What is done is recorded before it is done.</summary>
internal static class BrokerResource
{
    private const int UsualLimit = 100;
    private const int MaxTopics = 1_000;
    private const int MaxPayloadBytes = 256 * 1024;

    public static BrokerAnswer Get(IPlantView plant)
    {
        if (plant.Mqtt?.Status is not { } status)
            return new("off", [], null, null, 0, null, new Dictionary<string, long>(), new Dictionary<string, long>());
        var f = status.Figures;
        var figures = f is null ? null : new BrokerFigures(
            f.Connections, f.Sessions, f.Subscriptions, f.RetainedMessages, f.RetainedBytes, f.QueuedMessages, f.Accepted, f.MessagesReceived, f.MessagesSent, f.BytesReceived, f.BytesSent);
        return new(f is null ? "failed" : "serving", status.Addresses, status.Problem, status.Remedy, status.StoreBytes, figures, Causes<DropCause>(f?.Drops), Causes<RefuseCause>(f?.Refusals));
    }

    public static IResult Sessions(
        IPlantView plant,
        [Description("a part of the client's identifier")] string? search,
        [Description("true for the connected ones alone")] bool? connected,
        int? limit, string? after) => WithBroker(plant, broker =>
    {
        var (skip, most) = Cut(limit, after);
        var items = broker.Sessions((client, isConnected) => Has(client, search) && (connected != true || isConnected), skip, most, out var total);
        return TypedResults.Ok(new Page<BrokerSessionAnswer>([.. items.Select(Answer)], Next(skip + items.Count, total), total));
    });

    public static IResult Subscriptions(
        IPlantView plant,
        [Description("a part of the client's identifier or of the filter")] string? search,
        int? limit, string? after) => WithBroker(plant, broker =>
    {
        var (skip, most) = Cut(limit, after);
        var items = broker.Subscriptions((client, filter) => Has(client, search) || Has(filter, search), skip, most, out var total);
        return TypedResults.Ok(new Page<BrokerSubscriptionAnswer>(
            [.. items.Select(s => new BrokerSubscriptionAnswer(s.ClientId, s.Filter, (int)s.Options.Qos, s.Options.NoLocal, s.Options.RetainAsPublished, (int)s.Options.RetainHandling))],
            Next(skip + items.Count, total), total));
    });

    public static IResult Topics(
        IPlantView plant,
        [Description("a topic filter, # where left out")] string? filter,
        int? limit) => WithBroker(plant, broker =>
    {
        try
        {
            var found = broker.Retained(string.IsNullOrEmpty(filter) ? "#" : filter, Paging.Limit(limit, UsualLimit, MaxTopics));
            return TypedResults.Ok(new Page<BrokerTopicAnswer>([.. found.Select(PayloadText.Describe)]));
        }
        catch (ArgumentException e)
        {
            return Problems.BadRequest(e.Message.TrimEnd('.'), "write for example acme/# or acme/+/status");
        }
    });

    public static Task<IResult> Publish(HttpContext context, BrokerPublishBody body, IPlantView plant, IAuditTrail audit) => WithBrokerAsync(plant, async broker =>
    {
        if (string.IsNullOrEmpty(body.Topic) || body.Payload is null)
            return Problems.BadRequest("topic and payload are needed", "send topic and payload as text; an empty payload with retain takes the retained message away");
        if (body.Qos is < 0 or > 2)
            return Problems.BadRequest($"there is no QoS {body.Qos}", "send 0, 1 or 2");
        var payload = Encoding.UTF8.GetBytes(body.Payload);
        if (payload.Length > MaxPayloadBytes)
            return Problems.BadRequest($"the payload has {payload.Length} bytes; at most {MaxPayloadBytes} are taken here", "publish it with an MQTT client");
        if (body.Topic.StartsWith('$'))
            return Problems.Of(422, "reserved-topic", "topics that begin with $ are the broker's own", "choose another topic");
        if (!TopicNames.IsValid(Encoding.UTF8.GetBytes(body.Topic)) || body.Topic.Count(c => c == '/') >= broker.Options.MaxTopicLevels)
            return Problems.Of(422, "no-topic", $"'{body.Topic}' is no topic: it is too deep or holds a wildcard", "write for example acme/press3/status");
        var (qos, retain) = (body.Qos ?? 0, body.Retain ?? false);
        audit.Append(Entry(context, "mqtt-publish", body.Topic, $"{payload.Length} bytes, QoS {qos}{(retain ? ", retained" : "")}"));
        await broker.PublishAsync(body.Topic, payload, (MqttQos)qos, retain);
        return TypedResults.Ok(new BrokerPublished(body.Topic, payload.Length, qos, retain));
    });

    public static Task<IResult> Disconnect(HttpContext context, string client, IPlantView plant, IAuditTrail audit) => WithBrokerAsync(plant, broker =>
    {
        if (broker.Sessions((id, isConnected) => id == client && isConnected, 0, 1, out _).Count == 0)
            return Task.FromResult<IResult>(Unknown(client));
        audit.Append(Entry(context, "mqtt-disconnect", client, null));
        return Task.FromResult<IResult>(broker.Disconnect(client) ? TypedResults.NoContent() : Unknown(client));
    });

    public static Task<IResult> EndSession(HttpContext context, string client, IPlantView plant, IAuditTrail audit) => WithBrokerAsync(plant, broker =>
    {
        if (broker.Sessions((id, _) => id == client, 0, 1, out _).Count == 0)
            return Task.FromResult<IResult>(Unknown(client));
        audit.Append(Entry(context, "mqtt-end-session", client, null));
        return Task.FromResult<IResult>(broker.EndSession(client) ? TypedResults.NoContent() : Unknown(client));
    });

    private static AuditEntry Entry(HttpContext context, string action, string target, string? detail)
    {
        var who = Caller.Of(context).Identity;
        return new(who.Name, who.Role, who.Via, action, target, null, AuditEntry.Done, detail);
    }

    private static IResult Unknown(string client) =>
        Problems.NotFound("unknown-client", $"the broker has no client '{client}'", "millwright mqtt sessions lists those it has");

    private static IResult WithBroker(IPlantView plant, Func<MqttBroker, IResult> act) => plant.Mqtt?.Broker is { } broker ? act(broker) : NotServing(plant);

    private static async Task<IResult> WithBrokerAsync(IPlantView plant, Func<MqttBroker, Task<IResult>> act)
    {
        if (plant.Mqtt?.Broker is not { } broker)
            return NotServing(plant);
        try
        {
            return await act(broker);
        }
        catch (AuditUnavailableException e)
        {
            return Problems.Of(503, "audit-unavailable", e.Problem, e.Remedy);
        }
        catch (IOException e)
        {
            return Problems.Of(503, "not-kept", e.Message, "see that the disk of the data folder has room and is sound, then publish it again");
        }
    }

    private static IResult NotServing(IPlantView plant) => plant.Mqtt?.Status is { } status
        ? Problems.Of(503, "broker-failed", status.Problem ?? "the broker is just starting", status.Remedy ?? "ask again")
        : Problems.Of(409, "broker-off", "this plant has no MQTT broker", "give it one: 'publish: { mqtt: { } }' in plant.yaml");

    private static BrokerSessionAnswer Answer(SessionFacts s) => new(
        s.ClientId, s.Identity, s.Connection is not null, s.Connection?.Peer, s.Connection?.Listener,
        s.Connection is { } c ? c.Version == MqttVersion.V5 ? "5" : "3.1.1" : null,
        s.DisconnectedAtMs == 0 ? Timestamp.None : Timestamp.From(DateTimeOffset.FromUnixTimeMilliseconds(s.DisconnectedAtMs)),
        s.ExpirySeconds == uint.MaxValue ? null : s.ExpirySeconds, s.Subscriptions, s.Queued, s.QueuedBytes, s.InFlight);

    private static Dictionary<string, long> Causes<TCause>(IReadOnlyList<long>? counts) where TCause : struct, Enum => Enum.GetValues<TCause>()
        .Select((cause, i) => (Name: Configuration.Binding.Words.Value(cause.ToString()), Count: counts?[i] ?? 0)).Where(c => c.Count > 0).ToDictionary(c => c.Name, c => c.Count);

    private static bool Has(string text, string? part) => string.IsNullOrEmpty(part) || text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static (int Skip, int Most) Cut(int? limit, string? after) =>
        (int.TryParse(after, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var skip) ? skip : 0, Paging.Limit(limit, UsualLimit));

    private static string? Next(int end, int total) => end < total ? end.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
}
