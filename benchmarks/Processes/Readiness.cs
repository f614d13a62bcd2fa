using System.Net;

namespace Millwright.Benchmarks.Processes;

/// <summary>Whether a plant says that its values flow.</summary>
internal static class Readiness
{
    public static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
