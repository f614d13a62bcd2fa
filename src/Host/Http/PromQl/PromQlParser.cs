using System.Text.RegularExpressions;

namespace Millwright.Host.Http.PromQl;

/// <summary>Reads the part of PromQL that is answered here; what is PromQL beyond it is named with its place.</summary>
/// <remarks>Prometheus documentation, "Querying": the precedence of operators from <c>or</c> to <c>^</c>, the last of which is right associative.</remarks>
internal sealed class PromQlParser
{
    /// <summary>How deep brackets, functions and signs may lie within each other.</summary>
    public const int MaxDepth = 64;

    /// <summary>How many operators a query may have: each is a step down when it is worked out.</summary>
    public const int MaxOperators = 64;

    private static readonly string[][] Levels = [["or"], ["and", "unless"], ["==", "!=", ">", "<", ">=", "<="], ["+", "-"], ["*", "/", "%"]];

    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;
    private int _operators;

    private PromQlParser(string query) => _tokens = Tokenizer.Read(query);

    private Token Here => _tokens[_at];

    /// <exception cref="PromQlException">It is no query, or one that is not answered here.</exception>
    public static Expression Parse(string query)
    {
        var parser = new PromQlParser(query);
        if (parser.Here.Kind == TokenKind.End)
            throw new PromQlException(0, "no expression found in input");
        var expression = parser.Operators(0);
        if (parser.Here.Kind != TokenKind.End)
            throw parser.Unexpected("an operator or the end");
        return expression;
    }

    /// <summary>Reads a selector alone, as <c>match[]</c> has it.</summary>
    /// <exception cref="PromQlException">It is none.</exception>
    public static Selector ParseSelector(string text) => Parse(text) is Selector { Range: null, Offset: 0 } selector
        ? selector
        : throw new PromQlException(0, "only a selector such as up{job=\"node\"} can stand here");

    /// <summary>What an expression gives.</summary>
    public static ValueKind KindOf(Expression expression) => expression switch
    {
        NumberExpression => ValueKind.Scalar,
        Selector { Range: not null } => ValueKind.Range,
        Call call => call.Function.Result,
        Negation negation => KindOf(negation.Operand),
        Binary binary => KindOf(binary.Left) == ValueKind.Scalar && KindOf(binary.Right) == ValueKind.Scalar ? ValueKind.Scalar : ValueKind.Vector,
        _ => ValueKind.Vector,
    };

    private Expression Operators(int level)
    {
        if (level == Levels.Length)
            return Signed();
        var left = Operators(level + 1);
        while (Operator(Levels[level]) is { } sign)
        {
            _at++;
            left = Joined(sign, left, () => Operators(level + 1));
        }
        return left;
    }

    /// <summary>A sign binds less than a power: -2^2 is -4.</summary>
    private Expression Signed()
    {
        var sign = Here;
        if (!sign.Is("-") && !sign.Is("+"))
            return Power();
        _at++;
        Enter();
        var operand = Signed();
        _depth--;
        if (KindOf(operand) == ValueKind.Range)
            throw new PromQlException(sign.Position, "a sign stands before a range of samples; it takes a number or series");
        return sign.Is("+") ? operand : operand is NumberExpression number ? number with { Position = sign.Position, Value = -number.Value } : new Negation(sign.Position, operand);
    }

    private Expression Power()
    {
        var left = Primary();
        if (Operator(["^"]) is not { } sign)
            return left;
        _at++;
        Enter();
        var joined = Joined(sign, left, Signed);
        _depth--;
        return joined;
    }

    private Token? Operator(string[] signs)
    {
        var here = Here;
        if (here.Kind == TokenKind.Word && here.IsWord("atan2"))
            throw new PromQlException(here.Position, "the operator atan2 is not answered here", isUnsupported: true);
        return here.Kind is TokenKind.Sign or TokenKind.Word && signs.Contains(here.Text, StringComparer.OrdinalIgnoreCase) ? here : null;
    }

    private Binary Joined(Token sign, Expression left, Func<Expression> operand)
    {
        if (++_operators > MaxOperators)
            throw new PromQlException(sign.Position, $"the query has more than {MaxOperators} operators");
        var isBool = false;
        if (Here.IsWord("bool"))
        {
            isBool = true;
            _at++;
        }
        IReadOnlyList<string>? labels = null;
        var isOn = false;
        if (Here.IsWord("on") || Here.IsWord("ignoring"))
        {
            isOn = Here.IsWord("on");
            _at++;
            labels = LabelList();
        }
        if (Here.IsWord("group_left") || Here.IsWord("group_right"))
            throw new PromQlException(Here.Position, $"{Here.Text} is not answered here: each series meets one on the other side", isUnsupported: true);
        var joined = new Binary(sign.Position, sign.Text.ToLowerInvariant(), left, operand(), isBool, labels, isOn);
        Check(joined);
        return joined;
    }

