using Millwright.Mqtt.Messages;

namespace Millwright.Publish.Mqtt.Access;

/// <summary>
/// A pattern of topics in a rule: a topic filter in which <c>{user}</c> and <c>{client}</c> stand for who asks. A name with a separator or a
/// wildcard in it stands for nothing, so that nobody can name himself into somebody else's topics.
/// </summary>
internal sealed class TopicPattern
{
    private const string User = "{user}";
    private const string Client = "{client}";

    private readonly string[] _levels;

    /// <exception cref="ArgumentException">It is no pattern.</exception>
    public TopicPattern(string text)
    {
        if (ProblemOf(text) is { } problem)
            throw new ArgumentException($"'{text}' is no pattern of topics: {problem}", nameof(text));
        _levels = text.Split('/');
    }

    /// <summary>What is wrong with a pattern, null when it is good.</summary>
    public static string? ProblemOf(string text)
    {
        byte[] bytes;
        try
        {
            bytes = Utf8Text.ToBytes(text);
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
        if (TopicFilters.IsShared(bytes))
            return "a shared subscription is allowed by the pattern of its topics, without $share and group";
        if (!TopicFilters.IsValid(bytes))
            return "+ and # stand alone in their level, # in the last one only";
        var rest = text.Replace(User, "", StringComparison.Ordinal).Replace(Client, "", StringComparison.Ordinal);
        return rest.AsSpan().IndexOfAny('{', '}') < 0 ? null : "only {user} and {client} may stand in braces";
    }

    /// <summary>Whether every topic that a name or filter can mean is within the pattern.</summary>
    /// <param name="filter">A valid topic name, or a filter without its group.</param>
    /// <param name="user">Who asks; null for nobody known.</param>
    /// <param name="client">The client's identifier.</param>
    public bool Covers(string filter, string? user, string client)
    {
        // Wildcards in the first level reach no topic that begins with $ (MQTT 5, 4.7.2), so they allow none either.
        if (filter.StartsWith('$') && _levels[0] is "+" or "#")
            return false;
        var rest = filter.AsSpan();
        var ended = false;
        for (var i = 0; i < _levels.Length; i++)
        {
            if (_levels[i] == "#")
                return true;
            if (ended)
                return false;
            var level = Take(ref rest, out ended);
            if (level is "#")
                return false;
            if (_levels[i] == "+")
                continue;
            if (!IsLevel(_levels[i], level, user, client))
                return false;
        }
        return ended;
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest, out bool last)
    {
        var end = rest.IndexOf('/');
        last = end < 0;
        var level = last ? rest : rest[..end];
        rest = last ? default : rest[(end + 1)..];
        return level;
    }

    private static bool IsLevel(string wanted, ReadOnlySpan<char> level, string? user, string client)
    {
        if (!wanted.Contains('{', StringComparison.Ordinal))
            return level.SequenceEqual(wanted);
        if ((wanted.Contains(User, StringComparison.Ordinal) && !IsPlain(user)) || (wanted.Contains(Client, StringComparison.Ordinal) && !IsPlain(client)))
            return false;
        // In one pass over the pattern: a name that is written like a placeholder stays a name.
        var at = 0;
        while (at < wanted.Length)
        {
            var part = wanted.AsSpan(at);
            ReadOnlySpan<char> value;
            if (part.StartsWith(User, StringComparison.Ordinal))
            {
                value = user;
                at += User.Length;
            }
            else if (part.StartsWith(Client, StringComparison.Ordinal))
            {
                value = client;
                at += Client.Length;
            }
            else
            {
                value = part[..1];
                at++;
            }
            if (!level.StartsWith(value, StringComparison.Ordinal))
                return false;
            level = level[value.Length..];
        }
        return level.IsEmpty;
    }

    private static bool IsPlain(string? name) => !string.IsNullOrEmpty(name) && name.AsSpan().IndexOfAny('/', '+', '#') < 0;
}
