namespace Millwright.Host.Http.PromQl;

internal enum TokenKind
{
    /// <summary>A metric, a label, a function, a keyword.</summary>
    Word,
    Number,
    /// <summary>Such as <c>5m</c> or <c>1h30m</c>; <see cref="Token.Number"/> is in seconds.</summary>
    Duration,
    /// <summary>Its text without quotation marks and escapes.</summary>
    Text,
    /// <summary>An operator or bracket.</summary>
    Sign,
    End,
}

/// <summary>A word of a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written, but for texts.</param>
/// <param name="Position">Where it begins, from 0.</param>
/// <param name="Number">The value of numbers and durations.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, double Number = 0)
{
    public bool Is(string sign) => Kind == TokenKind.Sign && Text == sign;

    public bool IsWord(string word) => Kind == TokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
