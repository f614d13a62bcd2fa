namespace Millwright.Host.Certificates;

/// <summary>What was asked of the certificates cannot be done.</summary>
internal sealed class CertificateTroubleException(string place, string problem, string remedy, bool isUnknown = false, Exception? inner = null)
    : Exception($"{place}: {problem}; {remedy}", inner)
{
    /// <summary>The fingerprint, file or folder concerned.</summary>
    public string Place => place;

    public string Problem => problem;

    public string Remedy => remedy;

    /// <summary>True when no certificate, or more than one, is what was asked for.</summary>
    public bool IsUnknown => isUnknown;
}
