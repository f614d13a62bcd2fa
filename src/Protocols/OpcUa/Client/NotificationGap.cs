namespace Millwright.OpcUa.Client;

/// <summary>Values that a subscription should have brought and did not.</summary>
/// <param name="Since">When the last message before the gap came, by this machine's clock.</param>
/// <param name="Handles">The items whose values may be missing.</param>
/// <param name="IsMadeAnew">True when the server has these items no longer: each is made anew, and its first value after that ends its gap.</param>
public readonly record struct NotificationGap(DateTimeOffset Since, IReadOnlyList<uint> Handles, bool IsMadeAnew);
