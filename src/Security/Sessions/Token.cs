using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Millwright.Security.Sessions;

/// <summary>Secrets that are carried instead of typed: 256 random bits, of which the node keeps only the SHA-256.</summary>
public static class Token
{
    private const int Bytes = 32;

    /// <summary>The length of a token's text: 43 characters of base64url.</summary>
    public const int Length = 43;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is kept of a token. Looking it up needs no constant time: who can steer the hash already has the token.</summary>
    internal static TokenHash HashOf(string token) => new(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token))));
}

/// <summary>The SHA-256 of a token.</summary>
internal readonly record struct TokenHash(string Hex);
