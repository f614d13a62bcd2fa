using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Millwright.Host.Configuration.Plants;

/// <summary>How queries of PromQL are answered.</summary>
internal sealed class PrometheusOptions
{
    [Description("How long a value counts after its sample where a query asks for the newest.")]
    public TimeSpan Lookback { get; set; } = TimeSpan.FromMinutes(5);

    [Description("The most series of one query.")]
    [Range(1, 100_000)]
    public int MaxSeries { get; set; } = 10_000;

    [Description("The most samples that one query reads and answers.")]
    [Range(1_000, 1_000_000_000)]
    public int MaxSamples { get; set; } = 10_000_000;

    [Description("How long one query may take.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    public static IEnumerable<Millwright.Model.OptionProblem> Check(object options)
    {
        var o = (PrometheusOptions)options;
        if (o.Lookback <= TimeSpan.Zero || o.Lookback > TimeSpan.FromDays(366))
            yield return new("lookback", "the time is not above zero, or longer than a year", "write a duration such as 5 min");
        if (o.Timeout <= TimeSpan.Zero || o.Timeout > TimeSpan.FromHours(1))
            yield return new("timeout", "the time is not above zero, or longer than an hour", "write a duration such as 30 s");
    }
}
