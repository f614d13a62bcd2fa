using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Model;

namespace Millwright.Drivers.LineProtocol;

/// <summary>What a connection says that clients of InfluxDB write to.</summary>
public sealed class LineProtocolOptions : SeriesOptions
{
    [Description("the bucket (or v1 database) that clients name to write here; without it whatever no other connection is named for")]
    public string? Bucket { get; set; }

    [Description("one line at most")]
    [Range(64, 1 << 20)]
    public int MaxLineBytes { get; set; } = 64 << 10;

    public override SeriesTagOptions TagOf(string series, TagKind kind) => new LineProtocolTagOptions { Series = series, As = kind };
}

/// <summary>Which field of which series a tag is.</summary>
public sealed class LineProtocolTagOptions : SeriesTagOptions
{
    [Description("the kind of its values: float64, int64, uint64, bool or string; float64 where left out")]
    public TagKind? As { get; set; }
}
