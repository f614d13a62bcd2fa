using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Millwright.Drivers.Payloads;

/// <summary>
/// The way to one place in a JSON or CBOR document, in the singular part of JSONPath (RFC 9535, 2.3.5.1): <c>data.temp</c>,
/// <c>$.sensors[0].value</c>, <c>$['odd name']</c>. An empty one is the document itself.
/// </summary>
internal sealed class PayloadPath
{
    public const int MaxSteps = 32;
    public const int MaxLength = 512;

    private static readonly SearchValues<char> Reserved = SearchValues.Create("*?@]'\"");

    private readonly IReadOnlyList<(string? Name, int Index)> _steps;

    private PayloadPath(IReadOnlyList<(string? Name, int Index)> steps) => _steps = steps;

    /// <summary>The document itself.</summary>
    public static PayloadPath Whole { get; } = new([]);

    /// <summary>Reads a path.</summary>
    /// <param name="text">As written.</param>
    /// <param name="path">The path; the document itself on failure.</param>
    /// <param name="problem">What is wrong with the text, null when nothing is.</param>
    public static bool TryParse(string? text, out PayloadPath path, out string? problem)
    {
        (path, problem) = (Whole, null);
        var rest = (text ?? "").AsSpan().Trim();
        if (rest.Length > MaxLength)
            return Refuse($"the path has {rest.Length} characters; {MaxLength} are the most", out problem);
        if (rest is ['$', ..])
            rest = rest[1..];
        var steps = new List<(string?, int)>();
        while (!rest.IsEmpty)
        {
            if (steps.Count == MaxSteps)
                return Refuse($"the path has more than {MaxSteps} steps", out problem);
            var isStep = rest[0] == '[' ? TryBracket(ref rest, steps) : TryName(ref rest, steps);
            if (!isStep)
                return Refuse($"'{text}' is no path at '{rest}'", out problem);
        }
        path = new(steps);
        return true;
    }

    /// <summary>Goes the way; false when there is nothing at its end.</summary>
    public bool TryFollow(JsonElement document, out JsonElement found)
    {
        found = document;
        foreach (var (name, index) in _steps)
        {
            if (name is null)
            {
                if (found.ValueKind != JsonValueKind.Array || index >= found.GetArrayLength())
                    return false;
                found = found[index];
            }
            else if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>A name as a step of a path's text, bracketed where it has to be.</summary>
    public static string Step(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ':') ? name : $"['{name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";

    private static bool TryName(ref ReadOnlySpan<char> rest, List<(string?, int)> steps)
    {
        var name = rest[0] == '.' ? rest[1..] : rest;
        var isFirst = rest[0] != '.';
        if (isFirst && steps.Count > 0)
            return false;
        var end = name.IndexOfAny('.', '[');
        if (end < 0)
            end = name.Length;
        if (end == 0 || name[..end].ContainsAny(Reserved))
            return false;
        steps.Add((name[..end].ToString(), 0));
        rest = name[end..];
        return true;
    }

    private static bool TryBracket(ref ReadOnlySpan<char> rest, List<(string?, int)> steps)
    {
        if (rest.Length > 1 && rest[1] is '\'' or '"')
            return TryQuoted(ref rest, steps);
        var end = rest.IndexOf(']');
        if (end < 0 || !int.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return false;
        steps.Add((null, index));
        rest = rest[(end + 1)..];
        return true;
    }

    private static bool TryQuoted(ref ReadOnlySpan<char> rest, List<(string?, int)> steps)
    {
        var quote = rest[1];
        var name = new StringBuilder();
        for (var i = 2; i < rest.Length; i++)
        {
            if (rest[i] == '\\' && i + 1 < rest.Length)
            {
                name.Append(rest[++i]);
            }
            else if (rest[i] != quote)
            {
                name.Append(rest[i]);
            }
            else if (i + 1 < rest.Length && rest[i + 1] == ']')
            {
                steps.Add((name.ToString(), 0));
                rest = rest[(i + 2)..];
                return true;
            }
            else
            {
                return false;
            }
        }
        return false;
    }

    private static bool Refuse(string what, out string? problem)
    {
        problem = what;
        return false;
    }
}
