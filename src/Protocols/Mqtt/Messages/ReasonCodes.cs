namespace Millwright.Mqtt.Messages;

/// <summary>Which reason code may stand in which packet (MQTT 5, 2.4), and how 3.1.1 says the same.</summary>
public static class ReasonCodes
{
    /// <summary>Codes from 0x80 on say that something failed.</summary>
    public static bool IsFailure(this MqttReasonCode code) => (byte)code >= 0x80;

    /// <summary>Whether a packet of this type may carry the code.</summary>
    public static bool IsAllowed(MqttPacketType type, MqttReasonCode code) => type switch
    {
        MqttPacketType.ConnAck => code is MqttReasonCode.Success or (>= MqttReasonCode.UnspecifiedError and <= MqttReasonCode.Banned)
            or MqttReasonCode.BadAuthenticationMethod or MqttReasonCode.TopicNameInvalid or MqttReasonCode.PacketTooLarge or MqttReasonCode.QuotaExceeded
            or (>= MqttReasonCode.PayloadFormatInvalid and <= MqttReasonCode.ServerMoved) or MqttReasonCode.ConnectionRateExceeded,
        MqttPacketType.PubAck or MqttPacketType.PubRec => code is MqttReasonCode.Success or MqttReasonCode.NoMatchingSubscribers or MqttReasonCode.UnspecifiedError
            or MqttReasonCode.ImplementationSpecificError or MqttReasonCode.NotAuthorized or MqttReasonCode.TopicNameInvalid or MqttReasonCode.PacketIdentifierInUse
            or MqttReasonCode.QuotaExceeded or MqttReasonCode.PayloadFormatInvalid,
        MqttPacketType.PubRel or MqttPacketType.PubComp => code is MqttReasonCode.Success or MqttReasonCode.PacketIdentifierNotFound,
        MqttPacketType.SubAck => code is <= MqttReasonCode.GrantedQos2 or MqttReasonCode.UnspecifiedError or MqttReasonCode.ImplementationSpecificError
            or MqttReasonCode.NotAuthorized or MqttReasonCode.TopicFilterInvalid or MqttReasonCode.PacketIdentifierInUse or MqttReasonCode.QuotaExceeded
            or MqttReasonCode.SharedSubscriptionsNotSupported or MqttReasonCode.SubscriptionIdentifiersNotSupported or MqttReasonCode.WildcardSubscriptionsNotSupported,
        MqttPacketType.UnsubAck => code is MqttReasonCode.Success or MqttReasonCode.NoSubscriptionExisted or MqttReasonCode.UnspecifiedError
            or MqttReasonCode.ImplementationSpecificError or MqttReasonCode.NotAuthorized or MqttReasonCode.TopicFilterInvalid or MqttReasonCode.PacketIdentifierInUse,
        MqttPacketType.Disconnect => code is MqttReasonCode.Success or MqttReasonCode.DisconnectWithWill or (>= MqttReasonCode.UnspecifiedError and <= MqttReasonCode.ImplementationSpecificError)
            or MqttReasonCode.NotAuthorized or MqttReasonCode.ServerBusy or MqttReasonCode.ServerShuttingDown or MqttReasonCode.BadAuthenticationMethod
            or (>= MqttReasonCode.KeepAliveTimeout and <= MqttReasonCode.TopicNameInvalid) or (>= MqttReasonCode.ReceiveMaximumExceeded and <= MqttReasonCode.WildcardSubscriptionsNotSupported),
        MqttPacketType.Auth => code is MqttReasonCode.Success or MqttReasonCode.ContinueAuthentication or MqttReasonCode.ReAuthenticate,
        _ => false,
    };

    /// <summary>The return code of a CONNACK of MQTT 3.1.1 (3.2.2.3).</summary>
    public static byte ToConnectReturnCode(MqttReasonCode code) => code switch
    {
        MqttReasonCode.Success => 0,
        MqttReasonCode.UnsupportedProtocolVersion => 1,
        MqttReasonCode.ClientIdentifierNotValid => 2,
        MqttReasonCode.BadUserNameOrPassword => 4,
        MqttReasonCode.NotAuthorized or MqttReasonCode.Banned or MqttReasonCode.BadAuthenticationMethod => 5,
        _ => 3,
    };

    /// <summary>What a return code of MQTT 3.1.1 means; a code above 5 is reserved.</summary>
    public static bool TryFromConnectReturnCode(byte returnCode, out MqttReasonCode code)
    {
        code = returnCode switch
        {
            0 => MqttReasonCode.Success,
            1 => MqttReasonCode.UnsupportedProtocolVersion,
            2 => MqttReasonCode.ClientIdentifierNotValid,
            3 => MqttReasonCode.ServerUnavailable,
            4 => MqttReasonCode.BadUserNameOrPassword,
            5 => MqttReasonCode.NotAuthorized,
            _ => MqttReasonCode.ProtocolError,
        };
        return returnCode <= 5;
    }
}
