using Millwright.Flow.Ledger;
using Millwright.Historian.Sql;
using Millwright.Model;

namespace Millwright.Host.Http.View;

/// <summary>The plant as SQL sees it.</summary>
internal sealed class SqlCatalog(IPlantView plant) : ISqlCatalog
{
    public IEnumerable<(TagDefinition Tag, string Path)> Tags => plant.Tags.Active.Select(t => (plant.Tags[t], plant.Relative(plant.Tags[t].Path)));

    public IEnumerable<(Asset Asset, string Path)> Assets => plant.Assets.Select(a => (a, plant.Relative(a.Path)));

    public IEnumerable<Gap> Gaps => plant.Ledger.Gaps;

    public string Relative(TagPath path) => plant.Relative(path);
}
