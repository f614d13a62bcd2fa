using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Millwright.Drivers.Mqtt;

/// <summary>The options of a connection to an MQTT broker.</summary>
public sealed class MqttConnectionOptions
{
    [Required]
    [Description("the broker: mqtt://host:1883, mqtts://host:8883 (TLS), ws://host/mqtt or wss://host/mqtt (WebSocket)")]
    public string Address { get; set; } = "";

    [Description("the version of MQTT: 5 or 3.1.1")]
    public string Version { get; set; } = "5";

    [Description("who we are to the broker, one of a kind there; chosen by the broker where left out")]
    public string? ClientId { get; set; }

    [Description("the user to sign in as; anonymous where left out")]
    public string? User { get; set; }

    [Description("the user's password")]
    public string? Password { get; set; }

    [Description("a PEM file with the authorities that may vouch for the broker; the system's where left out")]
    public string? Authority { get; set; }

    [Description("a PEM file with the certificate and key to show to the broker")]
    public string? Certificate { get; set; }

    [Description("false accepts a trusted broker certificate that names another host than the address")]
    public bool CheckHostName { get; set; } = true;

    [Description("the delivery asked for: 0 at most once, 1 at least once, 2 exactly once")]
    [Range(0, 2)]
    public int Qos { get; set; } = 1;

    [Description("how long the broker keeps for us what is sent while we are away; 0 for not at all")]
    public TimeSpan Session { get; set; }

    [Description("the topic of tags that name none, with parts of the tag's path in it: acme/{area}/{machine}/{tag}")]
    public string? Topic { get; set; }

    [Description("topic filters to subscribe to instead of one for each tag's topic: acme/#")]
    public IReadOnlyList<string>? Subscribe { get; set; }

    [Description("the id under which edge nodes of Sparkplug B are told that their host is there; they are not told without it")]
    public string? HostId { get; set; }

    [Description("how long to wait for the broker's answers")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    [Description("how often the broker is asked for a sign of life when nothing is sent")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(20);

    [Description("how long browsing listens for what is published")]
    public TimeSpan Listen { get; set; } = TimeSpan.FromSeconds(5);
}
