using Millwright.Host.Http.View;

namespace Millwright.Host.Http.Resources;

/// <summary>How the node is, for supervisors and load balancers.</summary>
internal sealed record HealthAnswer(string Status, IReadOnlyList<string> Reasons);

internal static class HealthResource
{
    public static HealthAnswer Live() => new("live", []);

    public static IResult Ready(IPlantView plant)
    {
        var reasons = plant.NotReady;
        return reasons.Count == 0
            ? TypedResults.Ok(new HealthAnswer("ready", []))
            : TypedResults.Json(new HealthAnswer("not ready", reasons), ApiJson.Default.HealthAnswer, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
