using Millwright.Control;
using Millwright.Control.Writes;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Product.Tests.Control;

/// <summary>The gate's rules one by one, as tables.</summary>
public sealed class WriteRulesTests
{
    private static readonly WriteEnvelope Envelope = new(new(0, 100), Role.Engineer, TimeSpan.FromSeconds(5), 30, TimeSpan.FromSeconds(10));
    private static readonly Timestamp Now = Timestamp.From(new(2026, 3, 9, 10, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(Role.Viewer, false)]
    [InlineData(Role.Operator, false)]
    [InlineData(Role.Engineer, true)]
    [InlineData(Role.Admin, true)]
    public void A_role_is_enough_from_the_envelopes_on(Role role, bool isEnough)
    {
        var refusal = WriteRules.Role(new("ann", role, "page"), Envelope);
        Assert.Equal(isEnough, refusal is null);
        if (!isEnough)
            Assert.Equal(($"ann is {role.ToString().ToLowerInvariant()}; this tag asks for engineer", "ask somebody with the role engineer"), (refusal!.Value.Problem, refusal.Value.Remedy));
    }

    public static TheoryData<TagKind, TagValue, bool> Conversions => new()
    {
        { TagKind.Int16, TagValue.Of(5.0), true },
        { TagKind.Int16, TagValue.Of(32767.0), true },
        { TagKind.Int16, TagValue.Of(32768.0), false },
        { TagKind.Int16, TagValue.Of(-32768.0), true },
        { TagKind.Int16, TagValue.Of(-32769.0), false },
        { TagKind.UInt16, TagValue.Of(-1.0), false },
        { TagKind.UInt16, TagValue.Of(0.5), false },
        { TagKind.Int64, TagValue.Of(1e300), false },
        { TagKind.Boolean, TagValue.Of(1.0), true },
        { TagKind.Boolean, TagValue.Of(0.0), true },
        { TagKind.Boolean, TagValue.Of(2.0), false },
        { TagKind.Boolean, TagValue.Of(true), true },
        { TagKind.Int16, TagValue.Of(true), false },
        { TagKind.Float64, TagValue.Of(true), false },
        { TagKind.Float32, TagValue.Of(1e300), false },
        { TagKind.Float64, TagValue.Of(double.NaN), false },
        { TagKind.Float64, TagValue.Of(double.NegativeInfinity), false },
        { TagKind.String, TagValue.Of("word"), true },
        { TagKind.Float64, TagValue.Of("12"), false },
    };

    [Theory]
    [MemberData(nameof(Conversions))]
    public void A_value_becomes_the_tags_own_kind_or_is_refused(TagKind kind, TagValue value, bool isGood)
    {
        var refusal = WriteRules.Convert(Tag(kind), value, out var converted);
        Assert.Equal(isGood, refusal is null);
        if (isGood)
            Assert.Equal(kind, converted.Kind);
        else
            Assert.Equal(WriteResult.Type, refusal!.Value.Result);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(100, true)]
    [InlineData(-0.0001, false)]
    [InlineData(100.0001, false)]
    [InlineData(double.NaN, false)]
    public void The_ends_of_a_range_belong_to_it(double value, bool isInside)
    {
        var refusal = WriteRules.Range(Tag(TagKind.Float64), TagValue.Of(value), Envelope);
        Assert.Equal(isInside, refusal is null);
        if (!isInside)
            Assert.Equal("write a value from 0 to 100", refusal!.Value.Remedy);
    }

    [Fact]
    public void Without_a_range_of_its_own_the_envelope_takes_the_tags_and_without_both_anything_goes()
    {
        var tag = Tag(TagKind.Float64) with { Range = new(10, 20) };
        Assert.NotNull(WriteRules.Range(tag, TagValue.Of(21.0), Envelope with { Range = null }));
        Assert.Null(WriteRules.Range(tag, TagValue.Of(21.0), Envelope));
        Assert.Null(WriteRules.Range(Tag(TagKind.Float64), TagValue.Of(1e9), Envelope with { Range = null }));
    }

    [Fact]
    public void A_state_must_be_one_there_is_and_the_words_are_named()
    {
        var tag = Tag(TagKind.UInt16) with { States = new Dictionary<long, string> { [0] = "idle", [1] = "running" } };
        Assert.Null(WriteRules.Range(tag, TagValue.Of((ushort)1), Envelope));
        Assert.Equal("write one of idle, running", WriteRules.Range(tag, TagValue.Of((ushort)2), Envelope)!.Value.Remedy);
        Assert.Null(WriteRules.Convert(tag, TagValue.Of("RUNNING"), out var number));
        Assert.Equal(TagValue.Of((ushort)1), number);
        Assert.Equal("write one of idle, running", WriteRules.Convert(tag, TagValue.Of("fast"), out _)!.Value.Remedy);
    }

    public static TheoryData<string, double, Quality, bool> Freshness => new()
    {
        { "now", 0, Quality.Good, true },
        { "just fresh", 10, Quality.Good, true },
        { "a tick too old", 10.0000001, Quality.Good, false },
        { "a little ahead", -1, Quality.Good, true },
        { "too far ahead", -1.0000001, Quality.Good, false },
        { "clamped is Good", 0, Quality.GoodClamped, true },
        { "uncertain", 0, Quality.UncertainInitialValue, false },
        { "last usable", 0, Quality.UncertainNoCommunicationLastUsableValue, false },
        { "bad", 0, Quality.BadNoCommunication, false },
    };

    [Theory]
    [MemberData(nameof(Freshness))]
    public void Only_what_is_seen_good_and_fresh_may_be_moved(string why, double ageSeconds, Quality quality, bool mayWrite)
    {
        var sample = new Sample(default, Now - TimeSpan.FromSeconds(ageSeconds), TagValue.Of(5.0), quality);
        var refusal = WriteRules.Freshness(hasSample: true, sample, certain: null, Now, Envelope, TimeSpan.FromSeconds(1));
        Assert.True(mayWrite == refusal is null, why);
        Assert.NotNull(WriteRules.Freshness(hasSample: false, sample, certain: null, Now, Envelope, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(50, 80, true)]
    [InlineData(50, 80.0001, false)]
    [InlineData(50, 20, true)]
    [InlineData(50, 19.9999, false)]
    [InlineData(double.NaN, 50, false)]
    [InlineData(double.PositiveInfinity, 50, false)]
    public void A_step_is_bounded_both_ways_and_one_from_nowhere_is_refused(double present, double wanted, bool isSmall)
    {
        var refusal = WriteRules.Step(Tag(TagKind.Float64), TagValue.Of(present), TagValue.Of(wanted), Envelope);
        Assert.Equal(isSmall, refusal is null);
        Assert.Null(WriteRules.Step(Tag(TagKind.Float64), TagValue.Of(present), TagValue.Of(wanted), Envelope with { MaximumStep = null }));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(4.999, false)]
    [InlineData(0, false)]
    public void Between_two_writes_lies_the_interval(double seconds, bool isLong)
    {
        var refusal = WriteRules.Rate(TimeSpan.FromSeconds(seconds), Envelope);
        Assert.Equal(isLong, refusal is null);
        if (!isLong)
            Assert.Equal(FormattableString.Invariant($"write again in {5 - seconds:0.###} s"), refusal!.Value.Remedy);
    }

    public static TheoryData<TagValue, TagValue, bool> Readings => new()
    {
        { TagValue.Of((short)200), TagValue.Of((short)200), true },
        { TagValue.Of((short)200), TagValue.Of((short)201), false },
        { TagValue.Of(21.5f), TagValue.Of(21.5), true },
        { TagValue.Of(0.1), TagValue.Of(0.1f), true },
        { TagValue.Of(21.5), TagValue.Of(21.6), false },
        { TagValue.Of(0.0), TagValue.Of(1e-9), false },
        { TagValue.Of(1.0), TagValue.Of(double.NaN), false },
        { TagValue.Of(true), TagValue.Of(false), false },
        { TagValue.Of("a"), TagValue.Of("a"), true },
        { TagValue.Of("a"), TagValue.Of("b"), false },
        { TagValue.Of((short)1), TagValue.None, false },
    };

    [Theory]
    [MemberData(nameof(Readings))]
    public void What_is_read_back_is_what_was_written_up_to_the_bits_a_float_loses(TagValue written, TagValue readBack, bool isSame) =>
        Assert.Equal(isSame, WriteRules.IsSame(written, readBack));

    [Fact]
    public void What_is_shown_has_the_tags_unit()
    {
        var tag = Tag(TagKind.Float64) with { Unit = Unit.TryParse("°C", out var unit) ? unit : null };
        Assert.Equal("101.5 °C is outside 0 °C to 100 °C", WriteRules.Range(tag, TagValue.Of(101.5), Envelope)!.Value.Problem);
    }

    private static TagDefinition Tag(TagKind kind) => new() { Id = new(Guid.NewGuid()), Path = TagPath.Parse("p/x"), Kind = kind, Connection = "c", Address = "holding 1" };
}
