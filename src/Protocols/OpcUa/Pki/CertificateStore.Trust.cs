using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millwright.OpcUa.Pki;

/// <summary>The trust list as a whole, for those who manage it from afar.</summary>
public sealed partial class CertificateStore
{
    private const string Revocations = ".crl";

    /// <summary>When the newest file of the trust list was written.</summary>
    public DateTimeOffset TrustChangedAt
    {
        get
        {
            lock (_lock)
            {
                var newest = TrustFiles().Select(static file => file.LastWriteTimeUtc).DefaultIfEmpty(DateTime.UnixEpoch).Max();
                return new DateTimeOffset(newest, TimeSpan.Zero);
            }
        }
    }

    /// <summary>All certificates and revocation lists of the trust list.</summary>
    public TrustFiles ExportTrust()
    {
        lock (_lock)
        {
            return new TrustFiles
            {
                Trusted = Certificates("trusted"),
                TrustedRevocations = Lists("trusted"),
                Issuers = Certificates("issuers"),
                IssuerRevocations = Lists("issuers"),
            };
        }
    }

    /// <summary>Replaces parts of the trust list. Everything is read before anything is changed, and what comes is written before what goes is deleted.</summary>
    /// <exception cref="CryptographicException">Something is no certificate or revocation list, or there are more than <see cref="MaxTrusted"/>; nothing was changed.</exception>
    public void ReplaceTrust(TrustFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var parts = new List<(string Place, bool IsList, Dictionary<string, byte[]> Files)>();
        AddPart("trusted", false, files.Trusted);
        AddPart("trusted", true, files.TrustedRevocations);
        AddPart("issuers", false, files.Issuers);
        AddPart("issuers", true, files.IssuerRevocations);
        lock (_lock)
        {
            foreach (var (place, isList, kept) in parts)
                Replace(place, isList, kept);
        }

        void AddPart(string place, bool isList, IReadOnlyList<byte[]>? entries)
        {
            if (entries is not null)
                parts.Add((place, isList, Named(entries, isList)));
        }
    }

    /// <summary>Takes a certificate out of the trust list.</summary>
    /// <param name="thumbprint">SHA-1 in hexadecimal digits, as OPC UA names certificates.</param>
    /// <param name="isTrusted">Looks among the trusted ones, else among the issuers.</param>
    /// <returns>False when it is not there.</returns>
    public bool RemoveByThumbprint(string thumbprint, bool isTrusted)
    {
        lock (_lock)
        {
            var found = false;
            foreach (var file in FilesOf(isTrusted ? "trusted" : "issuers").Where(static file => !IsList(file)).ToList())
            {
                if (FingerprintOf(file) is not var (certificate, _))
                    continue;
                using (certificate)
                {
                    if (!certificate.Thumbprint.Equals(thumbprint, StringComparison.OrdinalIgnoreCase))
                        continue;
                }
                file.Delete();
                found = true;
            }
            return found;
        }
    }

    /// <summary>The rejected certificates themselves, DER, newest first.</summary>
    public IReadOnlyList<byte[]> LoadRejected(int most)
    {
        lock (_lock)
        {
            return [.. new DirectoryInfo(Path.Combine(_folder, "rejected")).EnumerateFiles("*.der")
                .OrderByDescending(static file => file.LastWriteTimeUtc).Take(most).Select(static file => File.ReadAllBytes(file.FullName))];
        }
    }

    /// <summary>Whether a certificate is valid by its dates.</summary>
    public bool IsInTime(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var now = _time.GetUtcNow();
        return certificate.NotBefore.ToUniversalTime() <= now.UtcDateTime && now.UtcDateTime <= certificate.NotAfter.ToUniversalTime();
    }

    /// <summary>Renews this application's certificate with a new key when it is self-signed and near its end, by one of all programs that share the folder.</summary>
    /// <param name="before">How near.</param>
    /// <param name="lifetime">How long the new one is valid.</param>
    /// <returns>The new certificate with its key; null when there was nothing to do.</returns>
    public X509Certificate2? RenewOwn(TimeSpan before, TimeSpan lifetime)
    {
        using var held = FolderLock.Enter(Path.Combine(_folder, "own"));
        using var own = ReadOwn();
        if (own is null || !own.SubjectName.RawData.AsSpan().SequenceEqual(own.IssuerName.RawData) || own.NotAfter.ToUniversalTime() - _time.GetUtcNow().UtcDateTime > before)
            return null;
        var renewed = ApplicationCertificate.Renew(own, lifetime, keepKey: false, _time);
        WriteOwn(renewed);
        return renewed;
    }

    private static bool IsList(FileInfo file) => file.Extension.Equals(Revocations, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, byte[]> Named(IReadOnlyList<byte[]> entries, bool isList)
    {
        if (entries.Count > MaxTrusted)
            throw new CryptographicException($"A trust list of {entries.Count} entries; {MaxTrusted} are taken.");
        var named = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (isList)
            {
                _ = RevocationList.Parse(entry);
                named[Convert.ToHexString(SHA256.HashData(entry)) + Revocations] = entry;
                continue;
            }
            using var certificate = X509CertificateLoader.LoadCertificate(entry);
            named[CertificateValidator.Fingerprint(certificate) + ".der"] = certificate.RawData;
        }
        return named;
    }

    private IEnumerable<FileInfo> FilesOf(string place)
    {
        var folder = Path.Combine(_folder, place) + Path.DirectorySeparatorChar;
        return TrustFiles().Where(file => file.FullName.StartsWith(folder, StringComparison.Ordinal));
    }

    private IReadOnlyList<byte[]> Certificates(string place)
    {
        var found = new List<byte[]>();
        foreach (var file in FilesOf(place).Where(static file => CertificateEndings.Contains(file.Extension, StringComparer.OrdinalIgnoreCase)))
        {
            if (FingerprintOf(file) is not var (certificate, _))
                continue;
            found.Add(certificate.RawData);
            certificate.Dispose();
        }
        return found;
    }

    private IReadOnlyList<byte[]> Lists(string place) => [.. FilesOf(place).Where(IsList).Select(static file => File.ReadAllBytes(file.FullName))];

    private void Replace(string place, bool isList, Dictionary<string, byte[]> kept)
    {
        var before = FilesOf(place).Where(file => IsList(file) == isList).ToList();
        foreach (var (name, bytes) in kept)
            PrivateFiles.Write(Path.Combine(_folder, place, name), bytes);
        foreach (var file in before)
        {
            if (Path.GetDirectoryName(file.FullName) != Path.Combine(_folder, place) || !kept.ContainsKey(file.Name))
                file.Delete();
        }
    }
}
