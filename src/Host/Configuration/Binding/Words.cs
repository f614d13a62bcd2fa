using System.Text;

namespace Millwright.Host.Configuration.Binding;

/// <summary>The configuration's spelling of what the code calls in PascalCase.</summary>
internal static class Words
{
    /// <summary><c>StaleAfter</c> is the key <c>stale_after</c>.</summary>
    public static string Key(string name) => Split(name, '_');

    /// <summary><c>RtuOverTcp</c> is the word <c>rtu-over-tcp</c>.</summary>
    public static string Value(string name) => Split(name, '-');

    /// <summary>A list for a sentence: <c>a, b or c</c>; of many only the first.</summary>
    public static string List(IReadOnlyList<string> words, string last = "or", int most = 30)
    {
        if (words.Count > most)
            return string.Join(", ", words.Take(most)) + ", …";
        return words.Count switch
        {
            0 => "none",
            1 => words[0],
            _ => $"{string.Join(", ", words.Take(words.Count - 1))} {last} {words[^1]}",
        };
    }

    private static string Split(string name, char separator)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var begins = i > 0 && char.IsUpper(name[i])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (begins)
                text.Append(separator);
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
