using System.Collections.Frozen;
using Millwright.Control;
using Millwright.Control.Commands;
using Millwright.Flow.Sources;
using Millwright.Flow.Supervision;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Host.Plant;

/// <summary>The commands of the running configuration and the sources they go to.</summary>
internal sealed class CommandTargets(ISourceWriters writers) : ICommandTargets
{
    private volatile IReadOnlyList<CommandDefinition> _all = [];
    private volatile FrozenDictionary<TagPath, (CommandDefinition Definition, CommandAddress Address)> _byPath =
        FrozenDictionary<TagPath, (CommandDefinition, CommandAddress)>.Empty;

    public IReadOnlyList<CommandDefinition> All => _all;

    /// <summary>Puts the commands of a configuration in place.</summary>
    public void Replace(IReadOnlyList<CommandConfiguration> commands)
    {
        var made = commands.Select(c => (Definition: Definition(c), Address: new CommandAddress(c.Options.Object, c.Options.Method))).ToList();
        _byPath = made.ToFrozenDictionary(c => c.Definition.Path);
        _all = [.. made.Select(c => c.Definition)];
    }

    public (CommandDefinition Definition, CommandAddress Address)? Find(TagPath command) =>
        _byPath.TryGetValue(command, out var found) ? found : null;

    public ISource? SourceOf(string connection) => writers.SourceOf(connection);

    private static CommandDefinition Definition(CommandConfiguration command) => new(
        command.Path, command.Connection, command.Options.Description,
        Enum.TryParse<Role>(command.Options.Role, ignoreCase: true, out var role) ? role : Role.Admin, command.Options.MinInterval,
        [.. (command.Options.Arguments ?? new Dictionary<string, Flow.Options.ArgumentOptions>()).Select(a => new CommandArgument(
            a.Key, a.Value.As, a.Value.Range, a.Value.Unit, a.Value.Description,
            a.Value.Default is { } text && ArgumentText.TryRead(text, a.Value.As, out var value) ? value : TagValue.None))],
        [.. (command.Options.OnlyWhen ?? new Dictionary<string, string>()).Select(w => (command.Asset.Append(w.Key), w.Value))]);
}
