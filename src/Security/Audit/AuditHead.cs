using System.Globalization;
using System.Security.Cryptography;

namespace Millwright.Security.Audit;

/// <summary>
/// The end of a trail: whoever keeps a copy of it elsewhere can prove later that nothing before it was changed and nothing cut off.
/// </summary>
/// <param name="Id">The last record, 0 for an empty trail.</param>
/// <param name="Hash">The chain's SHA-256 after it, in hexadecimal.</param>
public sealed record AuditHead(long Id, string Hash)
{
    public const int HashLength = SHA256.HashSizeInBytes * 2;

    /// <summary>Before the first record.</summary>
    public static AuditHead Empty { get; } = new(0, new string('0', HashLength));

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is something else.</summary>
    public static AuditHead? Parse(string text)
    {
        var at = text.IndexOf(' ', StringComparison.Ordinal);
        if (at <= 0 || !long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return null;
        var hash = text[(at + 1)..];
        return hash.Length == HashLength && hash.All(char.IsAsciiHexDigitUpper) ? new(id, hash) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} {Hash}");
}
