using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Millwright.Drivers.LineProtocol;

/// <summary>What a connection says that clients of InfluxDB write to.</summary>
public sealed class LineProtocolOptions
{
    [Description("the bucket (or v1 database) that clients name to write here; without it whatever no other connection is named for")]
    public string? Bucket { get; set; }

    [Description("where the tags of a new series go below the plant: {measurement}, {KEY} for the value of a tag, {rest} for the values of all tags that are not named, in the order of their keys")]
    public string Asset { get; set; } = "{measurement}/{rest}";

    [Description("the name of a new tag; {field} and what asset knows")]
    public string Tag { get; set; } = "{field}";

    [Description("tags that are made by themselves, at most; a line that needs one more is refused")]
    [Range(0, 200_000)]
    public int MaxTags { get; set; } = 10_000;

    [Description("one request at most, unpacked")]
    [Range(1_024, 256 << 20)]
    public int MaxBodyBytes { get; set; } = 16 << 20;

    [Description("one line at most")]
    [Range(64, 1 << 20)]
    public int MaxLineBytes { get; set; } = 64 << 10;

    [Description("without a new value for this long a tag that was made by itself is Uncertain (last usable value)")]
    public TimeSpan? StaleAfter { get; set; }

    [Description("names of tokens that may write here whatever their role; others need the role operator")]
    public IReadOnlyList<string> Writers { get; set; } = [];
}

/// <summary>Which field of which series a tag is.</summary>
public sealed class LineProtocolTagOptions
{
    [Required]
    [Description("the series and the field as a line writes them: press,machine=3 oil_temperature")]
    public string Series { get; set; } = "";

    [Description("the kind of its values: float64, int64, uint64, bool or string; float64 where left out")]
    public Millwright.Model.TagKind? As { get; set; }

    public override string ToString() => Series;
}
