namespace Millwright.Host.Http.PromQl;

/// <summary>A query that cannot be followed.</summary>
/// <param name="position">Where in the query, from 0.</param>
/// <param name="problem">What is wrong, and what to write instead.</param>
/// <param name="isUnsupported">True for what is PromQL, but is not answered here.</param>
internal sealed class PromQlException(int position, string problem, bool isUnsupported = false) : Exception(problem)
{
    public int Position => position;

    public bool IsUnsupported => isUnsupported;

    /// <summary>The message as Prometheus words it, with line and column from 1.</summary>
    public string At(string query)
    {
        var before = query.AsSpan(0, Math.Min(position, query.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - before.LastIndexOf('\n');
        return isUnsupported ? $"{line}:{column}: {Message}" : $"{line}:{column}: parse error: {Message}";
    }
}
