using System.Collections.Frozen;
using System.Globalization;
using Millwright.Historian.Values;
using Millwright.Model;

namespace Millwright.Historian.Parquet;

/// <summary>Qualities as files have them.</summary>
internal static class QualityText
{
    private static readonly FrozenDictionary<string, Quality> Names = Named().ToFrozenDictionary(q => q.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the OPC UA name of a quality, its hexadecimal code, or a number.</summary>
    public static bool TryRead(in TagValue cell, FileQualityCodes codes, out Quality quality)
    {
        quality = Quality.Good;
        if (cell.Kind == TagKind.String)
        {
            var text = cell.AsString().Trim();
            if (Names.TryGetValue(text, out quality))
                return true;
            if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            {
                var isCode = uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code);
                quality = new(code);
                return isCode;
            }
        }
        if (!ValueFitting.TryFit(cell, TagKind.UInt32, out var number))
            return false;
        if (codes == FileQualityCodes.OpcUa)
        {
            quality = new((uint)number.Bits);
            return true;
        }
        // Two bits of the byte are the severity.
        quality = (number.Bits & 0xC0) switch { 0xC0 => Quality.Good, 0x40 => Quality.Uncertain, _ => Quality.Bad };
        return number.Bits <= byte.MaxValue;
    }

    /// <summary>All codes of the three severities that have a name.</summary>
    private static IEnumerable<Quality> Named() =>
        from severity in Enumerable.Range(0, 3)
        from code in Enumerable.Range(0, 0x100)
        select new Quality(((uint)severity << 30) | ((uint)code << 16)) into quality
        where !quality.ToString().StartsWith("0x", StringComparison.Ordinal)
        select quality;
}
