using System.Diagnostics.CodeAnalysis;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Supervision;

/// <summary>The way to the writers of the running sources. For Control alone; RepoRules proves it on the built assemblies.</summary>
public interface ISourceWriters
{
    /// <summary>The writer of a tag's source.</summary>
    /// <param name="tag">Which tag.</param>
    /// <param name="writer">Its writer.</param>
    /// <param name="problem">Why there is none: not connected, or the driver does not write.</param>
    bool TryGetWriter(TagHandle tag, [NotNullWhen(true)] out ISourceWriter? writer, [NotNullWhen(false)] out string? problem);

    /// <summary>Reads raw values of one tag now, past the schedule.</summary>
    /// <exception cref="SourceException">There is no connection, or the device did not answer.</exception>
    ValueTask<Sample> ReadRawAsync(TagHandle tag, CancellationToken cancellation);

    /// <summary>The raw value to write for a value in the tag's unit; none where it cannot be turned back or does not fit.</summary>
    TagValue ToRaw(TagHandle tag, TagValue engineering);

    /// <summary>A raw value in the tag's unit, with the quality that normalizing gives it.</summary>
    TagValue ToEngineering(TagHandle tag, TagValue raw, ref Quality quality);
}
