using Millwright.Flow.Options;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Supervision;

/// <summary>A connection as the configuration wants it. The options have been checked.</summary>
/// <param name="Name">Its name, unique.</param>
/// <param name="Driver">What speaks its protocol.</param>
/// <param name="DriverOptions">Of <see cref="IDriver.OptionsType"/>.</param>
/// <param name="Options">What every connection has.</param>
/// <param name="Tags">What is read over it.</param>
public sealed record ConnectionSetup(
    string Name, IDriver Driver, object DriverOptions, ConnectionOptions Options, IReadOnlyList<TagSetup> Tags);

/// <summary>A tag as the configuration wants it. The options have been checked.</summary>
/// <param name="Handle">Its handle in the tag table.</param>
/// <param name="Path">Its path.</param>
/// <param name="Options">What every tag has.</param>
/// <param name="DriverOptions">Of <see cref="IDriver.TagOptionsType"/>.</param>
public readonly record struct TagSetup(TagHandle Handle, TagPath Path, TagOptions Options, object DriverOptions)
{
    /// <summary>How often it is read.</summary>
    public TimeSpan IntervalOn(ConnectionOptions connection) => Options.Scan ?? connection.Scan;
}
