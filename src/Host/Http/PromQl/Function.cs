namespace Millwright.Host.Http.PromQl;

/// <summary>What an argument or a result is.</summary>
internal enum ValueKind
{
    Scalar,
    Vector,
    /// <summary>The samples of a range.</summary>
    Range,
}

/// <summary>A function of PromQL.</summary>
/// <param name="Name">As written.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Arguments">What it takes.</param>
/// <param name="Required">How many of them must be given.</param>
internal sealed record Function(string Name, ValueKind Result, IReadOnlyList<ValueKind> Arguments, int Required)
{
    /// <summary>All that are answered.</summary>
    public static IReadOnlyList<Function> All { get; } =
    [
        .. OfRange("rate", "increase", "delta", "irate", "idelta", "changes", "resets"),
        .. OfRange("avg_over_time", "min_over_time", "max_over_time", "sum_over_time", "count_over_time", "last_over_time", "stddev_over_time", "stdvar_over_time", "present_over_time"),
        .. OfVector("abs", "ceil", "floor", "sqrt", "exp", "ln", "log2", "log10", "sgn", "sort", "sort_desc", "absent"),
        new("round", ValueKind.Vector, [ValueKind.Vector, ValueKind.Scalar], 1),
        new("clamp", ValueKind.Vector, [ValueKind.Vector, ValueKind.Scalar, ValueKind.Scalar], 3),
        new("clamp_min", ValueKind.Vector, [ValueKind.Vector, ValueKind.Scalar], 2),
        new("clamp_max", ValueKind.Vector, [ValueKind.Vector, ValueKind.Scalar], 2),
        new("scalar", ValueKind.Scalar, [ValueKind.Vector], 1),
        new("vector", ValueKind.Vector, [ValueKind.Scalar], 1),
        new("time", ValueKind.Scalar, [], 0),
    ];

    public static Function? Find(string name) => All.FirstOrDefault(f => f.Name == name);

    private static IEnumerable<Function> OfRange(params string[] names) => names.Select(n => new Function(n, ValueKind.Vector, [ValueKind.Range], 1));

    private static IEnumerable<Function> OfVector(params string[] names) => names.Select(n => new Function(n, ValueKind.Vector, [ValueKind.Vector], 1));
}
