using System.Globalization;

namespace Millwright.Host.Configuration.Binding;

/// <summary>A number of bytes as people write it: <c>64 MB</c>, <c>1.5 GiB</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, double Factor)[] Units =
    [
        ("B", 1), ("kB", 1e3), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
        ("KiB", 1024), ("MiB", 1024.0 * 1024), ("GiB", 1024.0 * 1024 * 1024), ("TiB", 1024.0 * 1024 * 1024 * 1024),
    ];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var trimmed = text.AsSpan().Trim();
        var end = trimmed.LastIndexOfAnyInRange('0', '9') + 1;
        if (end == 0
            || !double.TryParse(trimmed[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }
        var unit = trimmed[end..].Trim();
        foreach (var (name, factor) in Units)
        {
            if (!unit.SequenceEqual(name))
                continue;
            var value = number * factor;
            bytes = value < long.MaxValue ? (long)Math.Round(value) : 0;
            return value < long.MaxValue;
        }
        return unit.IsEmpty && long.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out bytes);
    }
}
