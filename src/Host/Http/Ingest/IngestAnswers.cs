using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millwright.Host.Http.Ingest;

/// <summary>An error as InfluxDB 2 answers it.</summary>
/// <param name="Code">A word of its API: invalid, unauthorized, forbidden, not found, request too large, unavailable.</param>
/// <param name="Message">For people.</param>
/// <param name="Line">The first line that was refused, null where it is none of them.</param>
internal sealed record IngestError(string Code, string Message, int? Line = null);

/// <summary>An error as InfluxDB 1 answers it.</summary>
internal sealed record IngestErrorV1(string Error);

/// <summary>How the node is, in the words of InfluxDB 2.</summary>
internal sealed record IngestHealth(string Name, string Message, string Status, string Version);

[JsonSerializable(typeof(IngestError))]
[JsonSerializable(typeof(IngestErrorV1))]
[JsonSerializable(typeof(IngestHealth))]
internal sealed partial class IngestJson : JsonSerializerContext
{
    /// <summary>Texts as they are: clients show the answer as it came.</summary>
    public static IngestJson Plain { get; } = new(new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
