using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Pki;

/// <summary>
/// A folder with <c>own/</c>, <c>trusted/</c>, <c>issuers/</c> and <c>rejected/</c>. Certificates are *.der, *.cer, *.crt or *.pem, revocation
/// lists *.crl, in the folder itself or one level below it. Changes on disk count from the next question on; nothing needs a restart.
/// </summary>
public sealed partial class CertificateStore : ICertificateGuard
{
    /// <summary>Rejected certificates that are kept; the oldest goes for a new one, so that a stranger cannot fill the disk.</summary>
    public const int MaxRejected = 100;

    /// <summary>Entries that each part of a trust list may have when it is replaced as a whole.</summary>
    public const int MaxTrusted = 1_000;

    private const string OwnCertificate = "application.der";
    private const string OwnKey = "application.key.pem";
    private static readonly string[] CertificateEndings = [".der", ".cer", ".crt", ".pem"];

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly TimeProvider _time;
    private TrustList _trust = new();
    private string _seen = "";

    /// <summary>Opens a folder; what is missing of it is made.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public CertificateStore(string folder, TimeProvider time)
    {
        _folder = Path.GetFullPath(folder);
        _time = time;
        foreach (var name in (string[])["own", "trusted", "issuers", "rejected"])
            PrivateFiles.CreateFolder(Path.Combine(_folder, name));
    }

    /// <summary>Where the store is.</summary>
    public string Folder => _folder;

    /// <summary>Told of each certificate that was refused.</summary>
    public event Action<CertificateVerdict>? Rejected;

    /// <summary>This application's certificate with its key; null when there is none yet.</summary>
    /// <exception cref="CryptographicException">The files are damaged or do not belong together.</exception>
    public X509Certificate2? LoadOwn()
    {
        using var held = FolderLock.Enter(Path.Combine(_folder, "own"));
        return ReadOwn();
    }

    /// <summary>Keeps this application's certificate; the key's file is for its owner alone (mode 600).</summary>
    public void SaveOwn(X509Certificate2 certificate)
    {
        using var held = FolderLock.Enter(Path.Combine(_folder, "own"));
        WriteOwn(certificate);
    }

    /// <summary>This application's certificate; made and kept at the first call, by one of all programs that share the folder.</summary>
    public X509Certificate2 LoadOrCreateOwn(ApplicationCertificateRequest request)
    {
        using var held = FolderLock.Enter(Path.Combine(_folder, "own"));
        if (ReadOwn() is { } own)
            return own;
        var made = ApplicationCertificate.Create(request, _time);
        WriteOwn(made);
        return made;
    }

    /// <summary>Whom to trust now.</summary>
    public TrustList Trust
    {
        get
        {
            lock (_lock)
            {
                var files = TrustFiles().ToList();
                var seen = string.Join('\n', files.Select(f => $"{f.FullName} {f.Length} {f.LastWriteTimeUtc.Ticks}"));
                if (seen != _seen)
                {
                    _trust = Read(files);
                    _seen = seen;
                }
                return _trust;
            }
        }
    }

    public CertificateVerdict Judge(ReadOnlySpan<byte> chain, CertificateExpectations expected)
    {
        var verdict = CertificateValidator.Judge(chain, Trust, expected, _time.GetUtcNow());
        if (verdict.IsTrusted)
            return verdict;
        if (verdict.Status == StatusCodes.BadCertificateUntrusted || verdict.Status == StatusCodes.BadCertificateChainIncomplete)
        {
            var leaf = CertificateChain.Leaf(chain);
            lock (_lock)
                KeepRejected(leaf, verdict.Fingerprint, verdict.Message);
            verdict = verdict with { Message = $"{verdict.Message} Kept in {Path.Combine(_folder, "rejected")}." };
        }
        Rejected?.Invoke(verdict);
        return verdict;
    }

    /// <summary>The rejected certificates with the sentence that says why, newest first.</summary>
    public IReadOnlyList<RejectedCertificate> ListRejected()
    {
        lock (_lock)
        {
            return [.. new DirectoryInfo(Path.Combine(_folder, "rejected")).EnumerateFiles("*.der").OrderByDescending(f => f.LastWriteTimeUtc).Select(Describe)];
        }
    }

    /// <summary>Trusts a certificate from now on.</summary>
    public void AddTrusted(X509Certificate2 certificate) => Keep("trusted", certificate);

    /// <summary>Lets a certificate complete chains without being a reason for trust.</summary>
    public void AddIssuer(X509Certificate2 certificate) => Keep("issuers", certificate);

    /// <summary>Trusts a rejected certificate from now on.</summary>
    /// <param name="fingerprint">SHA-256 in hexadecimal digits, or its beginning where that is unique.</param>
    /// <returns>False when no rejected certificate, or more than one, has that fingerprint.</returns>
    public bool TrustRejected(string fingerprint)
    {
        lock (_lock)
        {
            if (FindRejected(fingerprint) is not { } file)
                return false;
            File.Move(file, Path.Combine(_folder, "trusted", Path.GetFileName(file)), overwrite: true);
            File.Delete(Path.ChangeExtension(file, ".txt"));
            return true;
        }
    }

    /// <summary>Forgets a rejected certificate.</summary>
    /// <returns>False when no rejected certificate, or more than one, has that fingerprint.</returns>
    public bool ForgetRejected(string fingerprint)
    {
        lock (_lock)
        {
            if (FindRejected(fingerprint) is not { } file)
                return false;
            File.Delete(file);
            File.Delete(Path.ChangeExtension(file, ".txt"));
            return true;
        }
    }

