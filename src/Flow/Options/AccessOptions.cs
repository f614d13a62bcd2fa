using System.ComponentModel;

namespace Millwright.Flow.Options;

/// <summary>What bounds writes to a tag; a tag without them cannot be written.</summary>
public sealed record AccessOptions
{
    [Description("The least value that may be written, in the tag's unit; the range's low end when left out.")]
    public double? Low { get; set; }

    [Description("The greatest value that may be written, in the tag's unit; the range's high end when left out.")]
    public double? High { get; set; }

    [Description("The greatest change in one write, in the tag's unit.")]
    public double? MaxStep { get; set; }

    [Description("The least time between two writes.")]
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromSeconds(1);

    [Description("The least role that may write: operator, engineer or admin.")]
    public string Role { get; set; } = "operator";

    [Description("True for a pulse that the device takes back by itself, such as a reset: the write is confirmed by its acceptance, not by its value.")]
    public bool Momentary { get; set; }

    [Description("The tag's own value must be Good and no older than this.")]
    public TimeSpan Freshness { get; set; } = TimeSpan.FromSeconds(10);
}
