using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Millwright.Model;
using Millwright.Publish.Mqtt.Access;

namespace Millwright.Publish.Mqtt;

/// <summary>The broker of the plant: where it listens, who may come in, who may do what, and the limits of everything.</summary>
public sealed class MqttFaceOptions
{
    [Description("The address and port of plain MQTT; the default is this machine alone. Write 'off' for none.")]
    public string Listen { get; set; } = "127.0.0.1:1883";

    [Description("The address and port of MQTT over TLS; without it there is none.")]
    public string? Tls { get; set; }

    [Description("The address and port of MQTT over WebSocket; without it there is none.")]
    public string? Websocket { get; set; }

    [Description("The address and port of MQTT over WebSocket and TLS; without it there is none.")]
    public string? WebsocketTls { get; set; }

    [Description("True lets names and passwords travel unencrypted beyond this machine.")]
    public bool AllowPlain { get; set; }

    [Description("Whether the accounts of the pages may connect with name and password.")]
    public bool Users { get; set; } = true;

    [Description("True asks each client of TLS for a certificate that the node trusts; false takes one that is shown, and does without.")]
    public bool RequireCertificates { get; set; }

    [Description("Whether clients may connect without saying who they are; they may do what rules with 'anonymous' say.")]
    public bool Anonymous { get; set; }

    [Description("Who may publish and subscribe what; what no rule allows is refused.")]
    public IReadOnlyList<AccessRuleOptions> Access { get; set; } = [];

    [Description("The most connections at once.")]
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 100_000;

    [Description("The most clients that connect in a second.")]
    [Range(1, 1_000_000)]
    public int MaxConnectsPerSecond { get; set; } = 20_000;

    [Description("The most sessions, with their clients connected or not.")]
    [Range(1, 10_000_000)]
    public int MaxSessions { get; set; } = 200_000;

    [Description("The longest life of a session without its client.")]
    public TimeSpan SessionExpiry { get; set; } = TimeSpan.FromDays(7);

    [Description("The largest packet that a client may send.")]
    public int MaxPacketBytes { get; set; } = 4 * 1024 * 1024;

    [Description("The most messages of QoS 1 and 2 that wait for one client; newer ones are dropped and counted.")]
    [Range(1, 10_000_000)]
    public int MaxQueuedMessages { get; set; } = 10_000;

    [Description("The most bytes of messages that wait for one client.")]
    public long MaxQueuedBytes { get; set; } = 64 * 1024 * 1024;

    [Description("The most messages of QoS 1 and 2 under way to one client.")]
    [Range(1, 65_535)]
    public int MaxInFlight { get; set; } = 256;

    [Description("The most subscriptions of one client.")]
    [Range(1, 1_000_000)]
    public int MaxSubscriptions { get; set; } = 10_000;

    [Description("The most retained messages.")]
    [Range(1, 100_000_000)]
    public int MaxRetainedMessages { get; set; } = 1_000_000;

    [Description("The most bytes of retained messages.")]
    public long MaxRetainedBytes { get; set; } = 512L * 1024 * 1024;

    [Description("How often $SYS is published; 0 for never.")]
    public TimeSpan SysInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>All that is wrong with the options.</summary>
    public IEnumerable<OptionProblem> Validate()
    {
        foreach (var (key, text) in new[] { ("listen", IsOff ? null : Listen), ("tls", Tls), ("websocket", Websocket), ("websocket_tls", WebsocketTls) })
        {
            if (text is not null && EndPointOf(text) is null)
                yield return new(key, $"'{text}' is no address and port", "write for example 127.0.0.1:1883, or 0.0.0.0:8883 for all networks");
        }
        foreach (var (key, text) in new[] { ("listen", IsOff ? null : Listen), ("websocket", Websocket) })
        {
            if (!AllowPlain && EndPointOf(text) is { } end && !IPAddress.IsLoopback(end.Address))
                yield return new(key, $"'{text}' is open beyond this machine, and names and passwords would travel unencrypted", "use 'tls', or write 'allow_plain: true'");
        }
        var ports = new[] { IsOff ? null : Listen, Tls, Websocket, WebsocketTls }.Select(EndPointOf).OfType<IPEndPoint>().Select(e => e.Port).ToList();
        if (ports.Count == 0)
            yield return new("listen", "the broker listens nowhere", "give it 'listen' or 'tls', or remove 'mqtt'");
        else if (ports.Distinct().Count() < ports.Count)
            yield return new("", "two listeners have the same port", "give each of listen, tls, websocket and websocket_tls its own");
        if (!Users && !Anonymous && Tls is null && WebsocketTls is null)
            yield return new("users", "nobody could connect: there are no users, no anonymous clients and no TLS for certificates", "let users be true");
        if (MaxPacketBytes is < 1024 or > 256 * 1024 * 1024)
            yield return new("max_packet_bytes", "the largest packet is out of its range", "write a size from 1 KiB to 256 MiB");
        if (MaxQueuedBytes < 64 * 1024)
            yield return new("max_queued_bytes", "the queue of a client is too small", "write a size from 64 KiB on");
        if (SessionExpiry < TimeSpan.Zero)
            yield return new("session_expiry", "a session cannot end before it begins", "write a duration such as 7 d");
        foreach (var rule in Access)
        {
            foreach (var problem in rule.Validate())
                yield return problem;
        }
    }

    /// <summary>Whether plain MQTT is not offered.</summary>
    internal bool IsOff => Listen.Equals("off", StringComparison.OrdinalIgnoreCase);

    internal static IPEndPoint? EndPointOf(string? text) =>
        text is not null && IPEndPoint.TryParse(text, out var address) && address.Port != 0 ? address : null;
}
