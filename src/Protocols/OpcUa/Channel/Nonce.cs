using System.Security.Cryptography;

namespace Millwright.OpcUa.Channel;

/// <summary>Random bytes that are used once.</summary>
public static class Nonce
{
    public static byte[] Create(int bytes) => bytes == 0 ? [] : RandomNumberGenerator.GetBytes(bytes);
}
