using Millwright.Host.Configuration.Reload;
using Millwright.Publish.Bridging;

namespace Millwright.Product.Tests.Configuration;

public sealed class BridgeConfigurationTests
{
    private const string Plant =
        """
        plant: acme/berlin
        connections: { press: { driver: fake-tcp, address: "10.0.3.17:502" } }
        assets:
          hall:
            connection: press
            tags:
              a1: { register: holding 1, write: { } }
              a2: { register: holding 2, write: { } }
              b1: { register: holding 3, write: { } }
              b2: { register: holding 4, write: { } }
              c: { register: holding 5 }

        """;

    [Fact]
    public void A_pattern_pairs_tags_and_the_defaults_are_careful()
    {
        using var plant = new TempPlant(Plant + "bridges: { mirror: { from: hall/a*, to: hall/b*, scale: 0.1, deadband: 2 % } }\n");
        var bridge = Assert.Single(plant.Good().Bridges);
        Assert.Equal(
            ["acme/berlin/hall/a1 > acme/berlin/hall/b1", "acme/berlin/hall/a2 > acme/berlin/hall/b2"], bridge.Links.Select(l => $"{l.From} > {l.To}").Order(StringComparer.Ordinal));
        Assert.Equal(("mirror", BridgeDirection.To, false, TimeSpan.FromMinutes(1)), (bridge.Name, bridge.Options.Direction, bridge.Options.AllowUncertain, bridge.Options.MaxAge));
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once_with_its_line_and_a_remedy()
    {
        using var plant = new TempPlant(Plant + """
            bridges:
              one: { from: hall/a1, to: hall/c }
              two: { from: hall/a1, to: hall/bb1 }
              three: { from: hal/a1, to: hall/b1 }
              four: { from: hall/a*, to: hall/b1 }
              five: { from: hall/a1, to: hall/a1 }
              six: 5
              seven: { from: hall/a1, too: hall/b1 }
              eight: { from: hall/a1, to: hall/b1, scale: 0, direction: sideways }
              nine: { from: hall/c, to: hall/b2 }
              ten: { from: hall/a2, to: hall/b2 }
            """);
        Assert.Equal(
            [
                "plant.yaml:13: 'hall/c' cannot be written; give the tag 'write: { }' with its limits",
                "plant.yaml:14: 'hall/bb1', the counterpart of 'hall/a1', is no tag of the plant; write 'hall/b1'",
                "plant.yaml:15: 'hal/a1' is no tag of the plant; write 'hall/a1'",
                "plant.yaml:16: a pattern stands on one side alone; write * on both sides, or on none",
                "plant.yaml:17: 'hall/a1' would be written from itself; name another tag",
                "plant.yaml:18: bridge 'six' is '5'; write a mapping such as { from: line1/press3/*, to: line2/mirror/* }",
                "plant.yaml:19: unknown key 'too' in bridge 'seven'; write 'to'",
                "plant.yaml:20: 'direction' is 'sideways'; write to, from or both",
                "plant.yaml:20: the scale is no number other than 0; write for example 0.1",
                "plant.yaml:22: 'hall/b2' is written by bridge 'nine' already, from 'hall/c'; let one bridge write a tag",
            ],
            plant.Findings().Where(f => !f.Contains("has no 'to'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("x: { from: hall/a1, to: hall/a2 }, y: { from: hall/a2, to: hall/a1 }", "hall/a1 -> hall/a2 -> hall/a1")]
    [InlineData("x: { from: hall/a1, to: hall/a2 }, y: { from: hall/a2, to: hall/b1 }, z: { from: hall/b1, to: hall/a1 }", "hall/a1 -> hall/a2 -> hall/b1 -> hall/a1")]
    [InlineData("x: { from: hall/a1, to: hall/a2, direction: both }", null)]
    [InlineData("x: { from: hall/a1, to: hall/a2, direction: both }, y: { from: hall/a2, to: hall/b1 }", null)]
    [InlineData("x: { from: hall/a1, to: hall/a2 }, y: { from: hall/a2, to: hall/b1 }", null)]
    public void A_loop_is_refused_and_two_tags_of_one_bridge_are_none(string bridges, string? loop)
    {
        using var plant = new TempPlant(Plant + $"bridges: {{ {bridges} }}\n");
        if (loop is null)
        {
            Assert.Empty(plant.Findings());
            return;
        }
        var finding = Assert.Single(plant.Findings());
        Assert.Contains("the bridges make a loop: ", finding, StringComparison.Ordinal);
        Assert.Equal(loop.Split(" -> ").Order(), finding[(finding.IndexOf("loop: ", StringComparison.Ordinal) + 6)..finding.IndexOf(';', StringComparison.Ordinal)].Split(" -> ").Distinct().Append("hall/a1").Order());
    }

    [Fact]
    public void A_change_of_a_bridge_is_seen_and_its_layout_is_none()
    {
        using var plant = new TempPlant(Plant + "bridges: { x: { from: hall/a1, to: hall/a2 } }\n");
        var before = plant.Good();
        plant.Write("plant.yaml", Plant + "bridges:\n  x:\n    from: hall/a1\n    to: hall/a2\n");
        Assert.True(ConfigurationChange.Between(before, plant.Good()).IsEmpty);
        plant.Write("plant.yaml", Plant + "bridges: { x: { from: hall/a1, to: hall/a2, scale: 2 } }\n");
        Assert.Equal(["bridges"], ConfigurationChange.Between(before, plant.Good()).SectionsChanged);
        Assert.Single(before.With(before.Assets, before.Tags).Bridges);
    }
}
