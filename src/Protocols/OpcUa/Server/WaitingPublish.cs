using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>A publish request that waits for something to tell.</summary>
/// <param name="Target">Where its answer goes.</param>
/// <param name="Acknowledged">What became of its acknowledgements; null when there were none.</param>
internal readonly record struct WaitingPublish(ReplyTarget Target, StatusCode[]? Acknowledged);
