using System.Text.Json;
using Millwright.Historian.Sql.Tables;
using Millwright.Model;

namespace Millwright.Historian.Sql;

/// <summary>The tables besides the samples.</summary>
internal static class CatalogTables
{
    /// <summary>All tables of a plant.</summary>
    public static IReadOnlyList<SqlTable> All(IHistoryStore store, ISqlCatalog catalog) =>
    [
        new SampleTable(store, () => catalog.Tags.Select(t => (t.Tag.Id, t.Path))), Tags(catalog), Last(store, catalog), Assets(catalog), Gaps(catalog),
    ];

    private static RowTable Tags(ISqlCatalog catalog) => new(
        "tags", "The configured tags.",
        [
            new("tag", SqlType.Text, "The path below the plant."),
            new("asset", SqlType.Text, "The path of what it belongs to, empty at the plant itself."),
            new("id", SqlType.Text, "Its identity, which stays when it is renamed or moved."),
            new("kind", SqlType.Text, "Its type, such as float64."),
            new("unit", SqlType.Text, "Its unit, NULL for none."),
            new("description", SqlType.Text, "A sentence for people."),
            new("low", SqlType.Number, "The low end of its range."),
            new("high", SqlType.Number, "The high end of its range."),
            new("states", SqlType.Text, "The words of its values as JSON: {\"0\":\"idle\"}."),
            new("connection", SqlType.Text, "The connection it is read from."),
            new("address", SqlType.Text, "The address on the device."),
            new("writable", SqlType.Flag, "True when it may be written through the gate."),
        ],
        () => catalog.Tags.Select(t => new[]
        {
            TagValue.Of(t.Path), TagValue.Of(AssetOf(t.Path)), TagValue.Of(t.Tag.Id.ToString()), TagValue.Of(t.Tag.Kind.Word()),
            RowTable.Cell(t.Tag.Unit?.ToString()), RowTable.Cell(t.Tag.Description),
            t.Tag.Range is { } low ? TagValue.Of(low.Low) : TagValue.None, t.Tag.Range is { } high ? TagValue.Of(high.High) : TagValue.None,
            RowTable.Cell(t.Tag.States is { } states ? StatesText(states) : null),
            TagValue.Of(t.Tag.Connection), TagValue.Of(t.Tag.Address), TagValue.Of(t.Tag.Writable),
        }));

    private static RowTable Last(IHistoryStore store, ISqlCatalog catalog) => new(
        "last", "The newest stored sample of each tag.",
        [
            new("tag", SqlType.Text, "The tag's path below the plant."),
            new("time", SqlType.Time, "When the value was true at its source, UTC."),
            new("value", SqlType.Number, "The value as a number, NULL for texts and arrays."),
            new("text", SqlType.Text, "Texts and arrays, NULL for numbers."),
            new("quality", SqlType.Text, "The OPC UA name of its quality."),
        ],
        () => LastOf(store, catalog));

    private static RowTable Assets(ISqlCatalog catalog) => new(
        "assets", "The equipment hierarchy.",
        [
            new("asset", SqlType.Text, "The path below the plant."),
            new("parent", SqlType.Text, "The path of what it is part of, empty at the top."),
            new("level", SqlType.Text, "Its level: area, line, machine, component and so on."),
            new("type", SqlType.Text, "What it is, such as hydraulic-press."),
            new("description", SqlType.Text, "A sentence for people."),
        ],
        () => catalog.Assets.Select(a => new[]
        {
            TagValue.Of(a.Path), TagValue.Of(AssetOf(a.Path)), TagValue.Of(a.Asset.Level.ToString().ToLowerInvariant()),
            RowTable.Cell(a.Asset.Type), RowTable.Cell(a.Asset.Description),
        }));

    private static RowTable Gaps(ISqlCatalog catalog) => new(
        "gaps", "Periods in which samples are missing, from the ledger.",
        [
            new("id", SqlType.Integer, "In the order of beginning."),
            new("connection", SqlType.Text, "Where."),
            new("tag", SqlType.Text, "The one tag concerned, NULL for all of the connection."),
            new("from_time", SqlType.Time, "The first missing time."),
            new("to_time", SqlType.Time, "The end, NULL while it lasts."),
            new("cause", SqlType.Text, "Why, in one word."),
            new("missing", SqlType.Integer, "How many samples, NULL where it cannot be known."),
            new("detail", SqlType.Text, "In words."),
        ],
        () => catalog.Gaps.Select(g => new[]
        {
            TagValue.Of(g.Id), TagValue.Of(g.Connection), RowTable.Cell(g.Tag is { } tag ? catalog.Relative(tag) : null),
            RowTable.Cell(g.From), RowTable.Cell(g.To), TagValue.Of(g.Cause.ToString()),
            g.Count < 0 ? TagValue.None : TagValue.Of(g.Count), TagValue.Of(g.Detail),
        }));

    private static IEnumerable<TagValue[]> LastOf(IHistoryStore store, ISqlCatalog catalog)
    {
        foreach (var (tag, path) in catalog.Tags)
        {
            if (!store.TryGetLast(tag.Id, out var last))
                continue;
            yield return
            [
                TagValue.Of(path), TagValue.Of(last.SourceTime.Ticks), last.Value.TryGetDouble(out var number) ? TagValue.Of(number) : TagValue.None,
                last.Value.Kind.IsScalar() ? TagValue.None : TagValue.Of(last.Value.ToString()), TagValue.Of(last.Quality.ToString()),
            ];
        }
    }

    private static string AssetOf(string path) => path.LastIndexOf('/') is var at and > 0 ? path[..at] : "";

    private static string StatesText(IReadOnlyDictionary<long, string> states)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (value, word) in states)
                json.WriteString(value.ToString(System.Globalization.CultureInfo.InvariantCulture), word);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
