namespace Millwright.Security;

/// <summary>What somebody may do; each role includes the ones before it.</summary>
public enum Role
{
    /// <summary>Sees everything, changes nothing.</summary>
    Viewer,
    /// <summary>Writes set-points within their envelope.</summary>
    Operator,
    /// <summary>Changes connections and configuration.</summary>
    Engineer,
    /// <summary>Manages users.</summary>
    Admin,
}

/// <summary>Who is asking.</summary>
/// <param name="Name">The account's name, as the audit trail shows it.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Via">The face it came through: page, rest, cli.</param>
public sealed record Identity(string Name, Role Role, string Via);
