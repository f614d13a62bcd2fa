namespace Millwright.Host.Certificates;

/// <summary>All certificates of a plant.</summary>
/// <param name="Folder">Where they are kept.</param>
/// <param name="Own">This node's own, null until it is needed.</param>
/// <param name="Trusted">The trusted ones.</param>
/// <param name="Issuers">Authorities that complete chains.</param>
/// <param name="Rejected">The refused ones, newest first.</param>
/// <param name="Problems">Files that could not be read, with the reason.</param>
internal sealed record CertificateList(
    string Folder, KeptCertificate? Own, IReadOnlyList<KeptCertificate> Trusted, IReadOnlyList<KeptCertificate> Issuers,
    IReadOnlyList<KeptCertificate> Rejected, IReadOnlyList<string> Problems)
{
    /// <summary>Own, rejected, trusted, issuers: in the order in which they ask for attention.</summary>
    public IEnumerable<KeptCertificate> All => (Own is null ? [] : new[] { Own }).Concat(Rejected).Concat(Trusted).Concat(Issuers);

    /// <summary>Finds one by its fingerprint or the beginning of it, spaces and colons left out.</summary>
    /// <exception cref="CertificateTroubleException">None or more than one has it.</exception>
    public KeptCertificate Find(string fingerprint)
    {
        var digits = string.Concat(fingerprint.Where(c => c is not (' ' or ':')));
        var found = digits.Length < 4 ? [] : All.Where(c => c.Fingerprint.StartsWith(digits, StringComparison.OrdinalIgnoreCase)).ToList();
        return found switch
        {
            [var one] => one,
            [] when digits.Length < 4 => throw new CertificateTroubleException(fingerprint, "this is no fingerprint", "give at least its first 4 digits", isUnknown: true),
            [] => throw new CertificateTroubleException(fingerprint, "no certificate has this fingerprint", "millwright pki list shows them all", isUnknown: true),
            _ => throw new CertificateTroubleException(fingerprint, $"{found.Count} certificates begin like this", "give more of its digits", isUnknown: true),
        };
    }
}
