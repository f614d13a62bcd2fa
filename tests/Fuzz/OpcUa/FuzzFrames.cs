using System.Globalization;

namespace Millwright.Fuzz.OpcUa;

/// <summary>How many frames are mutated: 100,000 a test, or what <c>MILLWRIGHT_FUZZ</c> says, such as 1000000.</summary>
internal static class FuzzFrames
{
    private const int Default = 100_000;

    public static int Count => int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_FUZZ"), CultureInfo.InvariantCulture, out var asked) ? asked : Default;
}
