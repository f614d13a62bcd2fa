using System.Globalization;
using System.Text;

namespace Millwright.Host.Http.PromQl;

/// <summary>Cuts a query of PromQL into its words.</summary>
internal static class Tokenizer
{
    /// <summary>The most characters of a query.</summary>
    public const int MaxLength = 16_384;

    private static readonly string[] Signs = ["==", "!=", "=~", "!~", ">=", "<=", "(", ")", "{", "}", "[", "]", ",", "=", ">", "<", "+", "-", "*", "/", "%", "^", ":", "@"];

    /// <exception cref="PromQlException">It has characters that are no part of PromQL.</exception>
    public static List<Token> Read(string query)
    {
        if (query.Length > MaxLength)
            throw new PromQlException(MaxLength, $"the query has {query.Length} characters; at most {MaxLength} are taken");
        var tokens = new List<Token>();
        for (var at = 0; ;)
        {
            at = SkipBlank(query, at);
            if (at == query.Length)
                break;
            var token = Next(query, at, out var end);
            tokens.Add(token);
            at = end;
        }
        tokens.Add(new(TokenKind.End, "the end", query.Length));
        return tokens;
    }

    private static int SkipBlank(string query, int at)
    {
        while (at < query.Length && (char.IsWhiteSpace(query[at]) || query[at] == '#'))
        {
            if (query[at] == '#')
                at = query.IndexOf('\n', at) is var end and >= 0 ? end : query.Length;
            else
                at++;
        }
        return at;
    }

    private static Token Next(string query, int at, out int end)
    {
        var c = query[at];
        if (c is '"' or '\'' or '`')
            return new(TokenKind.Text, QuotedText(query, at, out end), at);
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < query.Length && char.IsAsciiDigit(query[at + 1])))
            return Number(query, at, out end);
        if (IsWordStart(c))
        {
            end = at + 1;
            while (end < query.Length && (IsWordStart(query[end]) || query[end] == ':' || char.IsAsciiDigit(query[end])))
                end++;
            return new(TokenKind.Word, query[at..end], at);
        }
        foreach (var sign in Signs)
        {
            if (string.CompareOrdinal(query, at, sign, 0, sign.Length) == 0)
            {
                end = at + sign.Length;
                return new(TokenKind.Sign, sign, at);
            }
        }
        throw new PromQlException(at, $"unexpected character '{c}'");
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static Token Number(string query, int at, out int end)
    {
        end = at;
        if (query.AsSpan(at).StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            end += 2;
            while (end < query.Length && char.IsAsciiHexDigit(query[end]))
                end++;
            return ulong.TryParse(query.AsSpan(at + 2, end - at - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
                ? new(TokenKind.Number, query[at..end], at, bits)
                : throw new PromQlException(at, $"bad number '{query[at..end]}'");
        }
        while (end < query.Length && (char.IsAsciiLetterOrDigit(query[end]) || query[end] == '.' || IsExponentSign(query, end)))
            end++;
        var text = query[at..end];
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number))
            return new(TokenKind.Number, text, at, number);
        return PromDuration.TryParse(text, out var seconds)
            ? new(TokenKind.Duration, text, at, seconds)
            : throw new PromQlException(at, $"bad number or duration '{text}'");
    }

    private static bool IsExponentSign(string query, int at) =>
        query[at] is '+' or '-' && query[at - 1] is 'e' or 'E' && at + 1 < query.Length && char.IsAsciiDigit(query[at + 1]);

    private static string QuotedText(string query, int at, out int end)
    {
        var quote = query[at];
        var text = new StringBuilder();
        for (end = at + 1; end < query.Length; end++)
        {
            var c = query[end];
            if (c == quote)
            {
                end++;
                return text.ToString();
            }
            if (c == '\\' && quote != '`')
            {
                if (++end == query.Length)
                    break;
                c = query[end] switch
                {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    '\\' or '"' or '\'' => query[end],
                    _ => throw new PromQlException(end - 1, $"unknown escape '\\{query[end]}'; write '\\\\' for a backslash"),
                };
            }
            text.Append(c);
        }
        throw new PromQlException(at, "a text has no end");
    }
}
