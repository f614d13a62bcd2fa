using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.NamespaceZero;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.AddressSpace;

public class StandardAddressSpaceTests
{
    private readonly UaAddressSpace _space = StandardAddressSpace.Create("urn:test");

    [Theory]
    [InlineData(47u, 33u, true)]
    [InlineData(49u, 47u, true)]
    [InlineData(47u, 31u, true)]
    [InlineData(38u, 33u, false)]
    [InlineData(33u, 47u, false)]
    [InlineData(290u, 26u, true)]
    [InlineData(2915u, 2041u, true)]
    [InlineData(17570u, 2365u, true)]
    public void Types_know_their_ancestors(uint type, uint ancestor, bool expected) =>
        Assert.Equal(expected, _space.IsSubtype(_space.FindStandard(type), _space.FindStandard(ancestor)));

    [Fact]
    public void Every_node_hangs_from_the_root()
    {
        for (var node = 0; node < _space.Nodes.Limit; node++)
        {
            var at = node;
            var steps = 0;
            while (_space.Nodes[at].Parent >= 0 && steps++ < 100)
                at = _space.Nodes[at].Parent;
            if (_space.NameOf(node) != "Default Binary")
                Assert.True(_space.IdOf(at) == new NodeId(84), $"{_space.IdOf(node)} {_space.NameOf(node)} ends at {_space.IdOf(at)}");
        }
    }

    [Fact]
    public void Every_instance_has_a_type_and_every_variable_a_data_type()
    {
        for (var node = 0; node < _space.Nodes.Limit; node++)
        {
            ref readonly var record = ref _space.Nodes[node];
            var name = $"{_space.IdOf(node)} {_space.NameOf(node)}";
            if (record.Class is NodeClass.Object or NodeClass.Variable)
                Assert.True(record.TypeDefinition >= 0, name);
            if (record.Class is NodeClass.Variable or NodeClass.VariableType && _space.IdOf(node) != new NodeId(62) && _space.NameOf(node) != "BaseDataVariableType")
                Assert.True(record.DataType >= 0, name);
        }
    }

    [Fact]
    public void A_structure_lists_its_fields_and_those_of_its_supertype()
    {
        var definition = _space.ExtrasOf(_space.FindStandard(102))!.DataTypeDefinition!;
        var reader = new UaReader(definition.Body.Span);
        Assert.Equal(new NodeId(122), definition.TypeId);
        Assert.Equal(new NodeId(14845), reader.ReadNodeId());
        Assert.Equal(new NodeId(7594), reader.ReadNodeId());
        Assert.Equal(0, reader.ReadInt32());
        Assert.Equal(4, reader.ReadInt32());
        Assert.Equal("Value", reader.ReadString());
    }

    [Fact]
    public void Declarations_below_types_carry_modelling_rules_and_instances_none()
    {
        Assert.Equal(new NodeId(78), Rule(2042));
        Assert.Equal(new NodeId(80), Rule(3190));
        Assert.Null(Rule(2254));
        Assert.Null(Rule(3875));
    }

    [Fact]
    public void Both_ends_of_a_reference_know_it()
    {
        for (var node = 0; node < _space.Nodes.Limit; node++)
        {
            var cursor = _space.ReferencesOf(node);
            while (cursor.Next(out var reference))
            {
                if (reference.Type == _space.Wellknown.HasTypeDefinition || reference.Type == _space.Wellknown.HasModellingRule)
                    continue;
                var back = _space.ReferencesOf(reference.Target);
                var found = false;
                while (!found && back.Next(out var other))
                    found = other.Target == node && other.Type == reference.Type && other.IsInverse != reference.IsInverse;
                Assert.True(found, $"{_space.IdOf(node)} -> {_space.IdOf(reference.Target)}");
            }
        }
    }

    private NodeId? Rule(uint id)
    {
        var cursor = _space.ReferencesOf(_space.FindStandard(id));
        while (cursor.Next(out var reference))
        {
            if (reference.Type == _space.Wellknown.HasModellingRule)
                return _space.IdOf(reference.Target);
        }
        return null;
    }
}
