using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Model;

namespace Millwright.Drivers.LineProtocol;

/// <summary>What a connection says whose clients write series over HTTP, and whose tags are made of what they write.</summary>
public abstract class SeriesOptions
{
    [Description("where the tags of a new series go below the plant: {measurement}, {KEY} for the value of a tag or label, {rest} for the values of all that are not named, in the order of their keys")]
    public string Asset { get; set; } = "{measurement}/{rest}";

    [Description("the name of a new tag; {field} and what asset knows")]
    public string Tag { get; set; } = "{field}";

    [Description("tags that are made by themselves, at most; what needs one more is refused")]
    [Range(0, 200_000)]
    public int MaxTags { get; set; } = 10_000;

    [Description("one request at most, unpacked")]
    [Range(1_024, 256 << 20)]
    public int MaxBodyBytes { get; set; } = 16 << 20;

    [Description("without a new value for this long a tag that was made by itself is Uncertain (last usable value)")]
    public TimeSpan? StaleAfter { get; set; }

    [Description("names of tokens that may write here whatever their role; others need the role operator")]
    public IReadOnlyList<string> Writers { get; set; } = [];

    /// <summary>What the tag of a field says of itself.</summary>
    /// <param name="series">Series and field in their one spelling.</param>
    /// <param name="kind">The kind of its values.</param>
    public abstract SeriesTagOptions TagOf(string series, TagKind kind);

    /// <summary>All that is wrong with the options.</summary>
    internal IEnumerable<OptionProblem> Check()
    {
        if (!PathRule.TryParse(Asset, Tag, out _, out var problem))
            yield return new(problem!.Value.Key, problem.Value.Problem, "write for example asset: \"{measurement}/{host}\" and tag: \"{field}\"");
        if (StaleAfter <= TimeSpan.Zero)
            yield return new("stale_after", "the time is not above zero", "write a duration such as 1 min, or remove the key");
    }
}

/// <summary>Which field of which series a tag is.</summary>
public abstract class SeriesTagOptions
{
    [Required]
    [Description("the series and the field as a line writes them: press,machine=3 oil_temperature")]
    public string Series { get; set; } = "";

    private (string Written, string Name)? _name;

    /// <summary>Series and field in their one spelling; what cannot be read stands as written.</summary>
    public string InOneSpelling()
    {
        // Asked for at each change of the plant, of every tag.
        if (_name is not { } known || !ReferenceEquals(known.Written, Series))
            _name = known = (Series, SeriesName.TryParseWithField(Series, out var series, out var field, out _) ? series.With(field) : Series);
        return known.Name;
    }

    public override string ToString() => Series;

    /// <summary>What is wrong with the series, null when nothing is.</summary>
    internal OptionProblem? Check() => SeriesName.TryParseWithField(Series, out _, out _, out var problem)
        ? null
        : new("series", $"'{Series}' is no series with a field: {problem}", "write it as a line does: press,machine=3 oil_temperature");
}