    private static void Check(Binary joined)
    {
        var (left, right) = (KindOf(joined.Left), KindOf(joined.Right));
        if (left == ValueKind.Range || right == ValueKind.Range)
            throw new PromQlException(joined.Position, $"'{joined.Operator}' takes numbers and series, not ranges of samples");
        if (joined.IsSet && (left != ValueKind.Vector || right != ValueKind.Vector))
            throw new PromQlException(joined.Position, $"'{joined.Operator}' takes series on both sides");
        if (joined.IsBool && !joined.IsComparison)
            throw new PromQlException(joined.Position, "bool stands behind a comparison alone");
        if (joined.IsComparison && !joined.IsBool && left == ValueKind.Scalar && right == ValueKind.Scalar)
            throw new PromQlException(joined.Position, "comparisons of two numbers need bool");
        if (joined.Labels is not null && (left != ValueKind.Vector || right != ValueKind.Vector))
            throw new PromQlException(joined.Position, "on and ignoring stand between series alone");
    }

    private Expression Primary()
    {
        var here = Here;
        switch (here.Kind)
        {
            case TokenKind.Number:
                _at++;
                return Unbounded(new NumberExpression(here.Position, here.Number));
            case TokenKind.Text:
                throw new PromQlException(here.Position, "texts are not answered here", isUnsupported: true);
            case TokenKind.Sign when here.Text == "(":
                _at++;
                Enter();
                var inner = Operators(0);
                _depth--;
                Take(")");
                return Unbounded(inner);
            case TokenKind.Sign when here.Text == "{":
                return Series(null, here.Position);
            case TokenKind.Word:
                return Named(here);
            default:
                throw Unexpected("a number, series or function");
        }
    }

    private Expression Named(Token name)
    {
        _at++;
        if (name.IsWord("inf") || name.IsWord("nan"))
            return new NumberExpression(name.Position, name.IsWord("inf") ? double.PositiveInfinity : double.NaN);
        var isCall = Here.Is("(");
        if (Enum.TryParse<AggregationOperator>(name.Text, ignoreCase: true, out var aggregation) && (isCall || Here.IsWord("by") || Here.IsWord("without")))
            return Unbounded(Aggregate(name, aggregation));
        if (!isCall)
            return Series(name.Text, name.Position);
        var function = Function.Find(name.Text) ?? throw new PromQlException(
            name.Position, $"function or aggregation '{name.Text}' is not answered here; there are {string.Join(", ", Function.All.Select(f => f.Name))}, "
                + $"and {string.Join(", ", Enum.GetNames<AggregationOperator>().Select(n => n.ToLowerInvariant()))}", isUnsupported: true);
        var arguments = Arguments();
        if (arguments.Count < function.Required || arguments.Count > function.Arguments.Count)
            throw new PromQlException(name.Position, $"{function.Name} takes {function.Required}{(function.Arguments.Count > function.Required ? $" to {function.Arguments.Count}" : "")} arguments, not {arguments.Count}");
        for (var i = 0; i < arguments.Count; i++)
            Expect(arguments[i], function.Arguments[i], function.Name);
        return Unbounded(new Call(name.Position, function, arguments));
    }

    private AggregationExpression Aggregate(Token name, AggregationOperator aggregation)
    {
        var (labels, isWithout) = Grouping();
        var arguments = Arguments();
        if (labels is null)
            (labels, isWithout) = Grouping();
        var hasParameter = aggregation is AggregationOperator.Topk or AggregationOperator.Bottomk;
        if (arguments.Count != (hasParameter ? 2 : 1))
            throw new PromQlException(name.Position, $"{name.Text} takes {(hasParameter ? "a number and series" : "series alone")}");
        if (hasParameter)
            Expect(arguments[0], ValueKind.Scalar, name.Text);
        Expect(arguments[^1], ValueKind.Vector, name.Text);
        return new(name.Position, aggregation, hasParameter ? arguments[0] : null, arguments[^1], labels ?? [], isWithout);
    }

    private (IReadOnlyList<string>? Labels, bool IsWithout) Grouping()
    {
        var isWithout = Here.IsWord("without");
        if (!isWithout && !Here.IsWord("by"))
            return (null, false);
        _at++;
        return (LabelList(), isWithout);
    }

    private List<Expression> Arguments()
    {
        Take("(");
        Enter();
        var arguments = new List<Expression>();
        while (!Here.Is(")"))
        {
            arguments.Add(Operators(0));
            if (!Here.Is(","))
                break;
            _at++;
        }
        _depth--;
        Take(")");
        return arguments;
    }

