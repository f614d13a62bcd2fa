using Millwright.Host.Configuration.Reload;

namespace Millwright.Product.Tests.Configuration;

public sealed class ConfigurationChangeTests
{
    private const string Before = """
        plant: acme/berlin
        timezone: UTC
        connections:
          press3: { driver: fake-tcp, scan: 1 s }
          oven: { driver: fake-tcp }
          kiln: { driver: fake-tcp }
        assets:
          hall:
            connection: press3
            tags:
              a: { register: holding 1 }
              b: { register: holding 2, from: oven }
              c: { register: holding 3, from: kiln }
        """;

    [Theory]
    [InlineData("holding 1 }", "holding 1 } # a remark", "")]
    [InlineData("{ driver: fake-tcp, scan: 1 s }", "{ scan: 1 s, driver: fake-tcp }", "")]
    [InlineData("scan: 1 s", "scan: 2 s", "connection ~press3")]
    [InlineData("kiln: { driver: fake-tcp }", "kiln: { driver: fake-serial }", "connection ~kiln")]
    [InlineData("holding 2,", "holding 7,", "tag ~hall/b, retag oven")]
    [InlineData("holding 2, from: oven", "holding 2, from: kiln", "tag ~hall/b, retag oven, retag kiln")]
    [InlineData("connection: press3", "connection: kiln", "tag ~hall/a, retag press3, retag kiln")]
    [InlineData("a: { register", "x: { register", "tag +hall/x, tag -hall/a, retag press3")]
    [InlineData("a: { register", "x: { formerly: hall/a, register", "hall/a -> hall/x, retag press3")]
    [InlineData("hall:", "works:\n    formerly: hall", "hall/a -> works/a, hall/b -> works/b, hall/c -> works/c, retag press3, retag oven, retag kiln, asset works, asset hall")]
    [InlineData("connection: press3", "connection: press3\n    description: Here", "asset hall")]
    [InlineData("timezone: UTC", "timezone: Europe/Berlin", "section timezone")]
    [InlineData("timezone: UTC", "timezone: UTC\nhttp: { listen: 127.0.0.1:9000 }", "section http")]
    public void Only_what_is_different_is_named(string was, string becomes, string expected)
    {
        using var folder = new TempPlant(Before);
        var before = folder.Good();
        folder.Write("plant.yaml", Before.Replace(was, becomes, StringComparison.Ordinal));
        var change = ConfigurationChange.Between(before, folder.Good());
        Assert.Equal(expected, Describe(change));
        Assert.Equal(expected.Length == 0, change.IsEmpty);
    }

    [Fact]
    public void A_connection_that_goes_takes_its_tags()
    {
        using var folder = new TempPlant(Before);
        var before = folder.Good();
        folder.Write("plant.yaml", Before
            .Replace("  kiln: { driver: fake-tcp }", "  lamp: { driver: fake-tcp }", StringComparison.Ordinal)
            .Replace("      c: { register: holding 3, from: kiln }", "", StringComparison.Ordinal));
        Assert.Equal(
            "connection +lamp, connection -kiln, tag -hall/c", Describe(ConfigurationChange.Between(before, folder.Good())));
    }

    private static string Describe(ConfigurationChange change) => string.Join(", ",
        change.ConnectionsAdded.Select(c => $"connection +{c}")
            .Concat(change.ConnectionsRemoved.Select(c => $"connection -{c}"))
            .Concat(change.ConnectionsChanged.Select(c => $"connection ~{c}"))
            .Concat(change.TagsAdded.Select(t => $"tag +{t}"))
            .Concat(change.TagsRemoved.Select(t => $"tag -{t}"))
            .Concat(change.TagsChanged.Select(t => $"tag ~{t}"))
            .Concat(change.TagsRenamed.Select(t => $"{t.From} -> {t.To}"))
            .Concat(change.ConnectionsRetagged.Select(c => $"retag {c}"))
            .Concat(change.AssetsChanged.Select(a => $"asset {a}"))
            .Concat(change.SectionsChanged.Select(s => $"section {s}"))).Replace("acme/berlin/", "", StringComparison.Ordinal);
}
