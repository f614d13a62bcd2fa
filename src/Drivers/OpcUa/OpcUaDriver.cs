using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>OPC UA over its binary protocol.</summary>
internal sealed class OpcUaDriver : IDriver
{
    private const string Scheme = "opc.tcp";
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortestPublishing = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPublishing = TimeSpan.FromHours(1);

    private readonly Lock _pkiGate = new();

    /// <summary>The kind of a tag that says none: most of what machines offer are numbers.</summary>
    public const TagKind DefaultKind = TagKind.Float64;

    public string Name => "opc-ua";

    public string Summary => "OPC UA servers: subscriptions, history, browsing, over encrypted sessions";

    public Type OptionsType => typeof(OpcUaConnectionOptions);

    public Type TagOptionsType => typeof(OpcUaTagOptions);

    public IEnumerable<OptionProblem> Check(object options)
    {
        var o = (OpcUaConnectionOptions)options;
        return [.. CheckAddresses(o), .. CheckSecurity(o), .. CheckUser(o), .. CheckTimes(o), .. CheckEvents(o.Events)];
    }

    public IEnumerable<OptionProblem> CheckTag(object options, object tagOptions)
    {
        var (connection, o) = ((OpcUaConnectionOptions)options, (OpcUaTagOptions)tagOptions);
        if (!NodeAddress.TryParse(o.Node, out _, out var problem))
            yield return new("node", problem!, "write for example nsu=urn:maker:machine;s=Speed, ns=2;s=Speed, or a path such as /2:Machine/2:Speed");
        if (o.As == TagKind.None)
            yield return new("as", "a tag holds something", "remove 'as', or write what it holds");
        if (!NumericRange.TryParse(o.Elements, out _))
            yield return new("elements", $"'{o.Elements}' is no range of elements", "write 3 for one, 0:9 for ten, 0:1,2:4 for a part of a matrix");
        if (o.Sampling is { } sampling && (sampling < TimeSpan.Zero || sampling > LongestPublishing))
            yield return new("sampling", $"a sampling of {sampling} is out of range", "choose 0 to 1 h");
        if (o.SourceDeadband is { } deadband)
        {
            if (!(deadband.Value >= 0) || (deadband.IsPercent && deadband.Value > 100))
                yield return new("source_deadband", $"a deadband of {deadband} is out of range", "choose 0 or more, or 0 % to 100 %");
            else if (deadband is { IsPercent: false, Unit: not null })
                yield return new("source_deadband", $"the server does not know the unit of {deadband}", "write a bare number in the node's own unit, or a percentage");
            if (connection.Poll)
                yield return new("source_deadband", "the connection reads its tags, and a read has no deadband", "use 'deadband', or remove poll: true");
            if ((o.As ?? DefaultKind) is TagKind.String or TagKind.Bytes or TagKind.Boolean)
                yield return new("source_deadband", $"a {o.As!.Value.Word()} has no deadband", "remove it");
        }
    }

    public TagKind KindOf(object tagOptions) => ((OpcUaTagOptions)tagOptions).As ?? DefaultKind;

    public object AddressOf(object tagOptions)
    {
        var o = (OpcUaTagOptions)tagOptions;
        return o.Elements is null ? o.Node : $"{o.Node}[{o.Elements}]";
    }

    public string AddressOfConnection(object options) => UrlOf(((OpcUaConnectionOptions)options).Address);

