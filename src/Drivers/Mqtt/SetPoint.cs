using System.Globalization;
using System.Text;
using System.Text.Json;
using Millwright.Model;

namespace Millwright.Drivers.Mqtt;

/// <summary>The message of a set-point.</summary>
internal static class SetPoint
{
    public static byte[] Payload(MqttTagOptions options, TagValue value, Timestamp now)
    {
        // Bare text goes as it is; within a document it has to be a JSON value.
        if (options.WritePayload is not { } template)
            return Encoding.UTF8.GetBytes(value.ToString());
        return Encoding.UTF8.GetBytes(template
            .Replace("{time}", now.ToString(), StringComparison.Ordinal)
            .Replace("{ms}", Math.Floor(now.ToUnixMilliseconds()).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{value}", Json(value), StringComparison.Ordinal));
    }

    private static string Json(TagValue value) => value.Kind switch
    {
        TagKind.String => JsonSerializer.Serialize(value.AsString()),
        TagKind.Bytes => $"\"{Convert.ToBase64String(value.AsBytes())}\"",
        TagKind.StringArray => JsonSerializer.Serialize((string[])value.Reference!),
        TagKind.Float32 or TagKind.Float64 when !double.IsFinite(value.ToDouble()) => $"\"{value}\"",
        _ => value.ToString(),
    };
}
