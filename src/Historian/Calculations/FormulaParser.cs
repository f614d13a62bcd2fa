using System.Globalization;
using Millwright.Model;

namespace Millwright.Historian.Calculations;

/// <summary>
/// Reads an expression. From loosest to tightest: <c>or</c>; <c>and</c>; comparisons; <c>+ -</c>; <c>* / %</c>; <c>not</c> and minus sign;
/// <c>^</c> (from the right); numbers, tags, calls, brackets.
/// </summary>
internal sealed class FormulaParser(string text)
{
    private const int MaxDepth = 64;

    private static readonly string[][] Levels = [["or"], ["and"], ["<=", ">=", "==", "!=", "<", ">"], ["+", "-"], ["*", "/", "%"]];

    private readonly List<TagPath> _tags = [];
    private int _at;
    private int _depth;

    public IReadOnlyList<TagPath> Tags => _tags;

    /// <exception cref="FormatException">It is no expression.</exception>
    public FormulaNode Parse()
    {
        if (text.Length > Formula.MaxLength)
            throw new FormatException($"the formula has {text.Length:N0} characters; at most {Formula.MaxLength:N0} are read");
        var root = Binary(0);
        Skip();
        return _at == text.Length ? root : throw Error($"'{text[_at]}' is not expected");
    }

    private FormulaNode Binary(int level)
    {
        if (level == Levels.Length)
            return Unary();
        var left = Binary(level + 1);
        while (Operator(Levels[level]) is { } name)
            left = Call(name, [left, Binary(level + 1)]);
        return left;
    }

    private FormulaNode Unary()
    {
        if (++_depth > MaxDepth)
            throw Error($"it is nested deeper than {MaxDepth}");
        var node = Operator(["-", "not"]) is { } name ? Call(name == "-" ? "negate" : name, [Unary()]) : Power();
        _depth--;
        return node;
    }

    private FormulaNode Power()
    {
        var left = Primary();
        return Operator(["^"]) is null ? left : Call("^", [left, Unary()]);
    }

    private FormulaNode Primary()
    {
        Skip();
        if (_at == text.Length)
            throw Error("it ends where a number, a tag or a function is expected");
        var c = text[_at];
        if (char.IsAsciiDigit(c) || c == '.')
            return Number();
        if (c == '[')
            return Tag();
        if (c == '(')
        {
            _at++;
            var inner = Binary(0);
            Expect(')');
            return inner;
        }
        return char.IsAsciiLetter(c) ? Function() : throw Error($"'{c}' is not expected");
    }

    private NumberNode Number()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '.' || (text[_at] is '+' or '-' && text[_at - 1] is 'e' or 'E')))
            _at++;
        return double.TryParse(text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? new(value)
            : throw Error($"{text[start.._at]} is no number");
    }

    private TagNode Tag()
    {
        var end = text.IndexOf(']', _at);
        if (end < 0)
            throw Error("a tag's ']' is missing");
        var name = text[(_at + 1)..end];
        if (!TagPath.TryParse(name, out var path, out var problem))
            throw Error($"[{name}] is no path of a tag, such as [press-shop/line1/press3/oil_temperature]: {problem}");
        _at = end + 1;
        var index = _tags.IndexOf(path);
        if (index < 0)
        {
            if (_tags.Count == Formula.MaxTags)
                throw Error($"it names more than {Formula.MaxTags} tags");
            index = _tags.Count;
            _tags.Add(path);
        }
        return new(index);
    }

    private CallNode Function()
    {
        var start = _at;
        while (_at < text.Length && char.IsAsciiLetterOrDigit(text[_at]))
            _at++;
        var name = text[start.._at];
        Expect('(');
        var arguments = new List<FormulaNode> { Binary(0) };
        while (Operator([","]) is not null)
            arguments.Add(Binary(0));
        Expect(')');
        return Call(name, arguments);
    }

    private CallNode Call(string name, List<FormulaNode> arguments)
    {
        var function = FormulaFunction.Find(name) ?? throw Error($"there is no function {name}");
        return arguments.Count >= function.Least && arguments.Count <= function.Most
            ? new(function, arguments)
            : throw Error($"{name} takes {function.Least} to {function.Most} arguments, not {arguments.Count}");
    }

    private string? Operator(ReadOnlySpan<string> names)
    {
        Skip();
        foreach (var name in names)
        {
            if (string.CompareOrdinal(text, _at, name, 0, name.Length) != 0)
                continue;
            var end = _at + name.Length;
            if (char.IsAsciiLetter(name[0]) && end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
                continue;
            _at = end;
            return name;
        }
        return null;
    }

    private void Expect(char c)
    {
        Skip();
        if (_at == text.Length || text[_at] != c)
            throw Error($"'{c}' is missing");
        _at++;
    }

    private void Skip()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
    }

    private FormatException Error(string problem) => new($"formula, character {_at + 1}: {problem}");
}
