using System.Collections.Frozen;

namespace Millwright.Security.Accounts;

/// <summary>Why a password is not taken.</summary>
/// <param name="Problem">What is wrong with it; never holds the password.</param>
/// <param name="Remedy">What to choose instead.</param>
public sealed record PasswordProblem(string Problem, string Remedy);

/// <summary>What a password must be: long, and not one that is tried first. No rules of character classes (NIST SP 800-63B, 5.1.1.2).</summary>
public static class PasswordPolicy
{
    public const int MinLength = 12;

    private const int MinDifferentCharacters = 5;
    private const string Remedy = "choose at least 12 characters, best four or more unrelated words";

    /// <summary>Stems that lists of common passwords are built from; what is left of a password without them must be long enough itself.</summary>
    private static readonly string[] Stems =
    [
        "password", "passwort", "passw0rd", "administrator", "admin", "millwright", "qwertyuiop", "qwerty", "qwertz", "asdfghjkl",
        "1q2w3e4r5t", "1q2w3e4r", "zaq12wsx", "letmein", "welcome", "iloveyou", "changeme", "default", "operator", "engineer",
        "monkey", "dragon", "football", "baseball", "sunshine", "princess", "master", "shadow", "superman", "trustno1", "secret",
        "login", "abc123", "abcdef", "123456789", "12345678", "123456", "12345", "1234", "0987654321", "987654321", "factory", "siemens", "scada",
    ];

    private static readonly FrozenSet<string> Common = new[]
    {
        "passwordpassword", "123456789012", "1234567890123", "qwertyuiop123", "adminadminadmin", "correcthorsebatterystaple",
        "iloveyouiloveyou", "abcdefghijkl", "abcdefghijklm", "abcdefghijklmnop", "qwertyuiopasdf", "letmeinletmein",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with a password for an account, null when it is good.</summary>
    public static PasswordProblem? Check(string password, string accountName)
    {
        if (password.Length < MinLength)
            return new($"the password has {password.Length} characters; at least {MinLength} are needed", Remedy);
        if (password.Length > PasswordHasher.MaxPasswordLength)
            return new($"the password has {password.Length} characters; at most {PasswordHasher.MaxPasswordLength} are taken", "choose a shorter one");
        if (accountName.Length > 2 && password.Contains(accountName, StringComparison.OrdinalIgnoreCase))
            return new("the password holds the account's name", Remedy);
        if (password.ToUpperInvariant().Distinct().Count() < MinDifferentCharacters)
            return new($"the password has fewer than {MinDifferentCharacters} different characters", Remedy);
        return IsCommon(password) ? new("the password is one of those that are tried first", Remedy) : null;
    }

    private static bool IsCommon(string password)
    {
        var compact = string.Concat(password.Where(c => !char.IsWhiteSpace(c)));
        if (Common.Contains(compact))
            return true;
        var rest = compact;
        foreach (var stem in Stems)
            rest = rest.Replace(stem, "", StringComparison.OrdinalIgnoreCase);
        return rest.Length != compact.Length && rest.Length < MinLength / 2;
    }
}
