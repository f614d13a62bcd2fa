using Millwright.Mqtt.Access;
using Millwright.Mqtt.Messages;
using Millwright.Security;

namespace Millwright.Publish.Mqtt.Access;

/// <summary>The rules of the configuration: what none of them allows is refused. Can be replaced while clients are connected.</summary>
/// <param name="options">The rules.</param>
/// <param name="roleOf">What an account may do now; null when it is gone, and with it all it was allowed.</param>
internal sealed class AccessRules(IReadOnlyList<AccessRuleOptions> options, Func<string, Role?> roleOf) : IMqttAuthorizer
{
    private volatile Rule[] _rules = [.. options.Select(o => new Rule(o))];

    public void Replace(IReadOnlyList<AccessRuleOptions> rules) => _rules = [.. rules.Select(o => new Rule(o))];

    public MqttReasonCode MayPublish(MqttIdentity identity, string clientId, string topic) => Answer(identity, clientId, topic, isPublish: true);

    public MqttReasonCode MaySubscribe(MqttIdentity identity, string clientId, string filter) => Answer(identity, clientId, filter, isPublish: false);

    private MqttReasonCode Answer(MqttIdentity identity, string clientId, string topic, bool isPublish)
    {
        var who = identity as ClientIdentity ?? ClientIdentity.Parse(identity.Name);
        var role = who.Kind == ProofKind.User ? roleOf(who.Who) : null;
        if (who.Kind == ProofKind.User && role is null)
            return MqttReasonCode.NotAuthorized;
        foreach (var rule in _rules)
        {
            if (!rule.IsFor(who, role))
                continue;
            foreach (var pattern in isPublish ? rule.Publish : rule.Subscribe)
            {
                if (pattern.Covers(topic, who.Kind == ProofKind.Anonymous ? null : who.Who, clientId))
                    return MqttReasonCode.Success;
            }
        }
        return MqttReasonCode.NotAuthorized;
    }

    private sealed class Rule(AccessRuleOptions options)
    {
        private readonly HashSet<string> _users = new(options.Users, StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> _certificates = new(options.Certificates, StringComparer.Ordinal);
        private readonly Role? _role = options.Role;
        private readonly bool _anonymous = options.Anonymous;

        public TopicPattern[] Publish { get; } = [.. options.Publish.Select(p => new TopicPattern(p))];

        public TopicPattern[] Subscribe { get; } = [.. options.Subscribe.Select(p => new TopicPattern(p))];

        public bool IsFor(ClientIdentity who, Role? role)
        {
            if (_users.Count + _certificates.Count == 0 && _role is null && !_anonymous)
                return who.Kind != ProofKind.Anonymous;
            return who.Kind switch
            {
                ProofKind.Anonymous => _anonymous,
                ProofKind.User => _users.Contains(who.Who) || (_role is { } least && role >= least),
                _ => _certificates.Contains(who.Who),
            };
        }
    }
}
