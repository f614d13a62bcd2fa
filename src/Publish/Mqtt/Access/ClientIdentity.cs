using Millwright.Mqtt.Access;

namespace Millwright.Publish.Mqtt.Access;

/// <summary>How a client proved who it is.</summary>
internal enum ProofKind
{
    /// <summary>Not at all.</summary>
    Anonymous,

    /// <summary>An account of the node, with its password.</summary>
    User,

    /// <summary>A certificate that the node trusts.</summary>
    Certificate,
}

/// <summary>Who a client is. Its full name keeps an account and a certificate of the same name apart, also in the store.</summary>
/// <param name="Kind">How it proved it.</param>
/// <param name="Who">The account's name, or the certificate's common name; empty for nobody known.</param>
internal sealed record ClientIdentity(ProofKind Kind, string Who) : MqttIdentity(FullName(Kind, Who))
{
    /// <summary>Reads a full name back, as it comes from the store.</summary>
    public static ClientIdentity Parse(string fullName)
    {
        if (fullName.StartsWith("user:", StringComparison.Ordinal))
            return new(ProofKind.User, fullName["user:".Length..]);
        return fullName.StartsWith("cert:", StringComparison.Ordinal) ? new(ProofKind.Certificate, fullName["cert:".Length..]) : new(ProofKind.Anonymous, "");
    }

    private static string FullName(ProofKind kind, string who) => kind switch
    {
        ProofKind.User => $"user:{who}",
        ProofKind.Certificate => $"cert:{who}",
        _ => "anonymous",
    };
}
