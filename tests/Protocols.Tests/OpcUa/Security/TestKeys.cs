using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Millwright.Protocols.Tests.OpcUa.Security;

/// <summary>RSA keys, made once a length: making one takes longer than most tests.</summary>
internal static class TestKeys
{
    private static readonly ConcurrentDictionary<int, RSA> Keys = new();

    /// <summary>A key of 2048 bits that is none of the others.</summary>
    public static RSA Other => Keys.GetOrAdd(0, static _ => RSA.Create(2048));

    public static RSA Of(int bits) => Keys.GetOrAdd(bits, RSA.Create);
}
