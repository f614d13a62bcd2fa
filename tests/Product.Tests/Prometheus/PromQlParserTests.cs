using Millwright.Host.Http.PromQl;

namespace Millwright.Product.Tests.Prometheus;

public sealed class PromQlParserTests
{
    [Theory]
    [InlineData("1 + 2 * 3 ^ 2 ^ 0.5", "(1 + (2 * (3 ^ (2 ^ 0.5))))")]
    [InlineData("-2 ^ 2", "-((2 ^ 2))")]
    [InlineData("-3", "-3")]
    [InlineData("0x1F + 1e-3 + .5 + Inf", "(((31 + 0.001) + 0.5) + Infinity)")]
    [InlineData("up", "{__name__=up}")]
    [InlineData("up{job=\"a\", x!='b'}[5m] offset 1h30m", "{__name__=up,job=a,x!=b}[300] offset 5400")]
    [InlineData("{__name__=~\"a.*\"} offset -1m", "{__name__=~a.*} offset -60")]
    [InlineData("rate(x[1m]) > bool 2 # a comment", "(rate({__name__=x}[60]) > bool 2)")]
    [InlineData("sum by (a, b) (x) / on (a) avg without (c) (y)", "(sum by(a,b)({__name__=x}) / on(a) avg without(c)({__name__=y}))")]
    [InlineData("topk(3, x) or vector(0) and ignoring(a) y", "(topk by()(3,{__name__=x}) or (vector(0) and ignoring(a) {__name__=y}))")]
    [InlineData("sum(x) by (a)", "sum by(a)({__name__=x})")]
    [InlineData("a:b:rate5m{q=`\\d`,}", "{__name__=a:b:rate5m,q=\\d}")]
    [InlineData("round(x, 0.5) % time()", "(round({__name__=x},0.5) % time())")]
    [InlineData("min", "{__name__=min}")]
    public void A_query_is_read_with_the_precedence_of_its_operators(string query, string expected) => Assert.Equal(expected, Show(PromQlParser.Parse(query)));

    [Theory]
    [InlineData("", "1:1: parse error: no expression found in input")]
    [InlineData("up{", "1:4: parse error: unexpected the end, expected the name of a label")]
    [InlineData("up{job=5}", "1:8: parse error: unexpected '5', expected a text in quotation marks")]
    [InlineData("sum(\n  up[5m])", "2:3: parse error: sum takes series here, and this is a range of samples such as up[5m]")]
    [InlineData("rate(up)", "1:6: parse error: rate takes a range of samples such as up[5m] here, and this is series")]
    [InlineData("up +", "1:5: parse error: unexpected the end, expected a number, series or function")]
    [InlineData("1 == 2", "1:3: parse error: comparisons of two numbers need bool")]
    [InlineData("up and 1", "1:4: parse error: 'and' takes series on both sides")]
    [InlineData("{a=~\".*\"}", "1:1: parse error: a selector must contain at least one matcher that does not match the empty text")]
    [InlineData("up{a=~\"(\"}", "1:7: parse error: '(' is no regular expression that is answered here: ")]
    [InlineData("up[5q]", "1:4: parse error: bad number or duration '5q'")]
    [InlineData("up$", "1:3: parse error: unexpected character '$'")]
    [InlineData("\"x", "1:1: parse error: a text has no end")]
    [InlineData("up up", "1:4: parse error: unexpected 'up', expected an operator or the end")]
    [InlineData("clamp(up, 1)", "1:1: parse error: clamp takes 3 arguments, not 2")]
    [InlineData("histogram_quantile(0.9, x)", "1:1: function or aggregation 'histogram_quantile' is not answered here; there are rate, ")]
    [InlineData("max_over_time(up[1h:5m])", "1:20: subqueries are not answered here; ask for the inner part with query_range")]
    [InlineData("rate(up[5m])[1h:]", "1:13: subqueries are not answered here")]
    [InlineData("up @ 5", "1:4: the modifier @ is not answered here")]
    [InlineData("a * on(x) group_left b", "1:11: group_left is not answered here")]
    public void What_is_no_query_or_not_answered_says_so_with_its_place(string query, string expected)
    {
        var problem = Assert.Throws<PromQlException>(() => PromQlParser.Parse(query));
        Assert.StartsWith(expected, problem.At(query), StringComparison.Ordinal);
    }

