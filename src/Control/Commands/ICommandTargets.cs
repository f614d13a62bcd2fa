using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Control.Commands;

/// <summary>What stands behind the commands and conditions of the running plant.</summary>
public interface ICommandTargets
{
    /// <summary>All commands.</summary>
    IReadOnlyList<CommandDefinition> All { get; }

    /// <summary>A command with its address; null when there is none of this path.</summary>
    (CommandDefinition Definition, CommandAddress Address)? Find(TagPath command);

    /// <summary>The running source of a connection, null while there is none.</summary>
    ISource? SourceOf(string connection);
}
