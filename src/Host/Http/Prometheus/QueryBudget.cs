using Millwright.Host.Configuration.Plants;

namespace Millwright.Host.Http.Prometheus;

/// <summary>What one query may use; each use says where in the query it was.</summary>
internal sealed class QueryBudget(PrometheusOptions options)
{
    private long _samples;

    /// <exception cref="QueryException">It is used up.</exception>
    public void Take(long samples, int position)
    {
        _samples += samples;
        if (_samples > options.MaxSamples)
            throw new QueryException(position, $"the query needs more than {options.MaxSamples:N0} samples; ask for fewer series, a shorter range or a longer step, or raise max_samples");
    }

    /// <exception cref="QueryException">There are too many.</exception>
    public void CheckSeries(int series, int position)
    {
        if (series > options.MaxSeries)
            throw new QueryException(position, $"more than {options.MaxSeries:N0} series match; name more of their labels, or raise max_series");
    }
}
