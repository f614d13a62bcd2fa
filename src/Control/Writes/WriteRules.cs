using System.Globalization;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Control.Writes;

/// <summary>What a write must fulfil; pure. Each rule gives the reason against it, null when there is none.</summary>
internal static class WriteRules
{
    public static Refusal? Role(Identity who, WriteEnvelope envelope) =>
        who.Role >= envelope.MinimumRole
            ? null
            : new(WriteResult.Role, $"{who.Name} is {Word(who.Role)}; this tag asks for {Word(envelope.MinimumRole)}", $"ask somebody with the role {Word(envelope.MinimumRole)}");

    /// <summary>Brings a value into the tag's own kind: numbers into numbers that hold them exactly enough, a state's word into its number.</summary>
    public static Refusal? Convert(TagDefinition tag, TagValue value, out TagValue converted)
    {
        converted = value;
        if (value.Kind == TagKind.String && tag.Kind != TagKind.String)
        {
            if (!TryState(tag, value.AsString(), out var number))
                return Type(tag, value);
            value = TagValue.Of(number);
        }
        // A boolean is no number here: true for a set-point of 1 is more likely a mistake than a wish.
        if (value.Kind != tag.Kind && (value.Kind == TagKind.Boolean || (tag.Kind == TagKind.Boolean && value.ToDouble() is not (0 or 1))))
            return Type(tag, value);
        if (!value.TryConvert(tag.Kind, out converted))
            return Type(tag, value);
        if (tag.Kind.IsInteger() && value.Kind.IsFloat() && value.ToDouble() != Math.Floor(value.ToDouble()))
            return Type(tag, value);
        return tag.Kind.IsFloat() && !double.IsFinite(converted.ToDouble()) ? Type(tag, value) : null;
    }

    public static Refusal? Range(TagDefinition tag, TagValue value, WriteEnvelope envelope)
    {
        if (!tag.Kind.IsNumeric())
            return null;
        if (tag.States is { } states && value.Kind.IsInteger() && !states.ContainsKey((long)value.ToDouble()))
            return new(WriteResult.Range, $"{value} is none of the tag's states", $"write one of {string.Join(", ", states.Values)}");
        if ((envelope.Range ?? tag.Range) is not { } range)
            return null;
        return range.Contains(value.ToDouble())
            ? null
            : new(WriteResult.Range, $"{Show(value, tag)} is outside {Show(range.Low, tag)} to {Show(range.High, tag)}", $"write a value from {Show(range.Low, tag)} to {Show(range.High, tag)}");
    }

    /// <summary>The tag's own value must be Good and fresh: who does not see the machine must not move it.</summary>
    /// <param name="hasSample">Whether it has a value.</param>
    /// <param name="sample">Its newest sample.</param>
    /// <param name="certain">How long ago its source knew for certain that the value still stood; null when the sample alone tells.</param>
    /// <param name="now">Our time.</param>
    /// <param name="envelope">The bounds.</param>
    /// <param name="futureTolerance">How far ahead the device's clock may be.</param>
    public static Refusal? Freshness(bool hasSample, in Sample sample, TimeSpan? certain, Timestamp now, WriteEnvelope envelope, TimeSpan futureTolerance)
    {
        const string Remedy = "see the connection's page for what keeps it from being read, and write when the value is Good and fresh";
        if (!hasSample)
            return new(WriteResult.Stale, "the tag has no value yet", Remedy);
        if (!sample.Quality.IsGood)
            return new(WriteResult.Stale, $"the tag's value is {sample.Quality}", Remedy);
        var age = now - sample.SourceTime;
        if (age > envelope.Freshness && !(certain <= envelope.Freshness))
            return new(WriteResult.Stale, $"the tag's value is {Show(age)} old; at most {Show(envelope.Freshness)} is allowed", Remedy);
        return age >= -futureTolerance ? null : new(WriteResult.Stale, $"the tag's value is {Show(-age)} in the future", "see that the clocks of device and node agree");
    }

    /// <summary>How far one write may move the value the device has now.</summary>
    public static Refusal? Step(TagDefinition tag, TagValue present, TagValue value, WriteEnvelope envelope)
    {
        if (envelope.MaximumStep is not { } limit || !tag.Kind.IsNumeric())
            return null;
        var step = Math.Abs(value.ToDouble() - present.ToDouble());
        // Written so that a NaN is refused too.
        return step <= limit
            ? null
            : new(WriteResult.Range, $"{Show(present, tag)} to {Show(value, tag)} is a step of {Show(step, tag)}; at most {Show(limit, tag)} is allowed", $"go there in steps of at most {Show(limit, tag)}");
    }

    public static Refusal? Rate(TimeSpan sinceLast, WriteEnvelope envelope) =>
        sinceLast >= envelope.MinimumInterval
            ? null
            : new(WriteResult.Rate, $"the tag was written {Show(sinceLast)} ago; {Show(envelope.MinimumInterval)} must lie between two writes", $"write again in {Show(envelope.MinimumInterval - sinceLast)}");

    /// <summary>Whether a raw value read back is the one written; floats may differ in their last bits, as devices store them.</summary>
    public static bool IsSame(TagValue written, TagValue readBack)
    {
        if (written == readBack)
            return true;
        if (!written.TryGetDouble(out var a) || !readBack.TryGetDouble(out var b))
            return false;
        return written.Kind.IsFloat() || readBack.Kind.IsFloat() ? Math.Abs(a - b) <= 1e-6 * Math.Max(Math.Abs(a), Math.Abs(b)) : a == b && written.Bits == readBack.Bits;
    }

    private static Refusal Type(TagDefinition tag, TagValue value) =>
        new(WriteResult.Type, $"'{value}' is no {tag.Kind.Word()}", tag.States is { } states ? $"write one of {string.Join(", ", states.Values)}" : $"write a value of type {tag.Kind.Word()}");

    private static bool TryState(TagDefinition tag, string word, out long number)
    {
        number = 0;
        foreach (var (key, text) in tag.States ?? new Dictionary<long, string>())
        {
            if (string.Equals(text, word, StringComparison.OrdinalIgnoreCase))
            {
                number = key;
                return true;
            }
        }
        return false;
    }

    private static string Word(Role role) => role.ToString().ToLowerInvariant();

    private static string Show(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s");

    private static string Show(TagValue value, TagDefinition tag) => Show(value.ToDouble(), tag);

    private static string Show(double value, TagDefinition tag) =>
        string.Create(CultureInfo.InvariantCulture, $"{value:G7}{(tag.Unit is { Symbol.Length: > 0 } unit ? " " + unit.Symbol : "")}");
}
