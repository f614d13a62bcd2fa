namespace Millwright.Model;

/// <summary>Equal texts as one object, for as long as many of them are read.</summary>
public sealed class TextPool
{
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    /// <summary>The first of all texts that are equal to this one.</summary>
    public string Shared(string text)
    {
        if (_texts.TryGetValue(text, out var known))
            return known;
        _texts.Add(text);
        return text;
    }
}
