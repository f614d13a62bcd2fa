using Microsoft.Extensions.Logging;
using Millwright.Flow.Bus;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Publish.Plant;

namespace Millwright.Publish.Bridging;

/// <summary>What bridges are made of; all of it stays its owner's.</summary>
/// <param name="Bus">Where values come from.</param>
/// <param name="Tags">All tags.</param>
/// <param name="Writes">The way to the gate.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Logger">Where changes of state are logged.</param>
public sealed record BridgeParts(ISampleBus Bus, TagTable Tags, IPlantWrites Writes, TimeProvider Clock, ILogger Logger);

/// <summary>Two tags that belong together.</summary>
/// <param name="From">The full path on the side of <c>from</c>.</param>
/// <param name="To">That on the side of <c>to</c>.</param>
public sealed record BridgeLink(TagPath From, TagPath To);

/// <summary>A bridge now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Links">Pairs of tags.</param>
/// <param name="Problem">What needs a person, null when nothing does.</param>
/// <param name="Forwarded">Values written and read back.</param>
/// <param name="LeftOut">Values that said nothing new: the other side had them, or within the deadband.</param>
/// <param name="Overtaken">Values that a newer one of their tag overtook before they were written.</param>
/// <param name="Refused">Values that were not written, by cause; unconfirmed ones are lost.</param>
public sealed record BridgeStatus(
    string Name, int Links, string? Problem, long Forwarded, long LeftOut, long Overtaken, IReadOnlyDictionary<BridgeCause, long> Refused);