    [Fact]
    public void What_lies_too_deep_or_is_too_long_is_refused()
    {
        Assert.Contains("deep within itself", Assert.Throws<PromQlException>(() => PromQlParser.Parse(new string('(', 1_000) + "1")).Message, StringComparison.Ordinal);
        Assert.Contains("deep within itself", Assert.Throws<PromQlException>(() => PromQlParser.Parse(new string('-', 1_000) + "1")).Message, StringComparison.Ordinal);
        Assert.Contains("operators", Assert.Throws<PromQlException>(() => PromQlParser.Parse("1" + string.Concat(Enumerable.Repeat("+1", 1_000)))).Message, StringComparison.Ordinal);
        Assert.Contains("characters", Assert.Throws<PromQlException>(() => PromQlParser.Parse(new string(' ', 20_000) + "1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_mutated_query_breaks_the_parser()
    {
        const int queries = 10_000;
        string[] seeds =
        [
            "sum by (line) (rate(parts_total{machine=~\"press[0-9]+\",x!=\"\"}[5m] offset 1d)) / 60 > bool 2", "topk(3, avg_over_time({__name__=~\"t.*\"}[1h]))",
            "-clamp(x, -1, 1e3) ^ 2 or vector(time()) unless on(a) b", "'\\n' + 0x1f # c\n", "round(x{a=`b`}, 0.5) == ignoring(q) y",
        ];
        const string signs = "(){}[],=!~<>+-*/%^:@\"'`\\ #.5smh\né\0";
        var random = new Random(20_261_129);
        for (var i = 0; i < queries; i++)
        {
            var query = seeds[random.Next(seeds.Length)].ToCharArray().ToList();
            for (var mutations = random.Next(1, 6); mutations > 0 && query.Count > 0; mutations--)
            {
                var at = random.Next(query.Count);
                if (random.Next(3) == 0)
                    query.RemoveAt(at);
                else if (random.Next(2) == 0)
                    query.Insert(at, signs[random.Next(signs.Length)]);
                else
                    query[at] = signs[random.Next(signs.Length)];
            }
            var text = new string([.. query]);
            try
            {
                _ = PromQlParser.KindOf(PromQlParser.Parse(text));
            }
            catch (PromQlException e)
            {
                Assert.InRange(e.Position, 0, text.Length);
            }
        }
    }

    private static string Show(Expression expression) => expression switch
    {
        NumberExpression number => FormattableString.Invariant($"{number.Value}"),
        Selector s => $"{{{string.Join(',', s.Matchers.Select(m => m.Label + (m.IsNot ? "!" : "") + (m.Pattern is null || m.IsNot ? "=" : "=~") + m.Value))}}}"
            + (s.Range is { } range ? $"[{range}]" : "") + (s.Offset != 0 ? $" offset {s.Offset}" : ""),
        Negation negation => $"-({Show(negation.Operand)})",
        Call call => $"{call.Function.Name}({string.Join(',', call.Arguments.Select(Show))})",
        AggregationExpression a => $"{a.Operator.ToString().ToLowerInvariant()} {(a.IsWithout ? "without" : "by")}({string.Join(',', a.Labels)})({(a.Parameter is null ? "" : Show(a.Parameter) + ",")}{Show(a.Operand)})",
        Binary b => $"({Show(b.Left)} {b.Operator}{(b.IsBool ? " bool" : "")}{(b.Labels is null ? "" : $" {(b.IsOn ? "on" : "ignoring")}({string.Join(',', b.Labels)})")} {Show(b.Right)})",
        _ => expression.ToString()!,
    };
}
