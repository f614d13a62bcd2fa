namespace Millwright.OpcUa.Server;

/// <summary>Who a session belongs to.</summary>
/// <param name="Kind">How the user was recognised.</param>
/// <param name="Name">The user's name, for access rules and audit.</param>
/// <param name="Tag">What the product wants to remember, such as its own identity object.</param>
public sealed record UserIdentity(UserKind Kind, string Name, object? Tag = null)
{
    /// <summary>The user of a session without one.</summary>
    public static UserIdentity Anonymous { get; } = new(UserKind.Anonymous, "anonymous");
}
