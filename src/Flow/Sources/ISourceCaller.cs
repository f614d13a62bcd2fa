using Millwright.Model;

namespace Millwright.Flow.Sources;

/// <summary>What is called at a device, in the words of its driver.</summary>
/// <param name="Object">The thing it belongs to; null where the method says it.</param>
/// <param name="Method">What is called.</param>
public sealed record CommandAddress(string? Object, string Method);

/// <summary>The calling half of a source that has one. Only Control may call it (RepoRules proves it on the built assemblies).</summary>
public interface ISourceCaller
{
    /// <summary>Calls once; a call is never repeated.</summary>
    /// <returns>What it answered, in its order.</returns>
    /// <exception cref="SourceException">Nothing was done, or it is unknown whether it was (<see cref="SourceFaultKind.TimedOut"/>).</exception>
    ValueTask<IReadOnlyList<TagValue>> CallAsync(CommandAddress address, IReadOnlyList<TagValue> arguments, CancellationToken cancellation);

    /// <summary>Tells the device what a person says of a condition, once.</summary>
    /// <param name="last">The event that told of it last.</param>
    /// <param name="action">What they do.</param>
    /// <param name="comment">What they say.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="SourceException">Nothing was done, or it is unknown whether it was (<see cref="SourceFaultKind.TimedOut"/>).</exception>
    ValueTask ActAsync(Event last, ConditionAction action, string comment, CancellationToken cancellation);
}
