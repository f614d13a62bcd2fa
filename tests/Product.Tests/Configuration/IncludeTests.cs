namespace Millwright.Product.Tests.Configuration;

public sealed class IncludeTests
{
    private const string Head = "plant: acme/berlin\ntimezone: UTC\n";

    [Fact]
    public void Files_and_patterns_are_read_each_once_relative_to_the_file_that_names_them()
    {
        using var folder = new TempPlant(
            Head + "include: [areas/*.yaml, areas/a.yaml, connections.yaml]\n",
            ("connections.yaml", "connections: { oven: { driver: fake-tcp } }\n"),
            ("areas/a.yaml", "include: deeper/c.yaml\nassets: { a: {} }\n"),
            ("areas/b.yaml", "assets: { b: {} }\n"),
            ("areas/deeper/c.yaml", "assets: { c: { connection: oven, tags: { t: { register: holding 1 } } } }\n"));
        var result = folder.Load();
        Assert.Empty(result.Findings);
        Assert.Equal(["plant.yaml", "areas/a.yaml", "areas/deeper/c.yaml", "areas/b.yaml", "connections.yaml"], result.Files.Select(f => f.Name));
        Assert.Equal("areas/deeper/c.yaml:1", result.Configuration!.Tags[0].Place.ToString());
    }

    [Fact]
    public void What_cannot_be_included_is_said_where_it_is_asked_for()
    {
        using var folder = new TempPlant(
            Head + "include:\n  - area.yaml\n  - ../outside.yaml\n  - /etc/passwd\n  - none/*.yaml\n  - loop.yaml\n  - [x]\n  - bad.yaml\n",
            ("areas.yaml", "assets: {}\n"),
            ("loop.yaml", "include: loop2.yaml\n"),
            ("loop2.yaml", "include: loop.yaml\n"),
            ("bad.yaml", "assets: [\n"));
        Assert.Equal(
            [
                "bad.yaml:2: not YAML",
                "loop2.yaml:1: 'loop.yaml' includes itself (plant.yaml -> loop.yaml -> loop2.yaml -> loop.yaml); remove this include",
                "plant.yaml:4: file 'area.yaml' does not exist; write 'areas.yaml'",
                "plant.yaml:5: '../outside.yaml' leads out of the plant's folder; include files below the folder, by relative paths",
                "plant.yaml:6: '/etc/passwd' leads out of the plant's folder; include files below the folder, by relative paths",
                "plant.yaml:7: no file matches 'none/*.yaml'; correct the pattern, or remove it",
                "plant.yaml:9: 'include' has a list; write a file or pattern such as lines/*.yaml",
            ],
            folder.Findings().Select(f => f.StartsWith("bad.yaml", StringComparison.Ordinal) ? f[..f.IndexOf("YAML", StringComparison.Ordinal)] + "YAML" : f));
    }

    [Fact]
    public void A_file_that_is_not_utf8_is_said()
    {
        using var folder = new TempPlant(Head + "include: latin.yaml\n");
        File.WriteAllBytes(Path.Combine(folder.Folder, "latin.yaml"), [(byte)'a', (byte)':', 0xB0, (byte)'C', (byte)'\n']);
        Assert.Equal(["latin.yaml: the file is not UTF-8; save it as UTF-8"], folder.Findings());
    }

    [Fact]
    public void The_version_changes_with_any_file()
    {
        using var folder = new TempPlant(Head + "include: a.yaml\n", ("a.yaml", "assets: {}\n"));
        var before = folder.Load().Version;
        Assert.Equal(before, folder.Load().Version);
        folder.Write("a.yaml", "assets: {} # more\n");
        Assert.NotEqual(before, folder.Load().Version);
    }
}
