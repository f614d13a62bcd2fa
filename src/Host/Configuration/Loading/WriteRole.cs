using Millwright.Flow.Options;
using Millwright.Host.Configuration.Binding;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Host.Configuration.Loading;

/// <summary>The role that a tag's writes ask for must be one there is: a word nobody knows would be read as something else than was meant.</summary>
internal static class WriteRole
{
    /// <summary>The roles that may write at all, least first.</summary>
    private static readonly string[] Roles = [.. Enum.GetValues<Role>().Where(r => r >= Role.Operator).Select(r => r.ToString().ToLowerInvariant())];

    public static IEnumerable<OptionProblem> Check(TagOptions options)
    {
        if (options.Access?.Role is not { } role || Roles.Contains(role, StringComparer.OrdinalIgnoreCase))
            yield break;
        yield return new(
            "write.role", $"role '{role}' cannot write",
            NearestWord.Find(role, Roles) is { } near ? $"write '{near}'" : $"write {Words.List(Roles)}");
    }
}
