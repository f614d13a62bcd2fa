using System.Globalization;
using System.Text.Json;
using Millwright.Model;

namespace Millwright.Historian.Sql.Pushdown;

/// <summary>Reads a condition as json_serialize_sql gives it: what it says of tag and time. What is not understood excludes nothing.</summary>
internal static class Condition
{
    private const string TagColumn = "tag";
    private const string TimeColumn = "time";
    private const int MaxDepth = 64;

    /// <summary>What fits the WHERE clause of a serialized statement.</summary>
    public static ScanFilter Read(string serialized)
    {
        using var document = JsonDocument.Parse(serialized, new() { MaxDepth = 8 * MaxDepth });
        return document.RootElement.TryGetProperty("statements", out var statements) && statements.GetArrayLength() == 1
            && statements[0].TryGetProperty("node", out var node) && node.TryGetProperty("where_clause", out var where)
            ? Of(where, 0)
            : ScanFilter.All;
    }

    private static ScanFilter Of(JsonElement node, int depth)
    {
        if (depth > MaxDepth || node.ValueKind != JsonValueKind.Object)
            return ScanFilter.All;
        switch (Text(node, "type"))
        {
            case "CONJUNCTION_AND":
                return Children(node).Aggregate(ScanFilter.All, (all, child) => all.And(Of(child, depth + 1)));
            case "CONJUNCTION_OR":
                return Children(node).Aggregate(ScanFilter.Nothing, (any, child) => any.Or(Of(child, depth + 1)));
            case "COMPARE_BETWEEN":
                return Compare("COMPARE_GREATERTHANOREQUALTO", node, "input", "lower").And(Compare("COMPARE_LESSTHANOREQUALTO", node, "input", "upper"));
            case "COMPARE_IN":
                return In(node);
            case "FUNCTION":
                return Prefix(node);
            case { } comparison when comparison.StartsWith("COMPARE_", StringComparison.Ordinal):
                return Compare(comparison, node, "left", "right");
            default:
                return ScanFilter.All;
        }
    }

    private static ScanFilter Compare(string comparison, JsonElement node, string left, string right)
    {
        if (!node.TryGetProperty(left, out var column) || !node.TryGetProperty(right, out var constant))
            return ScanFilter.All;
        if (ColumnOf(column) == TagColumn && TextOf(constant) is { } text)
        {
            return comparison switch
            {
                "COMPARE_EQUAL" => Tags(tag => string.Equals(tag, text, StringComparison.Ordinal)),
                "COMPARE_NOTEQUAL" => Tags(tag => !string.Equals(tag, text, StringComparison.Ordinal)),
                _ => ScanFilter.All,
            };
        }
        if (ColumnOf(column) == TimeColumn && TimeOf(constant) is { } time)
        {
            // A time in the store may lie up to a microsecond behind the one that a query sees.
            var after = Later(time);
            return comparison switch
            {
                "COMPARE_EQUAL" => Times(time, after),
                "COMPARE_GREATERTHAN" or "COMPARE_GREATERTHANOREQUALTO" => Times(time, Timestamp.MaxValue),
                "COMPARE_LESSTHAN" => Times(Timestamp.MinValue, time),
                "COMPARE_LESSTHANOREQUALTO" => Times(Timestamp.MinValue, after),
                _ => ScanFilter.All,
            };
        }
        return ScanFilter.All;
    }

    private static ScanFilter In(JsonElement node)
    {
        var children = Children(node).ToList();
        if (children.Count < 2 || ColumnOf(children[0]) != TagColumn)
            return ScanFilter.All;
        var texts = children.Skip(1).Select(TextOf).ToList();
        if (texts.Contains(null))
            return ScanFilter.All;
        var wanted = texts.ToHashSet(StringComparer.Ordinal);
        return Tags(tag => wanted.Contains(tag));
    }

    private static ScanFilter Prefix(JsonElement node)
    {
        var children = Children(node).ToList();
        return Text(node, "function_name") is "prefix" or "starts_with" or "^@" && children.Count == 2
            && ColumnOf(children[0]) == TagColumn && TextOf(children[1]) is { } prefix
            ? Tags(tag => tag.StartsWith(prefix, StringComparison.Ordinal))
            : ScanFilter.All;
    }

    private static ScanFilter Tags(Func<string, bool> mayBe) => new(Timestamp.MinValue, Timestamp.MaxValue, mayBe);

    private static ScanFilter Times(Timestamp from, Timestamp to) => new(from, to, static _ => true);

    private static Timestamp Later(Timestamp time) =>
        time.Ticks > Timestamp.MaxValue.Ticks - TimeSpan.TicksPerMicrosecond ? Timestamp.MaxValue : new(time.Ticks + TimeSpan.TicksPerMicrosecond);

    private static string? ColumnOf(JsonElement node) =>
        Text(node, "type") == "COLUMN_REF" && node.TryGetProperty("column_names", out var names) && names.GetArrayLength() == 1 ? names[0].GetString() : null;

    private static string? TextOf(JsonElement node) =>
        Text(node, "type") == "VALUE_CONSTANT" && node.TryGetProperty("value", out var value)
        && value.TryGetProperty("value", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

    /// <summary>A constant of the form <c>'2026-03-09 10:00:00+00'::TIMESTAMP WITH TIME ZONE</c>.</summary>
    private static Timestamp? TimeOf(JsonElement node)
    {
        if (Text(node, "type") != "OPERATOR_CAST" || !node.TryGetProperty("cast_type", out var cast) || Text(cast, "id") != "TIMESTAMP WITH TIME ZONE")
            return null;
        if (!node.TryGetProperty("child", out var child) || TextOf(child) is not { } text)
            return null;
        // The session's zone is UTC: what DuckDB prints ends in +00.
        return text.EndsWith("+00", StringComparison.Ordinal)
            && DateTime.TryParseExact(
                text.AsSpan(0, text.Length - 3), "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? new(time.Ticks)
            : null;
    }

    private static IEnumerable<JsonElement> Children(JsonElement node) =>
        node.TryGetProperty("children", out var children) && children.ValueKind == JsonValueKind.Array ? children.EnumerateArray() : [];

    private static string? Text(JsonElement node, string key) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
