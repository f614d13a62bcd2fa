using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Server;

/// <summary>A topic name with everybody who subscribes to it, found once and kept until a subscription changes.</summary>
internal sealed class Route(byte[] topic)
{
    private string? _text;

    public byte[] Topic { get; } = topic;

    public string Text => _text ??= Utf8Text.ToText(Topic);

    /// <summary>The version of the tree that <see cref="Targets"/> were found in.</summary>
    public long Version { get; set; } = -1;

    /// <summary>One for each session, whatever the number of its subscriptions that match.</summary>
    public List<Target> Targets { get; } = [];

    public List<SharedGroup> Groups { get; } = [];

    /// <summary>A session and what its matching subscriptions say together.</summary>
    internal sealed class Target
    {
        private bool _hasNoLocal;
        private Target? _own;

        public Target(Subscription first)
        {
            Session = first.Session;
            Qos = first.Options.Qos;
            RetainAsPublished = first.Options.RetainAsPublished;
            Identifiers = first.Identifiers;
            _hasNoLocal = first.Options.NoLocal;
        }

        private Target(Target other)
        {
            Session = other.Session;
            Qos = other.Qos;
            RetainAsPublished = other.RetainAsPublished;
            Identifiers = other.Identifiers;
        }

        public Session Session { get; }

        public MqttQos Qos { get; private set; }

        public bool RetainAsPublished { get; private set; }

        public uint[] Identifiers { get; private set; }

        /// <summary>What holds for a message of this publisher: the session's own go to the subscriptions that take them, if any.</summary>
        public Target? For(Session? publisher) => _hasNoLocal && ReferenceEquals(publisher, Session) ? _own : this;

        public void Add(Subscription other)
        {
            if (other.Options.NoLocal && !_hasNoLocal)
            {
                _own = new Target(this);
                _hasNoLocal = true;
            }
            else if (!other.Options.NoLocal && _hasNoLocal)
            {
                if (_own is null)
                    _own = new Target(other);
                else
                    _own.Merge(other);
            }
            Merge(other);
        }

        private void Merge(Subscription other)
        {
            if (other.Options.Qos > Qos)
                Qos = other.Options.Qos;
            RetainAsPublished |= other.Options.RetainAsPublished;
            if (other.Identifiers.Length > 0)
                Identifiers = [.. Identifiers, .. other.Identifiers];
        }
    }
}
