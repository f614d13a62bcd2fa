using Millwright.Flow.Tags;
using Millwright.Host.Configuration.Plants;
using Millwright.Model;

namespace Millwright.Host.Plant;

/// <summary>From configured tags to the definitions that the whole process speaks of, each with its identity for life.</summary>
internal sealed class TagCatalog(TagRegistry registry, TagTable table)
{
    /// <summary>Puts the configured tags in place.</summary>
    /// <returns>Their handles, by path.</returns>
    /// <exception cref="IOException">New identities cannot be stored.</exception>
    public IReadOnlyDictionary<TagPath, TagHandle> Replace(PlantConfiguration configuration)
    {
        foreach (var rename in configuration.Renames)
            registry.Rename(rename.From, rename.To);
        var ids = registry.GetOrAdd([.. configuration.Tags.Select(t => t.Path)]);
        registry.Rest();
        var drivers = configuration.Connections.ToDictionary(c => c.Name, c => c.Driver, StringComparer.OrdinalIgnoreCase);
        var definitions = configuration.Tags
            .Select((tag, i) =>
            {
                var driver = drivers[tag.Connection];
                return new TagDefinition
                {
                    Id = ids[i],
                    Path = tag.Path,
                    Kind = tag.Options.KindAfter(driver.KindOf(tag.DriverOptions)),
                    Unit = tag.Options.Unit is { } text && Unit.TryParse(text, out var unit) ? unit : null,
                    Description = tag.Options.Description,
                    Range = tag.Options.Range,
                    Decimals = tag.Options.Decimals,
                    States = tag.Options.States,
                    Connection = tag.Connection,
                    AddressedBy = driver.AddressOf(tag.DriverOptions),
                    Writable = tag.Options.Access is not null,
                };
            })
            .ToList();
        TagDefinition.Share(definitions);
        var handles = table.Replace(definitions);
        return definitions.Select((d, i) => (d.Path, Handle: handles[i])).ToDictionary(p => p.Path, p => p.Handle);
    }
}
