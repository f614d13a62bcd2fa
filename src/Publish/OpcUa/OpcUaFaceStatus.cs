using Millwright.Model;

namespace Millwright.Publish.OpcUa;

/// <summary>The face now.</summary>
/// <param name="Address">Where it listens, null while it does not.</param>
/// <param name="Problem">Why it does not listen, or what it cannot show; null when all is well.</param>
/// <param name="Tags">Tags shown.</param>
/// <param name="Sessions">Open sessions.</param>
/// <param name="Subscriptions">Subscriptions of all sessions.</param>
/// <param name="Items">Monitored items.</param>
/// <param name="Notifications">Values and events sent since the start.</param>
/// <param name="Refusals">Channels, requests and writes refused since the start.</param>
/// <param name="Recent">The last refusals, newest first.</param>
public sealed record OpcUaFaceStatus(
    string? Address, string? Problem, int Tags, int Sessions, int Subscriptions, int Items, long Notifications, long Refusals, IReadOnlyList<FaceRefusal> Recent);

/// <summary>Something that was refused to a client.</summary>
/// <param name="At">When, last.</param>
/// <param name="Peer">The client's address.</param>
/// <param name="Status">The status code it got, by name.</param>
/// <param name="What">A sentence with what was wrong and what to do.</param>
/// <param name="Count">How often, one after the other.</param>
public sealed record FaceRefusal(Timestamp At, string Peer, string Status, string What, int Count);
