using Millwright.Model;

namespace Millwright.Security.Accounts;

/// <summary>A person who may sign in.</summary>
/// <param name="Name">1 to 64 characters, see <see cref="AccountName"/>; unique without regard to case.</param>
/// <param name="Role">What they may do.</param>
/// <param name="PasswordHash">As <see cref="PasswordHasher"/> makes it; null while none is set, and nobody can sign in with one.</param>
/// <param name="CreatedAt">When the account was made.</param>
/// <param name="LastSeen">The last sign-in, <see cref="Timestamp.None"/> before the first.</param>
public sealed record Account(string Name, Role Role, string? PasswordHash, Timestamp CreatedAt, Timestamp LastSeen)
{
    /// <summary>Without the hash, so that no log can show it.</summary>
    public override string ToString() => $"{Name} ({Role})";
}

/// <summary>Which names an account may have.</summary>
public static class AccountName
{
    public const int MaxLength = 64;

    /// <summary>What is wrong with a name, null when it is good.</summary>
    public static string? Problem(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return "the name is empty";
        if (name.Length > MaxLength)
            return $"the name has {name.Length} characters; at most {MaxLength} are allowed";
        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_' or '@' or '+'))
                return "a name has letters, digits and . - _ @ + only";
        }
        return null;
    }
}
