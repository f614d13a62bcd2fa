using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Model;

namespace Millwright.Host.Configuration.Plants;

/// <summary>Where a node runs; picks defaults, any capability runs on any tier.</summary>
internal enum Tier
{
    [Description("beside a machine")]
    Edge,
    [Description("in a plant")]
    Site,
    [Description("for a company")]
    Cloud,
}

/// <summary>The keys at the top of plant.yaml that are no sections.</summary>
internal sealed class PlantOptions
{
    [Required]
    [Description("The plant's own path, enterprise first; all tags and assets lie below it.")]
    public TagPath Plant { get; set; }

    [Description("Where this node runs.")]
    public Tier Tier { get; set; } = Tier.Site;

    [Description("The plant's time zone, for pages, shifts and days; history is kept in UTC.")]
    public TimeZoneInfo Timezone { get; set; } = TimeZoneInfo.Local;
}

/// <summary>The key of a connection that picks its driver.</summary>
internal sealed class ConnectionDriverOptions
{
    [Required]
    [Description("The driver that speaks to the device.")]
    public string Driver { get; set; } = "";
}

/// <summary>The keys of an asset besides its tags and the assets below it.</summary>
internal class AssetOptions
{
    [Description("What it is, such as hydraulic-press; a template of this name gives it tags and keys.")]
    public string? Type { get; set; }

    [Description("The level in the equipment hierarchy; without it the depth below the plant decides: area, line, machine, component.")]
    public AssetLevel? Level { get; set; }

    [Description("A sentence for people.")]
    public string? Description { get; set; }

    [Description("The name of its tag that says what it is doing, a tag with states.")]
    public string? State { get; set; }

    [Description("The connection its tags are read from when they name none, for the assets below it too.")]
    public string? Connection { get; set; }

    [Description("The path it had before, below the plant; the history of its tags follows.")]
    public TagPath? Formerly { get; set; }

    [Description("What stands on the machine's nameplate.")]
    public NameplateOptions? Nameplate { get; set; }

    [Description("What it can be told to do, by name.")]
    public IReadOnlyDictionary<string, Flow.Options.CommandOptions>? Commands { get; set; }
}

/// <summary>What stands on a machine's nameplate.</summary>
internal sealed class NameplateOptions
{
    [Required]
    [Description("Who built it.")]
    public string Manufacturer { get; set; } = "";

    [Required]
    [Description("Its serial number at that manufacturer.")]
    public string SerialNumber { get; set; } = "";

    [Description("Its globally unique id; without it one is made of manufacturer and serial number.")]
    public string? ProductInstanceUri { get; set; }

    [Description("The name of its model; without it the asset's type.")]
    public string? Model { get; set; }

    [Description("The maker's code to order it by.")]
    public string? ProductCode { get; set; }

    public string? HardwareRevision { get; set; }

    public string? SoftwareRevision { get; set; }

    [Description("Where it stands, in words.")]
    public string? Location { get; set; }

    [Range(1600, 9999)]
    public int? YearOfConstruction { get; set; }
}

/// <summary>The keys of a tag that are neither generic nor its driver's.</summary>
internal sealed class TagOriginOptions
{
    [Description("The path it had before, below the plant; its history follows.")]
    public TagPath? Formerly { get; set; }
}
