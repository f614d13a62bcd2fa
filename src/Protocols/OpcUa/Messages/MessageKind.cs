namespace Millwright.OpcUa.Messages;

/// <summary>What a structure of the standard is used as.</summary>
public enum MessageKind
{
    /// <summary>Follows a <see cref="RequestHeader"/>.</summary>
    Request,

    /// <summary>Follows a <see cref="ResponseHeader"/>.</summary>
    Response,

    /// <summary>Stands in an extension object or inside another structure.</summary>
    Structure,
}
