using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Model;

namespace Millwright.Host.Configuration.Plants;

/// <summary>What every tag has.</summary>
internal sealed class TagOptions
{
    [Description("The unit of the value after scaling.")]
    public string? Unit { get; set; }

    [Description("The raw value is multiplied by it.")]
    public double Scale { get; set; } = 1;

    [Description("Added after scaling.")]
    public double Offset { get; set; }

    [Description("How often it is read; without it the connection's scan.")]
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan? Every { get; set; }

    [Description("Digits after the point when shown.")]
    [Range(0, 15)]
    public int? Decimals { get; set; }

    [Description("Words for the values of an enumeration.")]
    public IReadOnlyDictionary<long, string>? States { get; set; }

    [Description("The engineering range; outside of it a value is Uncertain.")]
    public ValueRange? Range { get; set; }

    [Description("A sentence for people.")]
    public string? Description { get; set; }
}
