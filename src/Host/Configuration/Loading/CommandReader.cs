using Millwright.Flow.Options;
using Millwright.Host.Configuration.Binding;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Configuration.Yaml;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Host.Configuration.Loading;

/// <summary>Checks the commands of assets.</summary>
internal sealed class CommandReader(Findings findings, SecretResolver secrets, ConnectionReader connections, TagReader tags)
{
    private static readonly string[] Roles = [.. Enum.GetValues<Role>().Where(r => r >= Role.Operator).Select(r => r.ToString().ToLowerInvariant())];

    public List<CommandConfiguration> Commands { get; } = [];

    /// <summary>Takes the commands of one asset.</summary>
    /// <param name="asset">Whose.</param>
    /// <param name="node">The asset as written.</param>
    /// <param name="commands">As read.</param>
    /// <param name="connection">The connection of commands that name none.</param>
    public void Read(TagPath asset, YamlMapping node, IReadOnlyDictionary<string, CommandOptions>? commands, string? connection)
    {
        var written = node.Find("commands")?.Value as YamlMapping;
        foreach (var (name, command) in commands ?? new Dictionary<string, CommandOptions>())
        {
            var place = written?.Find(name)?.Place ?? node.Place;
            if (!TagPath.TryParse($"{asset}/{name}", out var path, out var problem) || name.Contains('/', StringComparison.Ordinal))
            {
                findings.Error(place, $"command name '{name}' cannot be: {problem ?? "it has a '/'"}", "use letters, digits, '_', '-' and '.'");
                continue;
            }
            var before = findings.Errors;
            var by = command.From ?? connection;
            if (by is null)
                findings.Error(place, $"command '{name}' does not say by which connection it goes", "add 'from: ' with a connection, or 'connection: ' to its asset");
            else if (tags.CheckConnection(by, place))
                Report(place, name, connections.Find(by)!.Driver?.CheckCommand(new(command.Object, command.Method)) ?? []);
            Report(place, name, Check(command));
            if (findings.Errors == before)
                Commands.Add(new(path, asset, place, by!, command, written?.Find(name) is { } entry ? YamlFingerprint.Of(entry.Value, secrets.ResolveQuietly, by!) : default));
        }
    }

    /// <summary>Finds what only shows when all is read: a command where a tag is, a state that is no tag.</summary>
    public void CheckTogether()
    {
        foreach (var command in Commands)
        {
            if (tags.Find(command.Path) is { } tag)
                findings.Error(command.Place, $"command '{command.Path.Name}' has the path of a tag at {tag.Place}", "rename one of them");
            foreach (var state in command.Options.OnlyWhen?.Keys ?? [])
            {
                if (tags.Find(command.Asset, state) is null)
                    findings.Error(command.Place, $"'only_when' of command '{command.Path.Name}' names tag '{state}', which the asset does not have", "name one of its tags");
            }
        }
    }

    private void Report(ConfigurationPlace place, string command, IEnumerable<OptionProblem> problems)
    {
        foreach (var problem in problems)
            findings.Error(place, $"command '{command}': {problem.Problem}", problem.Remedy);
    }

    private static IEnumerable<OptionProblem> Check(CommandOptions command)
    {
        if (!Roles.Contains(command.Role, StringComparer.OrdinalIgnoreCase))
            yield return new("role", $"role '{command.Role}' cannot call", NearestWord.Find(command.Role, Roles) is { } near ? $"write '{near}'" : $"write {Words.List(Roles)}");
        if (command.MinInterval < TimeSpan.Zero)
            yield return new("min_interval", "the least time between two calls is below zero", "write 0 or more");
        foreach (var (name, argument) in command.Arguments ?? new Dictionary<string, ArgumentOptions>())
        {
            if (argument.As == TagKind.None)
                yield return new("arguments", $"the argument '{name}' is of no kind", "write what kind of value it is");
            if (argument.Range is not null && !argument.As.IsNumeric())
                yield return new("arguments", $"the argument '{name}' is no number and has a range", "remove the range");
            if (argument.Default is { } text && !ArgumentText.TryRead(text, argument.As, out var value))
                yield return new("arguments", $"the default '{text}' of '{name}' is no {argument.As.Word()}", $"write a {argument.As.Word()}");
            else if (argument is { Default: { } said, Range: { } range } && ArgumentText.TryRead(said, argument.As, out value) && !range.Contains(value.ToDouble()))
                yield return new("arguments", $"the default '{said}' of '{name}' is outside {range}", "write a value within it");
        }
    }
}
