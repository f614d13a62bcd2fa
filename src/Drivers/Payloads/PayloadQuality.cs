using System.Text.Json;
using Millwright.Model;

namespace Millwright.Drivers.Payloads;

/// <summary>
/// What payloads say of a value's quality: <c>true</c>; words that begin with good, uncertain or bad; an OPC DA quality byte (192 is good);
/// or an OPC UA status code.
/// </summary>
internal static class PayloadQuality
{
    private const uint MaxDataAccess = 0xFF;

    public static Quality Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => Quality.Good,
        JsonValueKind.Number when element.TryGetUInt32(out var code) => OfCode(code),
        JsonValueKind.String => Of(element.GetString()!),
        _ => Quality.Bad,
    };

    public static Quality Of(string text)
    {
        var word = text.AsSpan().Trim();
        if (uint.TryParse(word, out var code))
            return OfCode(code);
        if (word.StartsWith("good", StringComparison.OrdinalIgnoreCase) || word.Equals("ok", StringComparison.OrdinalIgnoreCase) || word.Equals("true", StringComparison.OrdinalIgnoreCase))
            return Quality.Good;
        return word.StartsWith("uncertain", StringComparison.OrdinalIgnoreCase) ? Quality.Uncertain : Quality.Bad;
    }

    /// <remarks>OPC DA 3.0, 6.8: the two top bits of the byte are 3 for good, 1 for uncertain. 0 is Bad there and Good in OPC UA: the byte is the older custom, and the safer reading.</remarks>
    private static Quality OfCode(uint code)
    {
        if (code > MaxDataAccess)
            return new(code);
        return (code >> 6) switch { 3 => Quality.Good, 1 => Quality.Uncertain, _ => Quality.Bad };
    }
}
