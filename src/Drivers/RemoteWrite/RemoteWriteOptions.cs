using Millwright.Drivers.LineProtocol;
using Millwright.Model;

namespace Millwright.Drivers.RemoteWrite;

/// <summary>What a connection says that Prometheus writes to. A series is a measurement with the metric's name and one field, <c>value</c>.</summary>
public sealed class RemoteWriteOptions : SeriesOptions
{
    /// <summary>The one field of a series.</summary>
    public const string Field = "value";

    public RemoteWriteOptions() => (Asset, Tag) = ("{rest}", "{measurement}");

    public override SeriesTagOptions TagOf(string series, TagKind kind) => new RemoteWriteTagOptions { Series = series };
}

/// <summary>Which series a tag is: <c>up,instance=web1:9100,job=node value</c>.</summary>
public sealed class RemoteWriteTagOptions : SeriesTagOptions;
