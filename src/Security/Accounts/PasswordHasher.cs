using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Millwright.Security.Accounts;

/// <summary>Makes and checks password hashes: PBKDF2 with HMAC-SHA512 (NIST SP 800-132), salt and cost stored with each hash.</summary>
public sealed class PasswordHasher
{
    /// <summary>Takes several tenths of a second on one core; a guess costs the attacker the same.</summary>
    public const int DefaultIterations = 600_000;

    /// <summary>Passwords longer than this are refused before any work is done, so that length cannot be used to tire the node.</summary>
    public const int MaxPasswordLength = 256;

    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const int MaxIterations = 20_000_000;
    private const string Scheme = "pbkdf2-sha512";

    private readonly int _iterations;
    private readonly string _nobody;

    /// <summary>A hasher of a given cost.</summary>
    /// <param name="iterations">The cost of new hashes, from 1; old ones keep theirs.</param>
    public PasswordHasher(int iterations = DefaultIterations)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, MaxIterations);
        _iterations = iterations;
        _nobody = Join(iterations, RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));
    }

    public string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Join(_iterations, salt, Derive(password, salt, _iterations));
    }

    /// <summary>Compares in a time that does not tell where they differ; a damaged hash matches nothing.</summary>
    public static bool Verify(string password, string hash)
    {
        if (password.Length > MaxPasswordLength || !TryParse(hash, out var iterations, out var salt, out var expected))
            return false;
        return CryptographicOperations.FixedTimeEquals(Derive(password, salt, iterations), expected);
    }

    /// <summary>Does the work of <see cref="Verify"/> for an account that does not exist, so that time does not tell. Always false.</summary>
    public bool VerifyNobody(string password)
    {
        _ = Verify(password, _nobody);
        return false;
    }

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormKC)), salt, iterations, HashAlgorithmName.SHA512, HashBytes);

    private static string Join(int iterations, byte[] salt, byte[] hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{Scheme}:{iterations}:{Convert.ToHexString(salt)}:{Convert.ToHexString(hash)}");

    private static bool TryParse(string text, out int iterations, out byte[] salt, out byte[] hash)
    {
        (iterations, salt, hash) = (0, [], []);
        var parts = text.Split(':');
        if (parts.Length != 4 || parts[0] != Scheme || parts[2].Length != SaltBytes * 2 || parts[3].Length != HashBytes * 2)
            return false;
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out iterations) || iterations is 0 or > MaxIterations)
            return false;
        salt = new byte[SaltBytes];
        hash = new byte[HashBytes];
        return Convert.FromHexString(parts[2], salt, out _, out _) == System.Buffers.OperationStatus.Done
            && Convert.FromHexString(parts[3], hash, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}
