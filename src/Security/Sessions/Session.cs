using Millwright.Model;

namespace Millwright.Security.Sessions;

/// <summary>How somebody proved who they are.</summary>
public enum SignInMethod
{
    /// <summary>With the one-time link that the node printed.</summary>
    Link,
    Password,
    Token,
}

/// <summary>Somebody who is signed in.</summary>
/// <param name="Id">A name for the session that is no secret.</param>
/// <param name="Account">The account's name; null for a link that no account belongs to yet.</param>
/// <param name="Role">What the link grants; an account's own role counts where there is one.</param>
/// <param name="Method">How.</param>
/// <param name="OpenedAt">When.</param>
public sealed record Session(long Id, string? Account, Role Role, SignInMethod Method, Timestamp OpenedAt);
