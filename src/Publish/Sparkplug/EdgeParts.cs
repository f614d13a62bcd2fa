using Millwright.Publish.Forwarding;
using Millwright.Publish.Plant;

namespace Millwright.Publish.Sparkplug;

/// <summary>What the edge node is made of.</summary>
/// <param name="Forward">Log, cursor, tags and the rest.</param>
/// <param name="IsUp">Whether a connection's device is there now; asked from any thread.</param>
/// <param name="Writes">The way to the gate.</param>
public sealed record EdgeParts(ForwardParts Forward, Func<string, bool> IsUp, IPlantWrites Writes);
