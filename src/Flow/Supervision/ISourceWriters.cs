using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Supervision;

/// <summary>The way to the writers of the running sources. For Control alone; RepoRules proves it on the built assemblies.</summary>
public interface ISourceWriters
{
    /// <summary>The running source of a tag, null while it is not connected.</summary>
    ISource? SourceOf(TagHandle tag);

    /// <summary>The running source of a connection, null while it is not connected or there is none of this name.</summary>
    ISource? SourceOf(string connection);

    /// <summary>The raw value to write for a value in the tag's unit; none where it cannot be turned back or does not fit.</summary>
    TagValue ToRaw(TagHandle tag, TagValue engineering);

    /// <summary>A raw value in the tag's unit, with the quality that normalizing gives it.</summary>
    TagValue ToEngineering(TagHandle tag, TagValue raw, ref Quality quality);
}
