using Millwright.Model;

namespace Millwright.Host.Http.Values;

/// <summary>A quality as the API shows it.</summary>
/// <param name="Code">The OPC UA status code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Is">good, uncertain or bad.</param>
/// <param name="Reason">Why it is not good, null when it is or nobody knows.</param>
internal sealed record QualityAnswer(uint Code, string Name, string Is, string? Reason)
{
    public static QualityAnswer Of(Quality quality, string? reason = null) => new(quality.Code, quality.ToString(), WordOf(quality), quality.IsGood ? null : reason);

    public static string WordOf(Quality quality) => quality.IsGood ? "good" : quality.IsUncertain ? "uncertain" : "bad";
}
