using Millwright.Flow.Ledger;
using Millwright.Model;

namespace Millwright.Historian.Sql;

/// <summary>What SQL can ask besides samples. From any thread; paths are below the plant, as people write them.</summary>
public interface ISqlCatalog
{
    /// <summary>The configured tags in path order, which is the order of exported files.</summary>
    IEnumerable<(TagDefinition Tag, string Path)> Tags { get; }

    IEnumerable<(Asset Asset, string Path)> Assets { get; }

    IEnumerable<Gap> Gaps { get; }

    /// <summary>A full path as people write it.</summary>
    string Relative(TagPath path);
}
