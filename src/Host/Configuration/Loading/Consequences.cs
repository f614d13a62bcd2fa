using Millwright.Host.Configuration.Binding;
using Millwright.Host.Configuration.Yaml;
using Millwright.Model;

namespace Millwright.Host.Configuration.Loading;

/// <summary>What options check of themselves, said in the same run as what could not be read; what only follows from that is left out.</summary>
internal static class Consequences
{
    /// <summary>Makes findings of problems.</summary>
    /// <param name="findings">Takes them.</param>
    /// <param name="node">Where the options are written.</param>
    /// <param name="problems">What the options say of themselves.</param>
    /// <param name="faulty">The keys that could not be read: a problem of one of them, or that talks of one, is none of its own.</param>
    public static void Report(Findings findings, YamlMapping node, IEnumerable<OptionProblem> problems, IReadOnlySet<string> faulty)
    {
        foreach (var found in problems)
        {
            if (!faulty.Any(key => IsAbout(found, key)))
                findings.Error(PlaceOf(node, found.Key), found.Problem, found.Remedy);
        }
    }

    /// <summary>The line of a key, <c>write.low</c> for one within another; of the mapping itself when it is not written.</summary>
    private static ConfigurationPlace PlaceOf(YamlMapping node, string key)
    {
        var place = node.Place;
        YamlNode? at = node;
        foreach (var part in key.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if ((at as YamlMapping)?.Find(part) is not { } entry)
                break;
            place = entry.Place;
            at = entry.Value;
        }
        return place;
    }

    private static bool IsAbout(OptionProblem problem, string key)
    {
        var word = key[(key.LastIndexOf('.') + 1)..];
        return problem.Key == key || problem.Key.StartsWith(key + ".", StringComparison.Ordinal)
            || Mentions(problem.Problem, word) || Mentions(problem.Remedy, word);
    }

    private static bool Mentions(string text, string key)
    {
        for (var at = text.IndexOf(key, StringComparison.Ordinal); at >= 0; at = text.IndexOf(key, at + 1, StringComparison.Ordinal))
        {
            var end = at + key.Length;
            if ((at == 0 || !IsPartOfWord(text[at - 1])) && (end == text.Length || !IsPartOfWord(text[end])))
                return true;
        }
        return false;
    }

    private static bool IsPartOfWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}