    /// <summary>Takes trust away: what stood in <c>trusted/</c> or <c>issuers/</c> is kept among the rejected ones.</summary>
    /// <param name="fingerprint">SHA-256 in hexadecimal digits.</param>
    /// <param name="reason">The sentence to keep with it.</param>
    /// <returns>False when nothing there has that fingerprint.</returns>
    public bool Distrust(string fingerprint, string reason)
    {
        lock (_lock)
        {
            var found = false;
            foreach (var file in TrustFiles().Where(f => CertificateEndings.Contains(f.Extension, StringComparer.OrdinalIgnoreCase)).ToList())
            {
                if (FingerprintOf(file) is not var (certificate, print) || !print.Equals(fingerprint, StringComparison.OrdinalIgnoreCase))
                    continue;
                using (certificate)
                    KeepRejected(certificate.RawData, print, reason);
                file.Delete();
                found = true;
            }
            return found;
        }
    }

    private X509Certificate2? ReadOwn()
    {
        var (certificate, key) = (Path.Combine(_folder, "own", OwnCertificate), Path.Combine(_folder, "own", OwnKey));
        if (!File.Exists(certificate) || !File.Exists(key))
            return null;
        using var bare = X509CertificateLoader.LoadCertificateFromFile(certificate);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(key));
        return bare.CopyWithPrivateKey(rsa);
    }

    // The key first: a certificate without its key is none yet.
    private void WriteOwn(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPrivateKey() ?? throw new ArgumentException("The certificate comes without its RSA key.", nameof(certificate));
        PrivateFiles.Write(Path.Combine(_folder, "own", OwnKey), System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        PrivateFiles.Write(Path.Combine(_folder, "own", OwnCertificate), certificate.RawData);
    }

    private static (X509Certificate2 Certificate, string Fingerprint)? FingerprintOf(FileInfo file)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadCertificateFromFile(file.FullName);
            return (certificate, CertificateValidator.Fingerprint(certificate));
        }
        catch (CryptographicException)
        {
            // Named among the problems of the trust list.
            return null;
        }
    }

    private static RejectedCertificate Describe(FileInfo file)
    {
        var reason = Path.ChangeExtension(file.FullName, ".txt");
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(file.FullName);
        return new RejectedCertificate(
            CertificateValidator.Fingerprint(certificate), certificate.Subject, certificate.NotAfter.ToUniversalTime(),
            file.LastWriteTimeUtc, File.Exists(reason) ? File.ReadAllText(reason) : "");
    }

    private string? FindRejected(string fingerprint)
    {
        if (fingerprint.Length < 4 || !fingerprint.All(char.IsAsciiHexDigit))
            return null;
        var found = Directory.GetFiles(Path.Combine(_folder, "rejected"), $"{fingerprint.ToUpperInvariant()}*.der");
        return found.Length == 1 ? found[0] : null;
    }

    private void Keep(string place, X509Certificate2 certificate)
    {
        lock (_lock)
            PrivateFiles.Write(Path.Combine(_folder, place, CertificateValidator.Fingerprint(certificate) + ".der"), certificate.RawData);
    }

    private void KeepRejected(ReadOnlySpan<byte> leaf, string fingerprint, string reason)
    {
        var rejected = new DirectoryInfo(Path.Combine(_folder, "rejected"));
        var path = Path.Combine(rejected.FullName, fingerprint + ".der");
        var kept = rejected.GetFiles("*.der");
        if (!File.Exists(path) && kept.Length >= MaxRejected)
        {
            var oldest = kept.MinBy(f => f.LastWriteTimeUtc)!;
            oldest.Delete();
            File.Delete(Path.ChangeExtension(oldest.FullName, ".txt"));
        }
        PrivateFiles.Write(path, leaf);
        PrivateFiles.Write(Path.ChangeExtension(path, ".txt"), System.Text.Encoding.UTF8.GetBytes(reason + "\n"));
    }

    private IEnumerable<FileInfo> TrustFiles()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 };
        foreach (var place in (string[])["trusted", "issuers"])
        {
            foreach (var file in new DirectoryInfo(Path.Combine(_folder, place)).EnumerateFiles("*", options).OrderBy(f => f.FullName, StringComparer.Ordinal))
                yield return file;
        }
    }

    private TrustList Read(List<FileInfo> files)
    {
        var (trusted, issuers) = (new List<X509Certificate2>(), new List<X509Certificate2>());
        var revocations = new List<RevocationList>();
        var problems = new List<string>();
        var trustedFolder = Path.Combine(_folder, "trusted") + Path.DirectorySeparatorChar;
        foreach (var file in files)
        {
            try
            {
                if (file.Extension.Equals(".crl", StringComparison.OrdinalIgnoreCase))
                    revocations.Add(RevocationList.Parse(File.ReadAllBytes(file.FullName)));
                else if (CertificateEndings.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
                    (file.FullName.StartsWith(trustedFolder, StringComparison.Ordinal) ? trusted : issuers).Add(X509CertificateLoader.LoadCertificateFromFile(file.FullName));
            }
            catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException or FormatException)
            {
                problems.Add($"{file.FullName}: {unreadable.Message}");
            }
        }
        return new TrustList { Trusted = trusted, Issuers = issuers, Revocations = revocations, Problems = problems };
    }
}
