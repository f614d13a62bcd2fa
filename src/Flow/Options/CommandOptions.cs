using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Model;

namespace Millwright.Flow.Options;

/// <summary>Something that an asset can be told to do.</summary>
public sealed class CommandOptions
{
    [Required]
    [Description("What is called at the device, in the words of its driver: at an OPC UA server the method's node id or path.")]
    public string Method { get; set; } = "";

    [Description("What it is called on: at an OPC UA server the object's node id or path; the object that has the method where left out.")]
    public string? Object { get; set; }

    [Description("The connection it goes by; the asset's where left out.")]
    public string? From { get; set; }

    [Description("A sentence for people.")]
    public string? Description { get; set; }

    [Description("What it has to be told, by name, in the order of the device.")]
    public IReadOnlyDictionary<string, ArgumentOptions>? Arguments { get; set; }

    [Description("The least role that may call it: operator, engineer or admin.")]
    public string Role { get; set; } = "operator";

    [Description("The least time between two calls.")]
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromSeconds(1);

    [Description("Tags of the asset that must have these values, Good, when it is called: the mode, say, by number or word.")]
    public IReadOnlyDictionary<string, string>? OnlyWhen { get; set; }
}

/// <summary>What a command has to be told.</summary>
public sealed class ArgumentOptions
{
    [Description("What kind of value it is.")]
    public TagKind As { get; set; } = TagKind.Float64;

    [Description("The values that it may have.")]
    public ValueRange? Range { get; set; }

    [Description("The unit, for people.")]
    public Unit? Unit { get; set; }

    [Description("A sentence for people.")]
    public string? Description { get; set; }

    [Description("Taken where the caller says nothing; without it the caller must.")]
    public string? Default { get; set; }
}
