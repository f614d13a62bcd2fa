using System.Globalization;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Control.Commands;

/// <summary>Why a call does not happen.</summary>
internal readonly record struct CommandRefusal(CommandResult Result, string Problem, string Remedy);

/// <summary>What a call must fulfil; pure. Each rule gives the reason against it, null when there is none.</summary>
internal static class CommandRules
{
    /// <summary>The least role that may say something about a condition.</summary>
    public const Role ConditionRole = Security.Role.Operator;

    public static CommandRefusal? Role(Identity who, Role least) =>
        who.Role >= least ? null : new(CommandResult.Role, $"{who.Name} is {Word(who.Role)}; this asks for {Word(least)}", $"ask somebody with the role {Word(least)}");

    /// <summary>The arguments in the order and kinds of the command.</summary>
    public static CommandRefusal? Arguments(CommandDefinition command, IReadOnlyDictionary<string, TagValue> given, out IReadOnlyList<TagValue> values)
    {
        var ordered = new List<TagValue>();
        values = ordered;
        if (given.Keys.FirstOrDefault(k => command.Arguments.All(a => a.Name != k)) is { } unknown)
            return new(CommandResult.Type, $"{command.Path.Name} has no argument '{unknown}'", command.Arguments.Count == 0 ? "give none" : $"it has {string.Join(", ", command.Arguments.Select(a => a.Name))}");
        foreach (var argument in command.Arguments)
        {
            var value = given.GetValueOrDefault(argument.Name, argument.Default);
            if (value.IsNone)
                return new(CommandResult.Type, $"the argument '{argument.Name}' is missing", $"give a {argument.Kind.Word()}");
            if (!TryConvert(value, argument.Kind, out var converted))
                return new(CommandResult.Type, $"'{value}' is no {argument.Kind.Word()}", $"give a {argument.Kind.Word()} for '{argument.Name}'");
            if (argument.Range is { } range && !range.Contains(converted.ToDouble()))
                return new(CommandResult.Range, $"{argument.Name} of {converted} is outside {range}", $"give a value within {range}");
            ordered.Add(converted);
        }
        return null;
    }

    /// <summary>A value in another kind; a boolean is no number, a fraction no integer and nothing infinite a number.</summary>
    public static bool TryConvert(in TagValue value, TagKind kind, out TagValue converted)
    {
        converted = value;
        if (value.Kind == kind)
            return !kind.IsFloat() || double.IsFinite(value.ToDouble());
        if (value.Kind == TagKind.Boolean || (kind == TagKind.Boolean && value.ToDouble() is not (0 or 1)))
            return false;
        if (kind.IsInteger() && value.Kind.IsFloat() && value.ToDouble() != Math.Floor(value.ToDouble()))
            return false;
        return value.TryConvert(kind, out converted) && (!kind.IsFloat() || double.IsFinite(converted.ToDouble()));
    }

    /// <summary>A tag that must have a value.</summary>
    /// <param name="tag">The tag; null when there is none.</param>
    /// <param name="path">Its path.</param>
    /// <param name="hasSample">Whether it has a value.</param>
    /// <param name="sample">Its newest sample.</param>
    /// <param name="wanted">The value, as a number, a boolean or a state's word.</param>
    public static CommandRefusal? Mode(TagDefinition? tag, TagPath path, bool hasSample, in Sample sample, string wanted)
    {
        if (tag is null || !hasSample || !sample.Quality.IsGood)
        {
            var how = tag is null ? "there is no such tag" : hasSample ? $"it is {sample.Quality}" : "it has no value yet";
            return new(CommandResult.Mode, $"{path.Name} must be {wanted}, and {how}", "see that the tag is read, then try again");
        }
        return Is(tag, sample.Value, wanted) ? null : new(CommandResult.Mode, $"{path.Name} must be {wanted}, and is {Show(tag, sample.Value)}", "bring the machine into that state first");
    }

    public static CommandRefusal? Rate(TimeSpan sinceLast, TimeSpan least) => sinceLast >= least
        ? null
        : new(CommandResult.Rate, string.Create(CultureInfo.InvariantCulture, $"it was called {sinceLast.TotalSeconds:0.###} s ago; {least.TotalSeconds:0.###} s must lie between two calls"), "wait and call again");

    private static bool Is(TagDefinition tag, in TagValue value, string wanted)
    {
        if (wanted.Equals(Show(tag, value), StringComparison.OrdinalIgnoreCase) || wanted.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase))
            return true;
        return double.TryParse(wanted, CultureInfo.InvariantCulture, out var number) && value.TryGetDouble(out var actual) && actual == number;
    }

    private static string Show(TagDefinition tag, in TagValue value) =>
        tag.States is { } states && value.Kind.IsInteger() && states.TryGetValue((long)value.ToDouble(), out var word) ? word : value.ToString();

    private static string Word(Role role) => role.ToString().ToLowerInvariant();
}
