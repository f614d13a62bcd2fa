using System.Security.Cryptography;

namespace Millwright.OpcUa.Security;

/// <summary>P_SHA256, the pseudo random function that turns two nonces into keys (OPC 10000-6, 6.7.5; RFC 5246, 5).</summary>
public static class KeyDerivation
{
    private const int HashBytes = 32;
    private const int MaxSeedBytes = 256;

    /// <summary>Fills <paramref name="output"/> from a secret and a seed of at most 256 bytes.</summary>
    public static void Derive(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> seed, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seed.Length, MaxSeedBytes, nameof(seed));
        // A(i) followed by the seed: the input of each round.
        Span<byte> round = stackalloc byte[HashBytes + MaxSeedBytes];
        round = round[..(HashBytes + seed.Length)];
        Span<byte> hash = stackalloc byte[HashBytes];
        seed.CopyTo(round[HashBytes..]);
        HMACSHA256.HashData(secret, seed, round[..HashBytes]);
        while (!output.IsEmpty)
        {
            HMACSHA256.HashData(secret, round, hash);
            var take = Math.Min(HashBytes, output.Length);
            hash[..take].CopyTo(output);
            output = output[take..];
            HMACSHA256.HashData(secret, round[..HashBytes], hash);
            hash.CopyTo(round);
        }
    }
}
