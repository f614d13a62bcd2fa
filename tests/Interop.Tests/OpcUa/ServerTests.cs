namespace Millwright.Interop.Tests.OpcUa;

/// <summary>node-opcua's client on our server.</summary>
public sealed class ServerTests(NodeOpcUaVisit visit) : IClassFixture<NodeOpcUaVisit>
{
    [Theory]
    [InlineData("None", "None")]
    [InlineData("Basic256Sha256", "Sign")]
    [InlineData("Basic256Sha256", "SignAndEncrypt")]
    [InlineData("Aes128_Sha256_RsaOaep", "Sign")]
    [InlineData("Aes128_Sha256_RsaOaep", "SignAndEncrypt")]
    [InlineData("Aes256_Sha256_RsaPss", "Sign")]
    [InlineData("Aes256_Sha256_RsaPss", "SignAndEncrypt")]
    public async Task A_stranger_comes_in_with_every_policy_and_mode_anonymously_and_by_password(string policy, string mode)
    {
        var logins = (await visit.AskAsync(visit.Plant.Url, "logins", $"policy={policy}", $"mode={mode}"))["logins"];
        Assert.Equal("Running Ours", logins.GetProperty("anonymous").GetString());
        Assert.Equal("Running Ours", logins.GetProperty("operator").GetString());
        Assert.Contains("BadUserAccessDenied", logins.GetProperty("wrong").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_endpoints_name_every_policy_and_token()
    {
        var endpoints = (await visit.FoundAsync("endpoints")).EnumerateArray().Select(e => e.GetString()!).ToArray();
        Assert.Equal(7, endpoints.Length);
        Assert.Contains("Aes256_Sha256_RsaPss SignAndEncrypt Anonymous+UserName", endpoints);
    }

    [Fact]
    public async Task The_whole_space_is_browsed_and_read_and_agrees_with_the_standard()
    {
        var space = await visit.FoundAsync("space");
        Assert.Equal([], space.GetProperty("faults").EnumerateArray().Select(f => f.GetString()));
        Assert.InRange(space.GetProperty("nodes").GetInt32(), 1_000, 100_000);
    }

    [Fact]
    public async Task Values_of_every_type_arrive()
    {
        var found = await visit.FoundAsync("types");
        string[] expected =
        [
            "Boolean Scalar true", "SByte Scalar -100", "Byte Scalar 200", "Int16 Scalar -30000", "UInt16 Scalar 60000", "Int32 Scalar -2000000000", "UInt32 Scalar 4000000000",
            "Float Scalar 1.5", "Double Scalar -2.25e+100", "String Scalar Grüße, 世界", "DateTime Scalar 2026-03-09T10:11:12.345Z", "Guid Scalar 72962B91-FA75-4AE6-8D28-B404DC7DAF63",
            "ByteString Scalar 01020300ff", "NodeId Scalar ns=1;s=abc", "StatusCode Scalar BadDeviceFailure (0x808b0000)", "QualifiedName Scalar 1:Name", "LocalizedText Scalar Öl",
            "Boolean Array [true,false]", "Int16 Array [-1,2]", "UInt32 Array [1,4000000000]", "Double Array [1.5,-2.5]", "String Array [a,null,ü]", "Int32 Array []", "Double Matrix [1,2,3,4,5,6] 2,3",
        ];
        Assert.Equal(expected, NodeOpcUaVisit.TypeNames.Select(n => found.GetProperty(n).GetString()));
    }

    [Fact]
    public async Task Writes_arrive_and_wrong_ones_say_why()
    {
        var results = await visit.FoundAsync("write");
        Assert.Equal("Good -1.25", results.GetProperty("Double Double").GetString());
        Assert.Equal("Good -7", results.GetProperty("Int32 Int32").GetString());
        Assert.Equal("Good Grüße", results.GetProperty("String String").GetString());
        Assert.Equal("Good false", results.GetProperty("Boolean Boolean").GetString());
        Assert.Equal("Good 2026-03-09T10:11:12.345Z", results.GetProperty("DateTime DateTime").GetString());
        Assert.Equal("BadNotWritable 1", results.GetProperty("ReadOnly Double").GetString());
        Assert.Equal("BadTypeMismatch -1.25", results.GetProperty("Double String").GetString());
        Assert.Equal("Good [9,8]", results.GetProperty("array").GetString());
    }

    [Fact]
    public async Task A_subscription_tells_changes_in_order_and_keeps_to_its_deadband()
    {
        var result = await visit.FoundAsync("subscribe");
        Assert.True(result.GetProperty("increasing").GetBoolean());
        Assert.True(result.GetProperty("coarse").GetBoolean());
        Assert.Equal(2, result.GetProperty("items").GetInt32());
    }

    [Fact]
    public async Task Events_pass_the_where_clause_with_their_fields()
    {
        var fields = (await visit.FoundAsync("events")).EnumerateArray().Select(f => f.GetString()!).ToArray();
        Assert.Equal(["ns=0;i=2130", "Machine", "Tick", "300", "B7"], fields);
    }

    [Fact]
    public async Task History_methods_and_structures_are_understood()
    {
        var history = await visit.FoundAsync("history");
        Assert.Equal(("Good", 1_000, true), (history.GetProperty("status").GetString(), history.GetProperty("count").GetInt32(), history.GetProperty("more").GetBoolean()));
        var method = await visit.FoundAsync("method");
        Assert.Equal((5.0, "BadInvalidArgument"), (method.GetProperty("sum").GetDouble(), method.GetProperty("wrong").GetString()));
        var structure = await visit.FoundAsync("structure");
        Assert.Equal("Order", structure.GetProperty("name").GetString());
        Assert.Equal((42, "Müller", 2), (structure.GetProperty("order").GetProperty("number").GetInt32(), structure.GetProperty("order").GetProperty("customer").GetString(), structure.GetProperty("order").GetProperty("weights").GetArrayLength()));
    }

    [Fact]
    public async Task The_stranger_comes_back_after_a_restart_of_our_server()
    {
        await using var first = new ServerPlant();
        await using var client = OpcUaPeers.NodeOpcUa("node_opcua_client.mjs", first.Url, visit.Pki, "watch", "policy=Basic256Sha256", "mode=SignAndEncrypt");
        await client.LineAsync("{\"values\":20}", TimeSpan.FromSeconds(60));
        await first.DisposeAsync();
        await client.LineAsync("\"lost\"", TimeSpan.FromSeconds(60));
        await using var second = new ServerPlant(first.Port);
        await client.LineAsync("\"back\"", TimeSpan.FromSeconds(60));
        await client.LineAsync("{\"values\":60}", TimeSpan.FromSeconds(60));
    }
}
