namespace Millwright.Mqtt.Messages;

/// <summary>Which property may stand where, how often, and of what type it is: the table of MQTT 5, 2.2.2.2.</summary>
internal static class PropertyRules
{
    public const int MaxIdentifier = 0x2A;

    private const ushort Will = 1 << (int)PropertyPlace.Will;
    private const ushort Connect = 1 << (int)PropertyPlace.Connect;
    private const ushort ConnAck = 1 << (int)PropertyPlace.ConnAck;
    private const ushort Publish = 1 << (int)PropertyPlace.Publish;
    private const ushort Subscribe = 1 << (int)PropertyPlace.Subscribe;
    private const ushort Disconnect = 1 << (int)PropertyPlace.Disconnect;
    private const ushort Auth = 1 << (int)PropertyPlace.Auth;
    private const ushort Acks = (1 << (int)PropertyPlace.PubAck) | (1 << (int)PropertyPlace.PubRec) | (1 << (int)PropertyPlace.PubRel)
        | (1 << (int)PropertyPlace.PubComp) | (1 << (int)PropertyPlace.SubAck) | (1 << (int)PropertyPlace.UnsubAck);
    private const ushort Everywhere = Will | Connect | ConnAck | Publish | Subscribe | Disconnect | Auth | Acks | (1 << (int)PropertyPlace.Unsubscribe);

    public enum Kind : byte
    {
        None,
        Flag,
        UInt16,
        UInt32,
        Variable,
        Text,
        Binary,
        Pair,
    }

    /// <summary>Whether the place may hold the property at all.</summary>
    public static bool IsAllowed(MqttProperty property, PropertyPlace place) => (PlacesOf(property) & (1 << (int)place)) != 0;

    /// <summary>Only user properties repeat, and in PUBLISH the identifiers of all subscriptions that match (3.3.2.3.8).</summary>
    public static bool MayRepeat(MqttProperty property, PropertyPlace place) =>
        property == MqttProperty.UserProperty || (property == MqttProperty.SubscriptionIdentifier && place == PropertyPlace.Publish);

    public static Kind KindOf(MqttProperty property) => property switch
    {
        MqttProperty.PayloadFormatIndicator or MqttProperty.RequestProblemInformation or MqttProperty.RequestResponseInformation or MqttProperty.MaximumQos
            or MqttProperty.RetainAvailable or MqttProperty.WildcardSubscriptionAvailable or MqttProperty.SubscriptionIdentifierAvailable
            or MqttProperty.SharedSubscriptionAvailable => Kind.Flag,
        MqttProperty.ServerKeepAlive or MqttProperty.ReceiveMaximum or MqttProperty.TopicAliasMaximum or MqttProperty.TopicAlias => Kind.UInt16,
        MqttProperty.MessageExpiryInterval or MqttProperty.SessionExpiryInterval or MqttProperty.WillDelayInterval or MqttProperty.MaximumPacketSize => Kind.UInt32,
        MqttProperty.SubscriptionIdentifier => Kind.Variable,
        MqttProperty.ContentType or MqttProperty.ResponseTopic or MqttProperty.AssignedClientIdentifier or MqttProperty.AuthenticationMethod
            or MqttProperty.ResponseInformation or MqttProperty.ServerReference or MqttProperty.ReasonString => Kind.Text,
        MqttProperty.CorrelationData or MqttProperty.AuthenticationData => Kind.Binary,
        MqttProperty.UserProperty => Kind.Pair,
        _ => Kind.None,
    };

    /// <summary>Values that the specification calls a protocol error. A topic alias of zero has a reason code of its own and is left to the reader of PUBLISH.</summary>
    public static bool IsInRange(MqttProperty property, uint value) => property switch
    {
        MqttProperty.ReceiveMaximum or MqttProperty.MaximumPacketSize or MqttProperty.SubscriptionIdentifier => value != 0,
        _ when KindOf(property) == Kind.Flag => value <= 1,
        _ => true,
    };

    private static ushort PlacesOf(MqttProperty property) => property switch
    {
        MqttProperty.PayloadFormatIndicator or MqttProperty.MessageExpiryInterval or MqttProperty.ContentType
            or MqttProperty.ResponseTopic or MqttProperty.CorrelationData => Publish | Will,
        MqttProperty.SubscriptionIdentifier => Publish | Subscribe,
        MqttProperty.SessionExpiryInterval => Connect | ConnAck | Disconnect,
        MqttProperty.AssignedClientIdentifier or MqttProperty.ServerKeepAlive or MqttProperty.ResponseInformation or MqttProperty.MaximumQos
            or MqttProperty.RetainAvailable or MqttProperty.WildcardSubscriptionAvailable or MqttProperty.SubscriptionIdentifierAvailable
            or MqttProperty.SharedSubscriptionAvailable => ConnAck,
        MqttProperty.AuthenticationMethod or MqttProperty.AuthenticationData => Connect | ConnAck | Auth,
        MqttProperty.RequestProblemInformation or MqttProperty.RequestResponseInformation => Connect,
        MqttProperty.WillDelayInterval => Will,
        MqttProperty.ServerReference => ConnAck | Disconnect,
        MqttProperty.ReasonString => ConnAck | Acks | Disconnect | Auth,
        MqttProperty.ReceiveMaximum or MqttProperty.TopicAliasMaximum or MqttProperty.MaximumPacketSize => Connect | ConnAck,
        MqttProperty.TopicAlias => Publish,
        MqttProperty.UserProperty => Everywhere,
        _ => 0,
    };
}
