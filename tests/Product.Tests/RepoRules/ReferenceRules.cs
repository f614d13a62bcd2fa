using System.Xml.Linq;

namespace Millwright.Product.Tests.RepoRules;

public class ReferenceRules
{
    [Fact]
    public void Every_product_project_references_only_what_the_table_in_ARCHITECTURE_allows()
    {
        var allowed = Table();
        var wrong = new List<string>();
        foreach (var (name, references) in Projects())
        {
            if (!allowed.TryGetValue(name, out var may))
                wrong.Add($"{name} is not in the table of ARCHITECTURE.md");
            else
                wrong.AddRange(references.Except(may).Select(r => $"{name} references {r}, which the table does not allow"));
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_row_of_the_table_is_a_project_and_every_reference_it_allows_exists()
    {
        var projects = Projects().ToDictionary(p => p.Name, p => p.References);
        var table = Table();
        Assert.Equal(projects.Keys.Order(), table.Keys.Order());
        var idle = table.SelectMany(row => row.Value.Except(projects[row.Key]).Select(r => $"{row.Key} -> {r}"));
        Assert.Empty(idle);
    }

    [Fact]
    public void Second_hop_references_do_not_compile()
    {
        var props = XDocument.Load(RepositoryRoot.Combine("Directory.Build.props"));
        Assert.Equal("true", props.Descendants("DisableTransitiveProjectReferences").Single().Value);
        Assert.DoesNotContain(RepositoryRoot.Files(".csproj"), f => File.ReadAllText(RepositoryRoot.Combine(f)).Contains("DisableTransitiveProjectReferences"));
    }

    private static Dictionary<string, string[]> Table() =>
        File.ReadLines(RepositoryRoot.Combine("ARCHITECTURE.md"))
            .SkipWhile(l => !l.StartsWith("| project | may reference |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(l => l.StartsWith('|'))
            .Select(l => l.Trim('|').Split('|'))
            .ToDictionary(
                cells => cells[0].Trim(),
                cells => cells[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static List<(string Name, string[] References)> Projects() =>
        RepositoryRoot.Files(".csproj")
            .Where(f => f.StartsWith("src/", StringComparison.Ordinal) || f.StartsWith("simulators/", StringComparison.Ordinal))
            .Select(f => (NameOf(f), XDocument.Load(RepositoryRoot.Combine(f)).Descendants("ProjectReference")
                .Select(r => NameOf(r.Attribute("Include")!.Value)).ToArray()))
            .ToList();

    private static string NameOf(string projectFile) => Path.GetFileNameWithoutExtension(projectFile).Replace("Millwright.", "");
}
