using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Client;

public class EndpointChoiceTests
{
    private static readonly OpcUaClientOptions Options = new() { EndpointUrls = ["opc.tcp://x"] };

    private static readonly EndpointDescription[] All =
    [
        Endpoint(SecurityPolicy.None, MessageSecurityMode.None), Endpoint(SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.Sign),
        Endpoint(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt), Endpoint(SecurityPolicy.Aes128Sha256RsaOaep, MessageSecurityMode.SignAndEncrypt),
    ];

    [Theory]
    [InlineData(null, null, "Basic256Sha256 SignAndEncrypt")]
    [InlineData(null, MessageSecurityMode.Sign, "Aes256_Sha256_RsaPss Sign")]
    [InlineData("Aes128_Sha256_RsaOaep", null, "Aes128_Sha256_RsaOaep SignAndEncrypt")]
    [InlineData("None", null, "None None")]
    [InlineData("Basic256Sha256", MessageSecurityMode.Sign, null)]
    [InlineData("Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt, null)]
    public void The_strongest_that_fits_is_chosen_and_never_a_weaker_one(string? policy, MessageSecurityMode? mode, string? expected)
    {
        var options = Options with { Policy = SecurityPolicy.All.SingleOrDefault(p => p.Name == policy), Mode = mode };
        if (expected is null)
        {
            var refused = Assert.Throws<UaException>(() => EndpointChoice.Choose(All, options));
            Assert.Contains("Basic256Sha256 SignAndEncrypt", refused.Message, StringComparison.Ordinal);
            return;
        }
        var chosen = EndpointChoice.Choose(All, options);
        Assert.Equal(expected, $"{SecurityPolicy.Find(chosen.SecurityPolicyUri)!.Name} {chosen.SecurityMode}");
    }

    [Fact]
    public void Withdrawn_policies_other_transports_and_nonsense_are_passed_over()
    {
        EndpointDescription[] odd =
        [
            Endpoint(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt) with { SecurityPolicyUri = "http://opcfoundation.org/UA/SecurityPolicy#Basic128Rsa15" },
            Endpoint(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt) with { TransportProfileUri = "http://opcfoundation.org/UA-Profile/Transport/https-uabinary" },
            Endpoint(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt) with { ServerCertificate = null },
            Endpoint(SecurityPolicy.Basic256Sha256, MessageSecurityMode.None),
            Endpoint(SecurityPolicy.None, MessageSecurityMode.SignAndEncrypt),
        ];
        Assert.Throws<UaException>(() => EndpointChoice.Choose(odd, Options));
        Assert.Throws<UaException>(() => EndpointChoice.Choose([], Options));
    }

    [Theory]
    [InlineData("opc.tcp://press3", "press3", 4840)]
    [InlineData("opc.tcp://press3:48010/UA/Server", "press3", 48010)]
    [InlineData("OPC.TCP://[::1]:4841", "::1", 4841)]
    public void Endpoint_addresses_are_read(string url, string host, int port) => Assert.Equal(new EndpointAddress(host, port), EndpointAddress.Parse(url));

    [Theory]
    [InlineData("http://press3:4840")]
    [InlineData("press3:4840")]
    [InlineData("opc.tcp://")]
    [InlineData("")]
    public void What_is_no_endpoint_address_is_refused(string url) =>
        Assert.Equal<StatusCode>(StatusCodes.BadTcpEndpointUrlInvalid, Assert.Throws<UaException>(() => EndpointAddress.Parse(url)).Status);

    [Fact]
    public void A_server_is_called_by_the_address_it_was_reached_at()
    {
        Assert.Equal("opc.tcp://10.0.0.5:4841/UA/Server", EndpointAddress.Replace("opc.tcp://press3:4840/UA/Server", "10.0.0.5", 4841));
        Assert.Equal("opc.tcp://[::1]:4840", EndpointAddress.Replace("opc.tcp://press3:4840/", "::1", 4840));
    }

    [Fact]
    public void Node_ids_follow_their_namespace_to_another_index()
    {
        var before = new NamespaceTable(["http://opcfoundation.org/UA/", "urn:a", "urn:b"]);
        var after = new NamespaceTable(["http://opcfoundation.org/UA/", "urn:b"]);
        var named = before.Name(new NodeId(2, "Speed"));
        Assert.True(after.TryResolve(named, out var moved));
        Assert.Equal(new NodeId(1, "Speed"), moved);
        Assert.False(after.TryResolve(before.Name(new NodeId(1, "x")), out _));
        Assert.True(after.TryResolve(before.Name(new NodeId(2258)), out var standard));
        Assert.Equal(new NodeId(2258), standard);
    }

    private static EndpointDescription Endpoint(SecurityPolicy policy, MessageSecurityMode mode) => new(
        "opc.tcp://x", new ApplicationDescription(null, null, default, ApplicationType.Server, null, null, []), [1], mode, policy.Uri, [], null, 0);
}