    private List<string> LabelList()
    {
        Take("(");
        var labels = new List<string>();
        while (!Here.Is(")"))
        {
            labels.Add(Label());
            if (!Here.Is(","))
                break;
            _at++;
        }
        Take(")");
        return labels;
    }

    private string Label()
    {
        var label = Here;
        if (label.Kind != TokenKind.Word || label.Text.Contains(':', StringComparison.Ordinal))
            throw Unexpected("the name of a label");
        _at++;
        return label.Text;
    }

    private Selector Series(string? name, int position)
    {
        var matchers = new List<Matcher>();
        if (name is not null)
            matchers.Add(new("__name__", name, null, false));
        if (Here.Is("{"))
        {
            _at++;
            while (!Here.Is("}"))
            {
                matchers.Add(Matcher(name));
                if (!Here.Is(","))
                    break;
                _at++;
            }
            Take("}");
        }
        if (matchers.All(m => m.Matches("")))
            throw new PromQlException(position, "a selector must contain at least one matcher that does not match the empty text");
        double? range = null;
        if (Here.Is("["))
        {
            _at++;
            range = Duration();
            if (Here.Is(":"))
                throw new PromQlException(Here.Position, "subqueries are not answered here; ask for the inner part with query_range", isUnsupported: true);
            Take("]");
            if (range <= 0)
                throw new PromQlException(position, "the range is not above zero");
        }
        return new(position, matchers, range, Offset());
    }

    private Matcher Matcher(string? metric)
    {
        var at = Here.Position;
        var label = Label();
        if (label == "__name__" && metric is not null)
            throw new PromQlException(at, "the metric's name is given twice");
        var sign = Here;
        if (!sign.Is("=") && !sign.Is("!=") && !sign.Is("=~") && !sign.Is("!~"))
            throw Unexpected("=, !=, =~ or !~");
        _at++;
        var value = Here;
        if (value.Kind != TokenKind.Text)
            throw Unexpected("a text in quotation marks");
        _at++;
        return new(label, value.Text, sign.Text[^1] == '~' ? Pattern(value) : null, sign.Text[0] == '!');
    }

    private static Regex Pattern(Token text)
    {
        const int maxPattern = 2_048;
        if (text.Text.Length > maxPattern)
            throw new PromQlException(text.Position, $"a regular expression has {text.Text.Length} characters; at most {maxPattern} are taken");
        try
        {
            // Without backtracking: no expression takes longer than its text is long.
            return new($"^(?:{text.Text})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new PromQlException(text.Position, $"'{text.Text}' is no regular expression that is answered here: {e.Message}");
        }
    }

    private double Offset()
    {
        if (Here.Is("@"))
            throw new PromQlException(Here.Position, "the modifier @ is not answered here", isUnsupported: true);
        if (!Here.IsWord("offset"))
            return 0;
        _at++;
        var isBack = Here.Is("-");
        if (isBack)
            _at++;
        var offset = Duration();
        if (Here.Is("@"))
            throw new PromQlException(Here.Position, "the modifier @ is not answered here", isUnsupported: true);
        return isBack ? -offset : offset;
    }

    private double Duration()
    {
        const double longest = 100 * 365 * 86_400.0;
        var duration = Here;
        if (duration.Kind is not (TokenKind.Duration or TokenKind.Number))
            throw Unexpected("a duration such as 5m");
        if (duration.Number > longest)
            throw new PromQlException(duration.Position, "a duration is longer than 100 years");
        _at++;
        return duration.Number;
    }

    /// <summary>Only a selector can have a range or an offset.</summary>
    private Expression Unbounded(Expression expression)
    {
        if (Here.Is("["))
            throw new PromQlException(Here.Position, "subqueries are not answered here; a range stands behind a selector", isUnsupported: true);
        if (Here.IsWord("offset"))
            throw new PromQlException(Here.Position, "an offset stands behind a selector");
        return expression;
    }

    private static void Expect(Expression given, ValueKind wanted, string by)
    {
        if (KindOf(given) == wanted)
            return;
        throw new PromQlException(given.Position, $"{by} takes {Words(wanted)} here, and this is {Words(KindOf(given))}");
    }

    private static string Words(ValueKind kind) => kind switch
    {
        ValueKind.Scalar => "a number",
        ValueKind.Range => "a range of samples such as up[5m]",
        _ => "series",
    };

    private void Enter()
    {
        if (++_depth > MaxDepth)
            throw new PromQlException(Here.Position, $"the query lies more than {MaxDepth} deep within itself");
    }

    private void Take(string sign)
    {
        if (!Here.Is(sign))
            throw Unexpected($"'{sign}'");
        _at++;
    }

    private PromQlException Unexpected(string expected) => new(Here.Position, $"unexpected {(Here.Kind == TokenKind.End ? Here.Text : $"'{Here.Text}'")}, expected {expected}");
}
