using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Flow.Options;
using Millwright.Model;

namespace Millwright.Drivers.OpcUa;

/// <summary>Where a tag stands in an OPC UA server.</summary>
public sealed class OpcUaTagOptions
{
    [Required]
    [Description("nsu=urn:maker:machine;s=Speed (stable), ns=2;s=Speed, i=2258, or a path from the Objects folder: /2:Machine/2:Speed")]
    public string Node { get; set; } = "";

    [Description("the kind of its values; float64 where left out")]
    public TagKind? As { get; set; }

    [Description("how often the server looks at the value, where it differs from the connection's")]
    public TimeSpan? Sampling { get; set; }

    [Description("changes that the server keeps between two messages, where it differs from the connection's")]
    [Range(1, 100_000)]
    public int? Queue { get; set; }

    [Description("changes up to this are not sent by the server: 0.5, or 2 % of the node's own range")]
    public Quantity? SourceDeadband { get; set; }

    [Description("the elements of an array to take: 3, 0:9, or 0:1,2:4 of a matrix")]
    public string? Elements { get; set; }
}
