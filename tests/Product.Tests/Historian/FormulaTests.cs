using Millwright.Historian;
using Millwright.Historian.Calculations;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

public sealed class FormulaTests
{
    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("2 ^ 3 ^ 2", 512)]
    [InlineData("-2 ^ 2", -4)]
    [InlineData("10 - 4 - 3", 3)]
    [InlineData("7 % 4 + 1e2", 103)]
    [InlineData("-7 % 4", 1)]
    [InlineData("1 < 2 and not (3 <= 2)", 1)]
    [InlineData("0 or 0", 0)]
    [InlineData("if(2 > 1, 10, 1 / 0)", 10)]
    [InlineData("max(1, 5, 3) - min(4, 2)", 3)]
    [InlineData("round(2.345, 1) + abs(-1) + sqrt(9)", 6.3)]
    [InlineData("1 / 0", double.NaN)]
    [InlineData("0 * (1 / 0)", double.NaN)]
    public void Arithmetic_is_as_usual(string text, double expected) => Assert.Equal(expected, Formula.Parse(text).Evaluate([]), 1e-12);

    [Theory]
    [InlineData("", "character 1: it ends")]
    [InlineData("1 +", "character 4: it ends")]
    [InlineData("[a/b", "character 1: a tag's ']' is missing")]
    [InlineData("[//]", "is no path of a tag")]
    [InlineData("frob(1)", "there is no function frob")]
    [InlineData("if(1, 2)", "if takes 3 to 3 arguments, not 2")]
    [InlineData("1 2", "character 3: '2' is not expected")]
    [InlineData("(1", "')' is missing")]
    [InlineData("1.2.3", "1.2.3 is no number")]
    public void What_is_no_formula_is_refused_with_the_place(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => Formula.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Depth_length_and_tags_are_limited()
    {
        Assert.Throws<FormatException>(() => Formula.Parse(new string('(', 2000) + "1" + new string(')', 2000)));
        Assert.Throws<FormatException>(() => Formula.Parse(new string('-', 100) + "1"));
        Assert.Throws<FormatException>(() => Formula.Parse(new string(' ', 5000)));
        Assert.Throws<FormatException>(() => Formula.Parse(string.Join('+', Enumerable.Range(0, 101).Select(i => $"[a/t{i}]"))));
    }

    [Fact]
    public void Random_text_parses_or_is_refused()
    {
        var random = new Random(7);
        string[] words = ["1", "(", ")", "+", "-", "[a/b]", "if", "min", ",", "<=", "and", "not", "^", ".", "e", " ", "]", "["];
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)]));
            try
            {
                var formula = Formula.Parse(text);
                formula.Evaluate(new double[formula.Tags.Count]);
            }
            catch (FormatException)
            {
                // As it should.
            }
        }
    }

    [Fact]
    public async Task A_calculated_tag_has_a_sample_wherever_an_input_has_one()
    {
        var plant = new StorePlant();
        using var store = plant.Open();
        var (a, b) = (plant.Tags[0], plant.Tags[1]);
        plant.Append(a, Number(0, 1));
        plant.Append(b, Number(5, 10));
        plant.Append(a, Number(10, 2));
        plant.Append(b, Number(10, 20));
        plant.Append(b, new(StorePlant.At(12), TagValue.None, Quality.BadNoCommunication));
        plant.Append(a, Number(14, 3));
        plant.Append(b, new(StorePlant.At(15), TagValue.Of(30.0), Quality.Uncertain));
        store.TakeAvailable();
        var formula = Formula.Parse("[x/a] * 100 + [x/b]");
        Assert.Equal(["x/a", "x/b"], formula.Tags.Select(t => t.ToString()));
        var samples = new List<StoredSample>();
        await foreach (var sample in new CalculatedTag(formula, [a, b]).ReadAsync(store, StorePlant.At(1), StorePlant.At(60), 100, default))
            samples.Add(sample);
        Assert.Equal(
            [
                Number(5, 110), Number(10, 220), new(StorePlant.At(12), TagValue.None, Quality.BadNoCommunication),
                new(StorePlant.At(14), TagValue.None, Quality.BadNoCommunication), new(StorePlant.At(15), TagValue.Of(330.0), Quality.Uncertain),
            ],
            samples);
    }

    private static StoredSample Number(int second, double value) => new(StorePlant.At(second), TagValue.Of(value), Quality.Good);
}
