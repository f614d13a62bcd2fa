using System.Text;
using Millwright.Drivers.Payloads;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Drivers.Mqtt;

/// <summary>MQTT 3.1.1 and 5: tags from what others publish at a broker.</summary>
internal sealed class MqttDriver : IDriver
{
    /// <summary>The kind of a tag that says none: most of what machines publish are numbers.</summary>
    public const TagKind DefaultKind = TagKind.Float64;

    private static readonly TimeSpan LongestSession = TimeSpan.FromDays(365);

    public string Name => "mqtt";

    public string Summary => "MQTT brokers: topics into tags, from JSON, plain text, CSV, CBOR and Sparkplug B, and set-points back";

    public Type OptionsType => typeof(MqttConnectionOptions);

    public Type TagOptionsType => typeof(MqttTagOptions);

    public IEnumerable<OptionProblem> Check(object options)
    {
        var o = (MqttConnectionOptions)options;
        if (!BrokerAddress.TryParse(o.Address, out var address))
            yield return new("address", $"'{o.Address}' is no broker", "write for example mqtt://10.0.3.30:1883, mqtts://broker:8883 or wss://broker/mqtt");
        if (o.Version is not ("5" or "3.1.1"))
            yield return new("version", $"MQTT {o.Version} is not spoken", "write 5 or 3.1.1");
        if (o.Session < TimeSpan.Zero || o.Session > LongestSession || (o.Session > TimeSpan.Zero && o.Session < TimeSpan.FromSeconds(1)))
            yield return new("session", $"a session of {o.Session} is out of range", "choose 1 s to 365 d, or 0 for none");
        if (o.Session > TimeSpan.Zero && string.IsNullOrEmpty(o.ClientId))
            yield return new("client_id", "a session is kept for a client identifier, and there is none", "add for example: client_id: berlin-line1");
        if (o.Session > TimeSpan.Zero && o.Qos == 0)
            yield return new("qos", "nothing is kept of what is delivered at most once", "write qos: 1, or session: 0");
        if (o.Password is not null && o.User is null)
            yield return new("password", "the password has no user", "add 'user'");
        if (address is { IsTls: false } && (o.Authority ?? o.Certificate) is not null)
            yield return new("address", $"{address.Scheme} uses no certificates", $"write {(address.WebSocketPath is null ? "mqtts" : "wss")}://, or remove 'authority' and 'certificate'");
        if (o.Topic is { } pattern && TopicPattern.Problem(pattern) is { } problem)
            yield return new("topic", problem, Remedy);
        foreach (var filter in o.Subscribe ?? [])
        {
            if (!TopicFilters.IsValid(Encoding.UTF8.GetBytes(filter)))
                yield return new("subscribe", $"'{filter}' is no topic filter", "write for example acme/# or acme/+/status");
        }
        foreach (var (key, time) in new[] { ("timeout", o.Timeout), ("listen", o.Listen) })
        {
            if (time < TimeSpan.FromMilliseconds(50) || time > TimeSpan.FromMinutes(10))
                yield return new(key, $"{time} is out of range", "choose 50 ms to 10 min");
        }
        if (o.HostId is { } host && !SparkplugTopic.IsName(host))
            yield return new("host_id", $"'{host}' cannot stand in a topic of Sparkplug", "write a name without '/', '+' and '#'");
        if (o.KeepAlive < TimeSpan.FromSeconds(1) || o.KeepAlive > TimeSpan.FromHours(18))
            yield return new("keep_alive", $"{o.KeepAlive} is out of range", "choose 1 s to 18 h");
    }

    public IEnumerable<OptionProblem> CheckTag(object options, object tagOptions)
    {
        var (connection, o) = ((MqttConnectionOptions)options, (MqttTagOptions)tagOptions);
        if ((o.Topic ?? connection.Topic) is not { } topic)
            yield return new("topic", "the tag has no topic, and neither has its connection", "add for example: topic: acme/press3/oil");
        else if (o.Topic is not null && TopicPattern.Problem(topic) is { } problem)
            yield return new("topic", problem, Remedy);
        if (o.Payload == PayloadFormat.Sparkplug)
        {
            if (o.Topic is { } edge && (edge.Split('/').Length is not (2 or 3) || !edge.Split('/').All(SparkplugTopic.IsName)))
                yield return new("topic", $"'{edge}' is no edge node or device", "write group/node, or group/node/device");
            if (o.Path is null)
                yield return new("path", "it is not said which metric", "write the metric's name");
            if (o.WriteTopic is not null)
                yield return new("write_topic", "a metric of Sparkplug is written by a command to its own node or device", "remove it; 'write' alone allows it");
        }
        if (o.As == TagKind.None)
            yield return new("as", "a tag holds something", "remove 'as', or write what it holds");
        foreach (var (key, wrong) in MqttTag.ShapeOf(o).Check())
            yield return new(key, wrong, "write for example sensors[0].value, or a column such as 2 for csv; remove it for plain");
        if (o.WriteTopic is { } target && (TopicPattern.Problem(target) is not null || TopicFilters.HasWildcard(Encoding.UTF8.GetBytes(target))))
            yield return new("write_topic", $"'{target}' is no topic to publish to", "write for example acme/press3/set");
        if (o.WriteTopic is null && (o.WritePayload is not null || o.WriteRetain))
            yield return new("write_payload", "there is no topic to write to", "add 'write_topic'");
        if (o.WritePayload is { } template && !template.Contains("{value}", StringComparison.Ordinal))
            yield return new("write_payload", "the message does not hold the value", "write {value} where it belongs");
    }

    public TagKind KindOf(object tagOptions) => ((MqttTagOptions)tagOptions).As ?? DefaultKind;

    public object AddressOf(object tagOptions)
    {
        var o = (MqttTagOptions)tagOptions;
        return o.Path is null ? o.Topic ?? "the connection's topic" : $"{o.Topic ?? "the connection's topic"} {o.Path}";
    }

    public string AddressOfConnection(object options) =>
        BrokerAddress.TryParse(((MqttConnectionOptions)options).Address, out var address) ? address.ToString() : ((MqttConnectionOptions)options).Address;

    /// <remarks>A user and password in the address are for looking around by hand; a plant names its secrets.</remarks>
    public object? OptionsFromUri(Uri address)
    {
        if (!BrokerAddress.Schemes.Contains(address.Scheme))
            return null;
        var options = new MqttConnectionOptions { Address = new UriBuilder(address) { UserName = "", Password = "", Query = "", Fragment = "" }.Uri.AbsoluteUri };
        if (address.UserInfo.Split(':', 2) is [{ Length: > 0 } user, var password])
            (options.User, options.Password) = (Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        if (address.Query.Contains("version=3", StringComparison.Ordinal))
            options.Version = "3.1.1";
        return options;
    }

    public IReadOnlyList<TagKey> KeysOfConnection(object options)
    {
        var address = new TagKey("address", AddressOfConnection(options));
        return ((MqttConnectionOptions)options).Version == "5" ? [address] : [address, new("version", "3.1.1")];
    }

    public ISource Create(SourceSetup setup) => new MqttSource(setup);

    private static string Remedy => $"write for example acme/press3/oil, acme/+/oil or acme/{{area}}/{{machine}}/{{tag}}; parts are {string.Join(", ", TopicPattern.Words)}";
}
