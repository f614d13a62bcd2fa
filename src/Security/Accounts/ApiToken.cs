using Millwright.Model;

namespace Millwright.Security.Accounts;

/// <summary>A bearer token for a program, which lasts beyond a restart. The token itself is told once; kept is only its hash.</summary>
/// <param name="Name">What it is for, unique: <c>grafana</c>.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Hash">SHA-256 of the token, upper-case hexadecimal.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="ExpiresAt">When it ends, <see cref="Timestamp.None"/> for never.</param>
public sealed record ApiToken(string Name, Role Role, string Hash, Timestamp CreatedAt, string CreatedBy, Timestamp ExpiresAt);
