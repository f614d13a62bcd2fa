using Millwright.Model;

namespace Millwright.Flow.Sources;

/// <summary>A tag as its driver sees it.</summary>
/// <param name="Handle">Whose samples these are.</param>
/// <param name="Path">For messages.</param>
/// <param name="Options">The driver's own options, of <see cref="IDriver.TagOptionsType"/>.</param>
/// <param name="Interval">How often it is to be read.</param>
public sealed record SourceTag(TagHandle Handle, TagPath Path, object Options, TimeSpan Interval);

/// <summary>All a driver needs to make a source.</summary>
/// <param name="Name">The connection's name.</param>
/// <param name="Options">The driver's own options, of <see cref="IDriver.OptionsType"/>.</param>
/// <param name="Tags">What to read.</param>
/// <param name="Clock">The time.</param>
/// <param name="Left">What the source before left behind, see <see cref="IResumableSource"/>; null for the first one.</param>
public sealed record SourceSetup(
    string Name, object Options, IReadOnlyList<SourceTag> Tags, TimeProvider Clock, IAsyncDisposable? Left = null);
