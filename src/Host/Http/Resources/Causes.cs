using System.Text;
using Millwright.Flow.Sources;

namespace Millwright.Host.Http.Resources;

/// <summary>The words of the API for what enumerations name.</summary>
internal static class Causes
{
    /// <summary><c>DeviceDown</c> as <c>device-down</c>.</summary>
    public static string Word(GapCause cause) => Kebab(cause.ToString());

    private static string Kebab(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
