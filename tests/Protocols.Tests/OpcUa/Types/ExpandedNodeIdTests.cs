using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Types;

public sealed class ExpandedNodeIdTests
{
    [Theory]
    [InlineData("nsu=http://example.com/machine;s=Speed")]
    [InlineData("svr=3;nsu=urn:a%3Bb%25c;i=7")]
    [InlineData("svr=1;ns=2;i=7")]
    [InlineData("ns=2;s=Speed")]
    public void An_expanded_id_is_written_as_it_was_read(string text) => Assert.Equal(text, ExpandedNodeId.Parse(text).ToString());

    [Theory]
    [InlineData("nsu=;i=1")]
    [InlineData("nsu=http://example.com")]
    [InlineData("svr=x;i=1")]
    [InlineData("nsu=urn:a;ns=1;i=1")]
    public void What_is_no_expanded_id_is_refused(string text) => Assert.False(ExpandedNodeId.TryParse(text, out _));

    [Fact]
    public void A_namespace_uri_is_unescaped() => Assert.Equal("urn:a;b%c", ExpandedNodeId.Parse("nsu=urn:a%3Bb%25c;i=7").NamespaceUri);

    [Fact]
    public void A_uri_becomes_the_index_it_has_in_the_servers_table()
    {
        string[] table = ["http://opcfoundation.org/UA/", "urn:server", "urn:machine"];
        Assert.True(ExpandedNodeId.Parse("nsu=urn:machine;s=Speed").TryResolve(table, out var id));
        Assert.Equal(NodeId.Parse("ns=2;s=Speed"), id);
        Assert.False(ExpandedNodeId.Parse("nsu=urn:other;s=Speed").TryResolve(table, out _));
        Assert.False(ExpandedNodeId.Parse("svr=1;ns=2;i=7").TryResolve(table, out _));
    }
}
