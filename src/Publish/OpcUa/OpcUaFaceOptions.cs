using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Millwright.Model;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Security;

namespace Millwright.Publish.OpcUa;

/// <summary>How the plant is shown to OPC UA clients.</summary>
public sealed class OpcUaFaceOptions
{
    [Description("The address and port to listen on; the default is this machine alone.")]
    public string Listen { get; set; } = "127.0.0.1:4840";

    [Description("The security policies that are offered.")]
    public IReadOnlyList<string> Security { get; set; } = ["Aes256_Sha256_RsaPss", "Basic256Sha256", "Aes128_Sha256_RsaOaep"];

    [Description("The least protection a client may choose: SignAndEncrypt, Sign, or None.")]
    public string Mode { get; set; } = nameof(MessageSecurityMode.SignAndEncrypt);

    [Description("Whether users sign in with name and password, the same ones as on the pages.")]
    public bool Users { get; set; } = true;

    [Description("Whether a client may look at everything without a user; it can never write.")]
    public bool Anonymous { get; set; }

    [Description("False shows the plant and lets nobody write.")]
    public bool Writes { get; set; } = true;

    [Description("The addresses that clients are told, such as opc.tcp://plant1:4840; without them the one a client used.")]
    public IReadOnlyList<string> Addresses { get; set; } = [];

    [Description("The most sessions at once.")]
    [Range(1, 10_000)]
    public int MaxSessions { get; set; } = 200;

    [Description("The most subscriptions of all sessions.")]
    [Range(1, 100_000)]
    public int MaxSubscriptions { get; set; } = 1_000;

    [Description("The most monitored items of all subscriptions.")]
    [Range(1, 10_000_000)]
    public int MaxItems { get; set; } = 500_000;

    [Description("The shortest publishing interval that a client gets.")]
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>All that is wrong with the options.</summary>
    public IEnumerable<OptionProblem> Validate()
    {
        if (!IPEndPoint.TryParse(Listen, out var address) || address.Port == 0)
            yield return new("listen", $"'{Listen}' is no address and port", "write for example 127.0.0.1:4840, or 0.0.0.0:4840 for all networks");
        foreach (var name in Security.Where(n => PolicyOf(n) is null))
            yield return new("security", $"there is no security policy '{name}'", $"choose from {string.Join(", ", SecurityPolicy.All.Where(p => !p.IsNone).Select(p => p.Name))}; for none write 'mode: None'");
        if (Security.Count == 0)
            yield return new("security", "no security policy is offered", "name at least one, such as Basic256Sha256");
        if (LeastMode is null)
            yield return new("mode", $"there is no mode '{Mode}'", "write SignAndEncrypt, Sign or None");
        if (!Users && !Anonymous)
            yield return new("users", "neither users nor anonymous clients may come in", "let users be true");
        foreach (var url in Addresses.Where(a => !a.StartsWith("opc.tcp://", StringComparison.Ordinal) || !Uri.TryCreate(a, UriKind.Absolute, out _)))
            yield return new("addresses", $"'{url}' is no address of an OPC UA server", "write for example opc.tcp://plant1:4840");
        if (MinInterval < TimeSpan.FromMilliseconds(10) || MinInterval > TimeSpan.FromMinutes(1))
            yield return new("min_interval", "the shortest publishing interval is out of its range", "write a duration from 10 ms to 1 min");
    }

    /// <summary>Where to listen.</summary>
    internal IPEndPoint EndPoint => IPEndPoint.Parse(Listen);

    /// <summary>Each policy with each mode from the least one on.</summary>
    internal IReadOnlyList<OfferedSecurity> Offered
    {
        get
        {
            var modes = LeastMode == MessageSecurityMode.SignAndEncrypt
                ? new[] { MessageSecurityMode.SignAndEncrypt }
                : [MessageSecurityMode.SignAndEncrypt, MessageSecurityMode.Sign];
            var offered = Security.Select(PolicyOf).OfType<SecurityPolicy>().Distinct().SelectMany(p => modes.Select(m => new OfferedSecurity(p, m))).ToList();
            if (LeastMode == MessageSecurityMode.None)
                offered.Add(new(SecurityPolicy.None, MessageSecurityMode.None));
            return offered;
        }
    }

    private MessageSecurityMode? LeastMode =>
        Enum.TryParse<MessageSecurityMode>(Mode, ignoreCase: true, out var mode) && mode != MessageSecurityMode.Invalid && Enum.IsDefined(mode) ? mode : null;

    private static SecurityPolicy? PolicyOf(string name) =>
        SecurityPolicy.All.FirstOrDefault(p => !p.IsNone && p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
