using Millwright.Model;
using Millwright.Security;

namespace Millwright.Publish.Plant;

/// <summary>The way to the gate for commands.</summary>
public interface IPlantCalls
{
    /// <summary>Calls a command through the gate. Refusals and failures are answers, not exceptions.</summary>
    ValueTask<CallAnswer> CallAsync(TagPath command, IReadOnlyDictionary<string, TagValue> arguments, Identity who, string? reason, CancellationToken cancellation);
}

/// <summary>Something that an asset can be told to do.</summary>
/// <param name="Path">The asset's path and the command's name.</param>
/// <param name="Description">A sentence for people.</param>
/// <param name="MinimumRole">The least role.</param>
/// <param name="Arguments">What it has to be told, in order.</param>
public sealed record PublishedCommand(TagPath Path, string? Description, Role MinimumRole, IReadOnlyList<PublishedArgument> Arguments);

/// <summary>What a command has to be told.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What kind of value it is.</param>
/// <param name="Description">For people.</param>
public sealed record PublishedArgument(string Name, TagKind Kind, string? Description);

/// <summary>What became of a call.</summary>
/// <param name="End">How it ended, in the words of writes.</param>
/// <param name="Outputs">What the device answered, in its order.</param>
/// <param name="Problem">What stood in the way, null when done.</param>
/// <param name="Remedy">What to do about it, null when done.</param>
public readonly record struct CallAnswer(WriteEnd End, IReadOnlyList<TagValue> Outputs, string? Problem = null, string? Remedy = null);
