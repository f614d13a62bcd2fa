using System.Text.Json;

namespace Millwright.Historian.Sql.Pushdown;

/// <summary>Finds in an optimized plan (EXPLAIN (FORMAT json)) the conditions that stand directly above the readings of one function.</summary>
/// <remarks>
/// The optimizer has moved there whatever concerns the function's own columns alone, through views, subqueries and joins, and has worked
/// out what is constant, such as now() - INTERVAL 1 HOUR.
/// </remarks>
internal static class PlanFilters
{
    /// <summary>Deeper plans are taken for ones that filter nothing.</summary>
    private const int MaxDepth = 64;

    /// <summary>The conditions of each reading: a list for each, empty where it has none.</summary>
    /// <param name="plan">What EXPLAIN says.</param>
    /// <param name="function">The function's name, in any case.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Find(string plan, string function)
    {
        using var document = JsonDocument.Parse(plan, new() { MaxDepth = 8 * MaxDepth });
        var found = new List<IReadOnlyList<string>>();
        foreach (var root in document.RootElement.EnumerateArray())
            Walk(root, [], function, found, 0);
        return found;
    }

    private static void Walk(JsonElement node, List<string> above, string function, List<IReadOnlyList<string>> found, int depth)
    {
        var information = node.TryGetProperty("extra_info", out var extra) && extra.ValueKind == JsonValueKind.Object ? extra : default;
        if (Text(information, "Function") is { } name && name.Equals(function, StringComparison.OrdinalIgnoreCase))
            found.Add([.. above]);
        var isFilter = node.TryGetProperty("name", out var kind) && kind.ValueKind == JsonValueKind.String && kind.GetString()!.Trim() == "FILTER";
        List<string> conditions = isFilter && depth < MaxDepth && Text(information, "Expression") is { } condition ? [.. above, condition] : [];
        if (!node.TryGetProperty("children", out var children))
            return;
        foreach (var child in children.EnumerateArray())
            Walk(child, conditions, function, found, depth + 1);
    }

    private static string? Text(JsonElement node, string key) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
