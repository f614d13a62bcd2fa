using Millwright.Model;

namespace Millwright.Host.Http.Prometheus;

/// <summary>The moments for which a query is answered, at equal steps.</summary>
internal readonly record struct QueryTimes(Timestamp Start, TimeSpan Step, int Count)
{
    /// <summary>The most moments of one query, as in Prometheus.</summary>
    public const int MaxCount = 11_000;

    public Timestamp this[int index] => Start + (Step * index);

    public Timestamp Last => this[Count - 1];
}
