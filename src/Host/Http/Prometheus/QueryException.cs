namespace Millwright.Host.Http.Prometheus;

/// <summary>A query that is understood and cannot be answered.</summary>
/// <param name="position">Where in the query, from 0; -1 for all of it.</param>
/// <param name="problem">What is wrong, and what to do.</param>
internal sealed class QueryException(int position, string problem) : Exception(problem)
{
    public int Position => position;
}
