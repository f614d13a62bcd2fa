using System.Globalization;
using System.Text;
using Millwright.Host.Cli;
using Millwright.Simulators.Faults;

namespace Millwright.Host.Plant;

/// <summary>A fault to put into a simulated machine, as the command line writes it: <c>press3:power-cycle</c> or <c>press3:power-cycle:10</c> for 10 s.</summary>
internal sealed record Injection(string Machine, Fault Fault, TimeSpan Duration)
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);

    /// <exception cref="CliFailure">The text names no fault.</exception>
    public static Injection Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3)
            throw new CliFailure(text, "this is no machine:fault", "write for example press3:power-cycle, or press3:power-cycle:10 for 10 s");
        var kind = Enum.GetValues<FaultKind>().Cast<FaultKind?>().FirstOrDefault(k => Word(k!.Value) == parts[1])
            ?? throw new CliFailure(text, $"there is no fault '{parts[1]}'", $"choose from {string.Join(", ", Enum.GetValues<FaultKind>().Select(Word))}");
        var seconds = Usual.TotalSeconds;
        if (parts.Length == 3 && !double.TryParse(parts[2], CultureInfo.InvariantCulture, out seconds))
            throw new CliFailure(text, $"'{parts[2]}' is no number of seconds", "write for example press3:power-cycle:10");
        return new(parts[0], new(kind), TimeSpan.FromSeconds(seconds));
    }

    /// <summary>The fault's name in kebab-case.</summary>
    public static string Word(FaultKind kind)
    {
        var word = new StringBuilder();
        foreach (var c in kind.ToString())
        {
            if (char.IsUpper(c) && word.Length > 0)
                word.Append('-');
            word.Append(char.ToLowerInvariant(c));
        }
        return word.ToString();
    }
}
