using Millwright.Drivers.LineProtocol;
using Millwright.Model;

namespace Millwright.Host.Ingest;

/// <summary>A field of a series that has no tag yet.</summary>
/// <param name="Series">The series.</param>
/// <param name="Field">The field.</param>
/// <param name="Kind">The kind of the value that it was first seen with.</param>
internal sealed record NewSeries(SeriesName Series, string Field, TagKind Kind)
{
    /// <summary>Both in their one spelling.</summary>
    public string Name { get; } = Series.With(Field);

    /// <summary>The path below the plant that it is to have; null for what the connection's rule says.</summary>
    public string? Path { get; init; }

    /// <summary>What an archive calls a tag that the plant has not: whoever writes this series afterwards goes on with that tag.</summary>
    public static NewSeries OfPath(string path, TagKind kind) => new(new("import", [new("path", path)]), "value", kind) { Path = path };
}

/// <summary>A field of a series and the tag that was made of it.</summary>
/// <param name="Connection">Where it was written to.</param>
/// <param name="Series">Series and field in their one spelling, see <see cref="NewSeries.Name"/>.</param>
/// <param name="Path">Below the plant.</param>
/// <param name="Kind">The kind of its values.</param>
internal sealed record MadeTag(string Connection, string Series, string Path, TagKind Kind);
