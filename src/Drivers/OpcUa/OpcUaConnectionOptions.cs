using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Millwright.Drivers.OpcUa;

/// <summary>The options of an OPC UA connection.</summary>
public sealed class OpcUaConnectionOptions
{
    [Required]
    [Description("the server's endpoint: opc.tcp://host:port/path; port 4840 where none is given")]
    public string Address { get; set; } = "";

    [Description("further servers of a redundant set, tried in this order when the first is away")]
    public IReadOnlyList<string>? Redundant { get; set; }

    [Description("the security policy; the strongest that the server offers where left out, never less; none must be written")]
    public OpcUaSecurity Security { get; set; } = OpcUaSecurity.Strongest;

    [Description("sign, or sign and encrypt; the strongest that the server offers where left out")]
    public OpcUaMode? Mode { get; set; }

    [Description("the user to sign in as; anonymous where left out")]
    public string? User { get; set; }

    [Description("the user's password")]
    public string? Password { get; set; }

    [Description("a PEM file with the certificate and key to sign in with instead of a password")]
    public string? UserCertificate { get; set; }

    [Description("a token of an authorization service (JWT) to sign in with instead of a password")]
    public string? UserToken { get; set; }

    [Description("true sends the password unencrypted where neither channel nor server encrypt; for a laboratory only")]
    public bool PlainPassword { get; set; }

    [Description("false accepts a trusted server certificate that names another host than the address")]
    public bool CheckHostName { get; set; } = true;

    [Description("the folder of certificates, with own, trusted, issuers and rejected in it")]
    public string Pki { get; set; } = "data/pki/opc-ua";

    [Description("how often the server sends what has changed; the scan of each tag where left out")]
    public TimeSpan? Publishing { get; set; }

    [Description("how often the server looks at a value; the scan of each tag where left out, 0 for as fast as it can")]
    public TimeSpan? Sampling { get; set; }

    [Description("changes that the server keeps for each tag between two messages")]
    [Range(1, 100_000)]
    public int Queue { get; set; } = 10;

    [Description("true reads at each scan instead of subscribing; done by itself where a server has no subscriptions")]
    public bool Poll { get; set; }

    [Description("false leaves gaps empty that the server's own history could fill")]
    public bool History { get; set; } = true;

    [Description("listens to the server's events, alarms and conditions; {} for all of them")]
    public OpcUaEventOptions? Events { get; set; }

    [Description("how long to wait for an answer")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    [Description("how long to wait for the connection")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    [Description("how long the server keeps the session over a break")]
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromMinutes(1);

    [Description("how often the server has to give a sign of life")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(2);

    [Description("the name of the session in the server's diagnostics; Millwright and the connection's name where left out")]
    public string? Session { get; set; }
}

/// <summary>What protects the messages (OPC 10000-7).</summary>
public enum OpcUaSecurity
{
    Strongest,
    Basic256Sha256,
    Aes128Sha256RsaOaep,
    Aes256Sha256RsaPss,
    None,
}

/// <summary>How messages are protected.</summary>
public enum OpcUaMode
{
    Sign,
    SignAndEncrypt,
}
