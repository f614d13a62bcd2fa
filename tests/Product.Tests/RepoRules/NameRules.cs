using System.Text.RegularExpressions;

namespace Millwright.Product.Tests.RepoRules;

public partial class NameRules
{
    [Fact]
    public void No_room_is_called_after_nothing()
    {
        var wrong = RepositoryRoot.Files()
            .Where(f => f.Split('/').Any(part => NoName().IsMatch(part)));
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_type_is_called_after_nothing()
    {
        var wrong = RepositoryRoot.Files(".cs")
            .SelectMany(f => NoNameType().Matches(File.ReadAllText(RepositoryRoot.Combine(f))).Select(m => $"{f}: {m.Value}"));
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_source_file_opts_out_of_the_strict_build()
    {
        var optOut = new Regex("#nullable (disable|restore)|#pragma warning disable(?! [A-Z]+[0-9]+)|<Nullable>disable|<TreatWarningsAsErrors>false");
        var wrong = RepositoryRoot.Files(".cs", ".csproj", ".props")
            .Where(f => !f.EndsWith("RepoRules/NameRules.cs", StringComparison.Ordinal))
            .Where(f => optOut.IsMatch(File.ReadAllText(RepositoryRoot.Combine(f))));
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_doorstep_holds_only_what_belongs_there()
    {
        var welcome = new Regex(@"^(README|ARCHITECTURE|CONTRIBUTING|SECURITY|CHANGELOG)\.md$|^LICENSE$|^(run|test|bench)$|\.(slnx|props)$|^global\.json$|^\.(editorconfig|gitignore|gitattributes)$|^\.git$|^BannedSymbols\.txt$");
        var wrong = RepositoryRoot.Files().Where(f => !f.Contains('/') && !welcome.IsMatch(f));
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"^(Millwright\.)?(Core|Common|Shared|Utils?|Utilities|Helpers?|Misc)(\.csproj|\.cs)?$", RegexOptions.IgnoreCase)]
    private static partial Regex NoName();

    [GeneratedRegex(@"\b(class|struct|interface|record|enum)\s+\w*(Core|Common|Shared|Utils?|Utilities|Helpers?)\b")]
    private static partial Regex NoNameType();
}
