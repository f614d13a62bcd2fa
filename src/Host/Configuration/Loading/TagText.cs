using Millwright.Flow.Sources;
using Millwright.Host.Configuration.Binding;
using Millwright.Host.Configuration.Yaml;
using Millwright.Model;

namespace Millwright.Host.Configuration.Loading;

/// <summary>A tag's driver options from one line of text, as the command line takes them.</summary>
internal static class TagText
{
    /// <summary>
    /// Reads <c>register: holding 100, as: int16</c>; text without a key is the value of the driver's first required key.
    /// </summary>
    /// <returns>The driver's tag options, and what is wrong with the text.</returns>
    public static (object Options, IReadOnlyList<ConfigurationFinding> Findings) Read(IDriver driver, string text)
    {
        var findings = new Findings();
        var shapes = new OptionShape.Cache();
        var options = Activator.CreateInstance(driver.TagOptionsType)!;
        var first = shapes.Of(driver.TagOptionsType).Keys.FirstOrDefault(k => k.IsRequired) ?? shapes.Of(driver.TagOptionsType).Keys[0];
        var written = text.Contains(": ", StringComparison.Ordinal) ? text : $"{first.Name}: {text}";
        var node = YamlReader.Read("tag", $"{{ {written} }}", out var unreadable);
        if (unreadable is not null)
            findings.Add(unreadable);
        if (node is YamlMapping mapping)
            new Binder(shapes, findings, new(".", _ => null)).Bind(mapping, $"a tag of a {driver.Name} connection", [options], []);
        return (options, findings.All);
    }
}
