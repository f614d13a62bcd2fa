namespace Millwright.OpcUa.Server;

/// <summary>
/// The Like operator's patterns (OPC 10000-4, table 119): % any text, _ any character, [abc] or [a-c] one of them, [^abc] none of them, \ takes the
/// next as it is. Works through text and pattern with one way back, so no pattern takes more than their product.
/// </summary>
internal static class LikePattern
{
    public static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        var (at, next) = (0, 0);
        var (star, retry) = (-1, 0);
        while (at < text.Length)
        {
            if (next < pattern.Length && pattern[next] == '%')
            {
                star = ++next;
                retry = at;
                continue;
            }
            if (next < pattern.Length && One(text[at], pattern[next..], out var used))
            {
                at++;
                next += used;
                continue;
            }
            if (star < 0)
                return false;
            next = star;
            at = ++retry;
        }
        while (next < pattern.Length && pattern[next] == '%')
            next++;
        return next == pattern.Length;
    }

    private static bool One(char letter, ReadOnlySpan<char> pattern, out int used)
    {
        used = 1;
        switch (pattern[0])
        {
            case '_':
                return true;
            case '\\' when pattern.Length > 1:
                used = 2;
                return letter == pattern[1];
            case '[':
                var end = pattern.IndexOf(']');
                if (end < 0)
                    return letter == '[';
                used = end + 1;
                var isNot = end > 1 && pattern[1] == '^';
                return InSet(letter, pattern[(isNot ? 2 : 1)..end]) != isNot;
            default:
                return letter == pattern[0];
        }
    }

    private static bool InSet(char letter, ReadOnlySpan<char> set)
    {
        for (var i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                if (letter >= set[i] && letter <= set[i + 2])
                    return true;
                i += 2;
            }
            else if (letter == set[i])
            {
                return true;
            }
        }
        return false;
    }
}
