namespace Millwright.Protocols.Tests.Fakes;

internal static class Hex
{
    /// <summary>Bytes from "00 01 AB".</summary>
    public static byte[] Bytes(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
