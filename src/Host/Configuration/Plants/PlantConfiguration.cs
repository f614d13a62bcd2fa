using Millwright.Flow.Options;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Publish.Bridging;

namespace Millwright.Host.Configuration.Plants;

/// <summary>A plant as its folder describes it, checked as a whole. Nothing in it changes; a new version is a new object.</summary>
internal sealed class PlantConfiguration
{
    /// <summary>The plant's own path, such as <c>acme/berlin</c>.</summary>
    public required TagPath Plant { get; init; }

    public required Tier Tier { get; init; }

    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>The connections by name, in the order written.</summary>
    public required IReadOnlyList<ConnectionConfiguration> Connections { get; init; }

    /// <summary>The assets, parents before children.</summary>
    public required IReadOnlyList<AssetConfiguration> Assets { get; init; }

    /// <summary>The tags in the order of their assets.</summary>
    public required IReadOnlyList<TagConfiguration> Tags { get; init; }

    /// <summary>Tags that had another path before; their history follows.</summary>
    public IReadOnlyList<TagRename> Renames { get; init; } = [];

    /// <summary>The commands in the order of their assets.</summary>
    public IReadOnlyList<CommandConfiguration> Commands { get; init; } = [];

    /// <summary>The bridges in the order written.</summary>
    public IReadOnlyList<BridgeConfiguration> Bridges { get; init; } = [];

    /// <summary>The other sections by key, each an object of the class that was registered for it; never missing, as read or with defaults.</summary>
    public required IReadOnlyDictionary<string, SectionConfiguration> Sections { get; init; }

    /// <summary>The same plant with other assets and tags.</summary>
    public PlantConfiguration With(IReadOnlyList<AssetConfiguration> assets, IReadOnlyList<TagConfiguration> tags) => new()
    {
        Plant = Plant,
        Tier = Tier,
        TimeZone = TimeZone,
        Connections = Connections,
        Assets = assets,
        Tags = tags,
        Renames = Renames,
        Commands = Commands,
        Bridges = Bridges,
        Sections = Sections,
    };

    /// <summary>The options of the one section of a class.</summary>
    /// <exception cref="InvalidOperationException">No section of that class is registered.</exception>
    public T Section<T>() where T : class => Sections.Values.Select(s => s.Options).OfType<T>().Single();
}

/// <summary>A connection and both halves of its options.</summary>
/// <param name="Name">Its name, unique ignoring case.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Driver">Its driver.</param>
/// <param name="Options">What every connection has.</param>
/// <param name="DriverOptions">The driver's own, of <see cref="IDriver.OptionsType"/>.</param>
/// <param name="Fingerprint">Changes when what is written changes, not with its layout.</param>
internal sealed record ConnectionConfiguration(
    string Name, ConfigurationPlace Place, IDriver Driver, ConnectionOptions Options, object DriverOptions, ulong Fingerprint);

/// <summary>An asset and where it stands.</summary>
/// <param name="Asset">The asset; its path begins with the plant.</param>
/// <param name="Place">Where it stands; for an asset that only its children name, the first of them.</param>
internal sealed record AssetConfiguration(Asset Asset, ConfigurationPlace Place);

/// <summary>A tag and both halves of its options.</summary>
/// <param name="Path">The full path, plant first.</param>
/// <param name="Place">Where it stands: at its asset, else in the template.</param>
/// <param name="Connection">The connection it is read from.</param>
/// <param name="Options">What every tag has.</param>
/// <param name="DriverOptions">The driver's own, of <see cref="IDriver.TagOptionsType"/>.</param>
/// <param name="Fingerprint">Changes when what is written changes, not with its layout.</param>
internal sealed record TagConfiguration(
    TagPath Path, ConfigurationPlace Place, string Connection, TagOptions Options, object DriverOptions, ulong Fingerprint);

/// <summary>A tag that was renamed or moved.</summary>
/// <param name="From">The full path before.</param>
/// <param name="To">The full path now.</param>
internal sealed record TagRename(TagPath From, TagPath To);

/// <summary>Something that an asset can be told to do.</summary>
/// <param name="Path">The full path: the asset's and the command's name.</param>
/// <param name="Asset">Its asset's full path.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Connection">The connection it goes by.</param>
/// <param name="Options">What is written of it.</param>
/// <param name="Fingerprint">Changes when what is written changes, not with its layout.</param>
internal sealed record CommandConfiguration(
    TagPath Path, TagPath Asset, ConfigurationPlace Place, string Connection, CommandOptions Options, ulong Fingerprint);

/// <summary>Tags whose values are carried to other tags.</summary>
/// <param name="Name">Its name, unique ignoring case.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Options">What is written of it.</param>
/// <param name="Links">Its pairs of tags.</param>
/// <param name="Fingerprint">Changes when what is written changes, not with its layout.</param>
internal sealed record BridgeConfiguration(
    string Name, ConfigurationPlace Place, BridgeOptions Options, IReadOnlyList<BridgeLink> Links, ulong Fingerprint);

/// <summary>One of the other sections.</summary>
/// <param name="Options">Of the class registered for it.</param>
/// <param name="Place">Where it stands, line 0 when it is not written.</param>
/// <param name="Fingerprint">Changes when what is written changes, not with its layout.</param>
internal sealed record SectionConfiguration(object Options, ConfigurationPlace Place, ulong Fingerprint);

/// <summary>A section of plant.yaml that some part of the house reads.</summary>
/// <param name="Key">The key, such as <c>historian</c>.</param>
/// <param name="OptionsType">The class of its options, made with <c>new()</c>.</param>
/// <param name="Description">One sentence for the schema and the documentation.</param>
/// <param name="Check">Looks for what is wrong in the options as a whole.</param>
internal sealed record SectionType(string Key, Type OptionsType, string Description, Func<object, IEnumerable<OptionProblem>>? Check = null);
