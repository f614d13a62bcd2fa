using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Types;

public sealed class NodeIdTests
{
    [Theory]
    [InlineData("i=85")]
    [InlineData("ns=2;s=Machine.Speed")]
    [InlineData("ns=2;s=with;semicolon=and equals")]
    [InlineData("ns=65535;i=4294967295")]
    [InlineData("ns=3;g=72962b91-fa75-4ae6-8d28-b404dc7daf63")]
    [InlineData("ns=1;b=M/RbKBsRVkePCePcx24oRA==")]
    [InlineData("s=Grün水")]
    public void A_node_id_is_written_as_it_was_read(string text) => Assert.Equal(text, NodeId.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("85")]
    [InlineData("i=")]
    [InlineData("i=-1")]
    [InlineData("i=4294967296")]
    [InlineData("ns=70000;i=1")]
    [InlineData("ns=1")]
    [InlineData("ns=1;x=1")]
    [InlineData("g=no-guid")]
    [InlineData("b=*")]
    public void What_is_no_node_id_is_refused_with_a_hint(string text)
    {
        Assert.False(NodeId.TryParse(text, out _));
        var fault = Assert.Throws<UaException>(() => NodeId.Parse(text));
        Assert.Equal(StatusCodes.BadNodeIdInvalid, fault.Status);
        Assert.Contains("ns=2;s=Machine.Speed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_of_different_kind_namespace_or_identifier_differ()
    {
        NodeId[] ids =
        [
            NodeId.Null, new(1), new(1, 1), new(0, "1"), new(1, "1"), new(1, "2"), new(1, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
            NodeId.Opaque(1, "1"u8), new(0, "i"), NodeId.Opaque(0, "i"u8),
        ];
        for (var i = 0; i < ids.Length; i++)
        {
            for (var j = 0; j < ids.Length; j++)
                Assert.Equal(i == j, ids[i] == ids[j]);
        }
        Assert.Equal(ids.Length, ids.ToHashSet().Count);
    }

    [Fact]
    public void Equal_ids_from_text_and_from_bytes_have_one_hash()
    {
        foreach (var text in new[] { "i=85", "ns=2;s=Machine.Speed", "ns=300;i=70000", "ns=3;g=72962b91-fa75-4ae6-8d28-b404dc7daf63", "ns=1;b=AQID" })
        {
            var id = NodeId.Parse(text);
            var again = Encoded(id).ToNodeId();
            Assert.Equal(id, again);
            Assert.Equal(id.GetHashCode(), again.GetHashCode());
            Assert.Equal(id.GetHashCode(), NodeIdComparer.Instance.GetHashCode(Encoded(id)));
        }
    }

    [Fact]
    public void A_dictionary_finds_a_node_by_the_bytes_of_a_message_without_an_allocation()
    {
        var nodes = new Dictionary<NodeId, int>(NodeIdComparer.Instance)
        {
            [new NodeId(85)] = 1,
            [new NodeId(2, "Machine.Speed")] = 2,
            [NodeId.Opaque(2, "Machine.Speed"u8)] = 3,
            [new NodeId(1, Guid.Parse("72962b91-fa75-4ae6-8d28-b404dc7daf63"))] = 4,
        };
        var lookup = nodes.GetAlternateLookup<NodeIdKey>();
        using var writer = new UaWriter();
        foreach (var id in nodes.Keys)
            writer.WriteNodeId(id);
        Assert.Equal(1234, Find());

        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = Find();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1234, found);

        int Find()
        {
            var reader = new UaReader(writer.Written);
            var digits = 0;
            while (reader.Remaining > 0)
                digits = (digits * 10) + lookup[reader.ReadNodeIdKey()];
            return digits;
        }
    }

    [Fact]
    public void The_null_id_is_null_in_every_kind()
    {
        Assert.True(NodeId.Null.IsNull);
        Assert.True(new NodeId(0, "").IsNull);
        Assert.True(NodeId.Opaque(0, default).IsNull);
        Assert.False(new NodeId(1, 0).IsNull);
        Assert.False(new NodeId(1).IsNull);
    }

    [Fact]
    public void An_id_moves_to_another_namespace()
    {
        Assert.Equal(NodeId.Parse("ns=7;s=A"), NodeId.Parse("ns=2;s=A").WithNamespace(7));
        Assert.Equal(NodeId.Parse("ns=7;i=5"), NodeId.Parse("i=5").WithNamespace(7));
    }

    private static NodeIdKey Encoded(NodeId id)
    {
        using var writer = new UaWriter();
        writer.WriteNodeId(id);
        return new UaReader(writer.Written.ToArray()).ReadNodeIdKey();
    }
}
