using Millwright.OpcUa.Security;

namespace Millwright.Protocols.Tests.OpcUa.Security;

public class KeyDerivationTests
{
    // The P_SHA256 vector published for TLS 1.2 on the TLS working group's list.
    private const string Secret = "9bbe436ba940f017b17652849a71db35";
    private const string Seed = "a0ba9f936cda311827a6f796ffd5198c";
    private const string Output =
        "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab"
        + "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66";

    [Theory]
    [InlineData(100)]
    [InlineData(64)]
    [InlineData(1)]
    public void Derives_the_published_vector(int bytes)
    {
        byte[] seed = [.. "test label"u8, .. Convert.FromHexString(Seed)];
        var output = new byte[bytes];
        KeyDerivation.Derive(Convert.FromHexString(Secret), seed, output);
        Assert.Equal(Output[..(2 * bytes)], Convert.ToHexStringLower(output));
    }
}