    public object? OptionsFromUri(Uri address)
    {
        var isOurs = address.Scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase) || address.Scheme.Equals(Name, StringComparison.OrdinalIgnoreCase);
        if (!isOurs)
            return null;
        var url = new UriBuilder(address) { Scheme = Scheme, UserName = "", Password = "", Query = "" };
        var options = new OpcUaConnectionOptions { Address = url.Uri.AbsoluteUri.TrimEnd('/'), Pki = PersonalPki() };
        if (address.Query.Contains("security=none", StringComparison.OrdinalIgnoreCase))
            options.Security = OpcUaSecurity.None;
        return options;
    }

    public IEnumerable<OptionProblem> CheckCommand(CommandAddress address)
    {
        if (!NodeAddress.TryParse(address.Method, out _, out var problem))
            yield return new("method", problem!, "write for example nsu=urn:maker:machine;s=Start, or a path such as /2:Machine/2:Start");
        if (address.Object is { } owner && !NodeAddress.TryParse(owner, out _, out var other))
            yield return new("object", other!, "write for example nsu=urn:maker:machine;s=Machine, or leave it out");
    }

    /// <remarks>The folder of certificates is left out: a plant has its own.</remarks>
    public IReadOnlyList<TagKey> KeysOfConnection(object options)
    {
        var address = new TagKey("address", AddressOfConnection(options));
        return ((OpcUaConnectionOptions)options).Security == OpcUaSecurity.None ? [address, new("security", "none")] : [address];
    }

    public ISource Create(SourceSetup setup) => new OpcUaSource(setup, _pkiGate);

    /// <summary>An address as the client takes it: with its scheme, though people leave it out.</summary>
    public static string UrlOf(string address)
    {
        var text = address.Trim();
        return text.Contains("://", StringComparison.Ordinal) ? text : $"{Scheme}://{text}";
    }

    /// <summary>In a plant's folder its certificates; elsewhere the user's own.</summary>
    private static string PersonalPki()
    {
        var plants = new OpcUaConnectionOptions().Pki;
        return Directory.Exists(plants)
            ? plants
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "millwright", "pki", "opc-ua");
    }

    private static IEnumerable<OptionProblem> CheckEvents(OpcUaEventOptions? events)
    {
        if (events is null)
            yield break;
        foreach (var node in events.Nodes ?? [])
        {
            if (!NodeAddress.TryParse(node, out _, out var problem))
                yield return new("events", problem!, "write for example nsu=urn:maker:machine;s=Press, or a path such as /2:Press");
        }
        foreach (var type in events.Types ?? [])
        {
            if (!NodeAddress.TryParse(type, out var address, out var problem) || address!.Id is null)
                yield return new("events", problem ?? $"'{type}' is no node id", "write an event type by its id, for example i=2915 for alarms");
        }
        if (events.Fields is { Count: > EventLimits.MaxFields })
            yield return new("events", $"{events.Fields.Count} fields are too many", $"ask for {EventLimits.MaxFields} at most");
        if (events.Nodes is { Count: 0 })
            yield return new("events", "no node is listened to", "name at least one in 'nodes', or leave the key out for all events");
        if (events.Publishing < ShortestPublishing || events.Publishing > LongestPublishing)
            yield return new("events", $"a publishing of {events.Publishing} is out of range", "choose 1 ms to 1 h");
    }

    private static IEnumerable<OptionProblem> CheckAddresses(OpcUaConnectionOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Address))
            yield return new("address", "the address is missing", "add for example: address: opc.tcp://10.0.3.20:4840");
        else if (!IsAddress(options.Address))
            yield return new("address", $"'{options.Address}' is no endpoint", "write for example opc.tcp://10.0.3.20:4840");
        foreach (var further in options.Redundant ?? [])
        {
            if (!IsAddress(further))
                yield return new("redundant", $"'{further}' is no endpoint", "write for example opc.tcp://10.0.3.21:4840");
        }
    }

    private static bool IsAddress(string address) =>
        Uri.TryCreate(UrlOf(address), UriKind.Absolute, out var url) && url.Scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase)
        && url.Host.Length > 0 && Uri.CheckHostName(url.Host.Trim('[', ']')) != UriHostNameType.Unknown && url.Port != 0;

    private static IEnumerable<OptionProblem> CheckSecurity(OpcUaConnectionOptions options)
    {
        if (options.Security == OpcUaSecurity.None && options.Mode is not null)
            yield return new("mode", "security: none neither signs nor encrypts", "remove 'mode', or choose a security policy");
        if (options.Security != OpcUaSecurity.None && options.PlainPassword)
            yield return new("plain_password", "with a security policy the password is always encrypted", "remove it");
        if (string.IsNullOrWhiteSpace(options.Pki))
            yield return new("pki", "the folder of certificates is missing", "remove 'pki' for the plant's own folder");
    }

    private static IEnumerable<OptionProblem> CheckUser(OpcUaConnectionOptions options)
    {
        if (options.Password is not null && options.User is null)
            yield return new("password", "the password has no user", "add 'user'");
        if (options.User is not null && options.Password is null)
            yield return new("user", "the user has no password", "add for example: password: ${env:OPCUA_PASSWORD}");
        var ways = new[] { options.User, options.UserCertificate, options.UserToken }.Count(w => w is not null);
        if (ways > 1)
            yield return new("user", "there is more than one way to sign in", "keep one of user, user_certificate and user_token");
    }

    private static IEnumerable<OptionProblem> CheckTimes(OpcUaConnectionOptions options)
    {
        foreach (var (key, time) in new[] { ("timeout", options.Timeout), ("connect_timeout", options.ConnectTimeout), ("keep_alive", options.KeepAlive) })
        {
            if (time < ShortestTimeout || time > LongestTimeout)
                yield return new(key, $"{time} is out of range", "choose 50 ms to 2 min");
        }
        if (options.SessionTimeout < TimeSpan.FromSeconds(1) || options.SessionTimeout > TimeSpan.FromDays(1))
            yield return new("session_timeout", $"{options.SessionTimeout} is out of range", "choose 1 s to 1 d");
        if (options.Publishing is { } publishing && (publishing < ShortestPublishing || publishing > LongestPublishing))
            yield return new("publishing", $"{publishing} is out of range", "choose 1 ms to 1 h");
        if (options.Sampling is { } sampling && (sampling < TimeSpan.Zero || sampling > LongestPublishing))
            yield return new("sampling", $"{sampling} is out of range", "choose 0 to 1 h");
        if (options.Poll && (options.Publishing ?? options.Sampling) is not null)
            yield return new("poll", "what is read has neither publishing nor sampling", "remove them, or poll: true; 'scan' says how often a tag is read");
    }
}
