using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.NamespaceZero;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.AddressSpace;

public class AddressSpaceEditTests
{
    private static readonly NodeId Objects = new(StandardIds.ObjectsFolder);
    private static readonly VariableSettings Plain = new() { DataType = new NodeId((uint)BuiltInType.Double) };

    private readonly UaAddressSpace _space = StandardAddressSpace.Create("urn:test");

    [Fact]
    public void A_hundred_thousand_variables_cost_less_than_200_bytes_each()
    {
        var before = _space.Bytes;
        using (var edit = _space.Edit())
        {
            edit.AddFolder(Objects, new NodeId(1, "Plant"), new QualifiedName(1, "Plant"));
            for (var i = 0; i < 100_000; i++)
                edit.AddVariable(new NodeId(1, "Plant"), new NodeId(1, $"Plant.Line{i % 100}.Machine.Sensor{i}"), new QualifiedName(1, $"Sensor{i}"), Plain, i);
        }
        var each = (_space.Bytes - before) / 100_000;
        Assert.True(each < 200, $"{each} bytes a variable");
        Assert.True(_space.Contains(new NodeId(1, "Plant.Line99.Machine.Sensor99999")));
        Assert.False(_space.Contains(new NodeId(1, "Plant.Line99.Machine.Sensor100000")));
    }

    [Fact]
    public void Equal_ranges_and_units_are_kept_once()
    {
        var settings = Plain with { Unit = EngineeringUnit.Unece("CEL", "°C"), Range = new ValueRange(0, 200) };
        using var edit = _space.Edit();
        edit.AddVariable(Objects, new NodeId(1, "A"), new QualifiedName(1, "A"), settings, 0);
        edit.AddVariable(Objects, new NodeId(1, "B"), new QualifiedName(1, "B"), settings, 1);
        Assert.Equal(Node("A/EURange").Value, Node("B/EURange").Value);
        Assert.Equal(Node("A/EngineeringUnits").Value, Node("B/EngineeringUnits").Value);
        Assert.Equal(new NodeId(StandardIds.AnalogUnitRangeType), _space.IdOf(Node("A").TypeDefinition));
    }

    [Fact]
    public void A_removed_node_takes_what_hangs_below_it_along_and_its_handle_dies()
    {
        NodeHandle handle;
        using (var edit = _space.Edit())
        {
            edit.AddFolder(Objects, new NodeId(1, "Line"), new QualifiedName(1, "Line"));
            edit.AddVariable(new NodeId(1, "Line"), new NodeId(1, "Speed"), new QualifiedName(1, "Speed"), Plain with { Range = new ValueRange(0, 1) }, 7);
            edit.AddFolder(Objects, new NodeId(1, "Favourites"), new QualifiedName(1, "Favourites"));
            edit.AddReference(new NodeId(1, "Favourites"), new NodeId(StandardIds.Organizes), new NodeId(1, "Speed"));
            handle = _space.HandleOf(_space.Nodes.Find(new NodeId(1, "Speed").AsKey()));
        }
        var count = _space.Count;
        using (var edit = _space.Edit())
            edit.Remove(new NodeId(1, "Line"));
        Assert.Equal(count - 3, _space.Count);
        Assert.Equal(-1, _space.Resolve(handle));
        Assert.Equal(0, Node("Favourites").ReferenceCount);
        // As many as went, so that each place is taken again.
        using (var edit = _space.Edit())
        {
            for (var i = 0; i < 3; i++)
                edit.AddVariable(Objects, new NodeId(1, $"Other{i}"), new QualifiedName(1, "Other"), Plain, 1);
        }
        Assert.Equal(-1, _space.Resolve(handle));
    }

    [Fact]
    public void Adding_and_removing_again_and_again_does_not_grow()
    {
        long after = 0;
        for (var round = 0; round < 40; round++)
        {
            using (var edit = _space.Edit())
            {
                edit.AddFolder(Objects, new NodeId(1, "Line"), new QualifiedName(1, "Line"));
                for (var i = 0; i < 2_000; i++)
                    edit.AddVariable(new NodeId(1, "Line"), new NodeId(1, $"Line.{round}.Sensor{i}"), new QualifiedName(1, $"Sensor{round}.{i}"), Plain with { Range = new ValueRange(round, i) }, i);
            }
            if (round == 20)
                after = _space.Bytes;
            using (var edit = _space.Edit())
                edit.Remove(new NodeId(1, "Line"));
        }
        Assert.InRange(_space.Bytes, 0, after + (after / 4));
    }

    [Fact]
    public void What_changed_is_told_once_the_edit_ends()
    {
        List<ModelChange> heard = [];
        _space.Changed += heard.AddRange;
        using (var edit = _space.Edit())
        {
            edit.AddFolder(Objects, new NodeId(1, "Line"), new QualifiedName(1, "Line"));
            Assert.Empty(heard);
        }
        Assert.Equal([new ModelChange(new NodeId(1, "Line"), new NodeId(StandardIds.FolderType), ModelChangeVerb.NodeAdded)], heard);
        heard.Clear();
        using (var edit = _space.Edit())
            edit.Remove(new NodeId(1, "Line"));
        Assert.Equal(ModelChangeVerb.NodeDeleted, Assert.Single(heard).Verb);
    }

    [Theory]
    [InlineData("i=85", "ns=1;s=Line", StatusCodes.BadNodeIdExists)]
    [InlineData("ns=1;s=Nowhere", "ns=1;s=New", StatusCodes.BadParentNodeIdInvalid)]
    [InlineData("i=85", "ns=9;s=New", StatusCodes.BadNodeIdInvalid)]
    public void A_wrong_addition_is_refused_and_named(string parent, string id, StatusCodes expected)
    {
        using var edit = _space.Edit();
        edit.AddFolder(Objects, new NodeId(1, "Line"), new QualifiedName(1, "Line"));
        var refused = Assert.Throws<UaException>(() => edit.AddFolder(NodeId.Parse(parent), NodeId.Parse(id), new QualifiedName(1, "X")));
        Assert.Equal((StatusCode)expected, refused.Status);
        Assert.Contains("ns=", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loop_of_references_does_not_hold_up_a_removal()
    {
        using var edit = _space.Edit();
        edit.AddFolder(Objects, new NodeId(1, "A"), new QualifiedName(1, "A"));
        edit.AddFolder(new NodeId(1, "A"), new NodeId(1, "B"), new QualifiedName(1, "B"));
        edit.AddReference(new NodeId(1, "B"), new NodeId(StandardIds.Organizes), new NodeId(1, "A"));
        var before = _space.Count;
        edit.Remove(new NodeId(1, "A"));
        Assert.Equal(before - 2, _space.Count);
    }

    [Fact]
    public void A_method_carries_its_arguments()
    {
        using var edit = _space.Edit();
        edit.AddMethod(Objects, new NodeId(1, "Start"), new QualifiedName(1, "Start"),
            new MethodSettings { Inputs = [new MethodArgument("Recipe", new NodeId((uint)BuiltInType.String))] }, 3);
        var arguments = _space.Constants[NodeValue.ConstantOf(Node("Start/InputArguments").Value)].AsArray<ExtensionObject>();
        Assert.Equal(new NodeId(298), Assert.Single(arguments).TypeId);
        Assert.Equal(3, Node("Start").Value);
    }

    private NodeRecord Node(string id) => _space.Nodes[_space.Nodes.Find(new NodeId(1, id).AsKey())];
}
