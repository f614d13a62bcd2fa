namespace Millwright.OpcUa.Pki;

/// <summary>Whose certificate is judged.</summary>
public enum PeerRole
{
    /// <summary>An application that connects to us.</summary>
    Client,

    /// <summary>An application that we connect to.</summary>
    Server,

    /// <summary>A person or machine that proves its identity with a certificate of its own (X.509 user token).</summary>
    User,
}
