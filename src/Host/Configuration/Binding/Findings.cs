using Millwright.Host.Configuration.Yaml;
using Millwright.Model;

namespace Millwright.Host.Configuration.Binding;

/// <summary>Collects what is wrong, each thing once, in the order found; secrets that were resolved never show.</summary>
internal sealed class Findings
{
    /// <summary>Beyond this many nobody reads on.</summary>
    public const int MaxFindings = 1_000;

    private readonly List<ConfigurationFinding> _all = [];
    private readonly HashSet<(ConfigurationPlace, string)> _known = [];
    private readonly Dictionary<string, string> _secrets = [];
    private int _beyond;

    /// <summary>Errors found so far, to tell whether a part was read without any.</summary>
    public int Errors { get; private set; }

    /// <summary>All findings by file and line.</summary>
    public IReadOnlyList<ConfigurationFinding> All
    {
        get
        {
            var sorted = _all
                .OrderBy(f => f.Place.File, StringComparer.Ordinal).ThenBy(f => f.Place.Line)
                .ToList();
            if (_beyond > 0)
                sorted.Add(new(sorted[0].Place with { Line = 0 }, $"{_beyond} further problems are not listed", "correct those above first"));
            return sorted;
        }
    }

    public void Error(ConfigurationPlace place, string problem, string remedy) => Add(new(place, problem, remedy));

    public void Error(YamlNode node, string problem, string remedy) => Add(new(node.Place, problem, remedy));

    public void Warn(ConfigurationPlace place, string problem, string remedy) =>
        Add(new(place, problem, remedy) { IsWarning = true });

    public void Add(ConfigurationFinding finding)
    {
        finding = finding with { Problem = Redacted(finding.Problem), Remedy = Redacted(finding.Remedy) };
        if (!_known.Add((finding.Place, finding.Problem)))
            return;
        if (!finding.IsWarning)
            Errors++;
        if (_all.Count < MaxFindings)
            _all.Add(finding);
        else
            _beyond++;
    }

    /// <summary>From now on <paramref name="reference"/> stands in every finding where <paramref name="secret"/> would.</summary>
    public void Hide(string secret, string reference)
    {
        if (secret.Length > 0)
            _secrets[secret] = reference;
    }

    private string Redacted(string text)
    {
        foreach (var (secret, reference) in _secrets)
            text = text.Replace(secret, reference, StringComparison.Ordinal);
        return text;
    }
}
