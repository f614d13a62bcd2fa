using Millwright.Flow.Normalizing;
using Millwright.Flow.Options;
using Millwright.Model;

namespace Millwright.Product.Tests.Normalizing;

public sealed class NormalizerTests
{
    private static readonly Timestamp Noon = new(new DateTime(2026, 3, 9, 12, 0, 0, DateTimeKind.Utc).Ticks);
    private static readonly TagHandle Tag = new(3);

    private readonly TagPlans _plans = new();
    private NormalizeCounts _counts;

    [Theory]
    [InlineData(2.0, 3.0, 10.0, 23.0)]
    [InlineData(0.1, 0.0, 215.0, 21.5)]
    [InlineData(-1.0, 0.5, 2.0, -1.5)]
    public void Scale_multiplies_and_offset_is_added(double scale, double offset, double raw, double expected)
    {
        Set(new() { Scale = scale, Offset = offset }, TagKind.Float64);
        Assert.Equal(expected, One(TagValue.Of(raw)).Value.ToDouble(), 12);
    }

    [Theory]
    [InlineData(0, 4.0, "Good")]
    [InlineData(27648, 20.0, "Good")]
    [InlineData(13824, 12.0, "Good")]
    [InlineData(30000, 20.0, "GoodClamped")]
    [InlineData(-500, 4.0, "GoodClamped")]
    public void Linear_scaling_goes_through_two_points_and_holds_its_ends(int raw, double expected, string quality)
    {
        Set(new() { Linear = new() { RawLow = 0, RawHigh = 27648, Low = 4, High = 20, Clamp = true } }, TagKind.Int16);
        var sample = One(TagValue.Of((short)raw));
        Assert.Equal((expected, quality), (sample.Value.ToDouble(), sample.Quality.ToString()));
    }

    [Theory]
    [InlineData("°F", "°C", 212.0, 100.0)]
    [InlineData("°C", "K", 0.0, 273.15)]
    [InlineData("psi", "bar", 14.503773773, 1.0)]
    public void The_source_unit_is_converted_after_scaling(string from, string to, double raw, double expected)
    {
        Set(new() { Scale = 0.1, SourceUnit = from, Unit = to }, TagKind.Float64);
        Assert.Equal(expected, One(TagValue.Of(raw * 10)).Value.ToDouble(), 6);
    }

    [Theory]
    [InlineData(0, 0b1010, false)]
    [InlineData(1, 0b1010, true)]
    [InlineData(15, 0x8000, true)]
    public void A_bit_of_an_integer_is_a_boolean(int bit, int raw, bool expected)
    {
        Set(new() { Bit = bit }, TagKind.UInt16);
        Assert.Equal(TagValue.Of(expected), One(TagValue.Of((ushort)raw)).Value);
    }

    [Fact]
    public void What_needs_no_number_passes_untouched()
    {
        Set(new(), TagKind.Int64);
        Assert.Equal(TagValue.Of(long.MaxValue - 1), One(TagValue.Of(long.MaxValue - 1)).Value);
        Set(new(), TagKind.String);
        Assert.Equal(TagValue.Of("ok"), One(TagValue.Of("ok")).Value);
    }

    [Theory]
    [InlineData(double.NaN, "BadSensorFailure")]
    [InlineData(double.PositiveInfinity, "BadOutOfRange")]
    [InlineData(double.NegativeInfinity, "BadOutOfRange")]
    [InlineData(1e308, "BadOutOfRange")]
    public void What_is_no_finite_number_is_bad_and_has_no_value(double raw, string quality)
    {
        Set(new() { Scale = 1e10 }, TagKind.Float64);
        var sample = One(TagValue.Of(raw));
        Assert.Equal((TagValue.None, quality), (sample.Value, sample.Quality.ToString()));
    }

    [Fact]
    public void A_string_where_a_number_is_needed_is_a_type_mismatch()
    {
        Set(new() { Scale = 2 }, TagKind.Int16);
        Assert.Equal(Quality.BadTypeMismatch, One(TagValue.Of("7")).Quality);
    }

    [Theory]
    [InlineData(119.9, "Good")]
    [InlineData(120.0, "Good")]
    [InlineData(120.1, "UncertainEngineeringUnitsExceeded")]
    [InlineData(-0.1, "UncertainEngineeringUnitsExceeded")]
    public void Outside_the_range_a_sample_is_uncertain_and_keeps_its_value(double raw, string quality)
    {
        Set(new() { Range = new(0, 120) }, TagKind.Float64);
        var sample = One(TagValue.Of(raw));
        Assert.Equal((raw, quality), (sample.Value.ToDouble(), sample.Quality.ToString()));
    }

    [Fact]
    public void A_clamped_value_keeps_its_integer_kind()
    {
        Set(new() { Range = new(0, 100), Clamp = true }, TagKind.UInt16);
        var sample = One(TagValue.Of((ushort)40_000));
        Assert.Equal((TagValue.Of((ushort)100), Quality.GoodClamped), (sample.Value, sample.Quality));
    }

    [Fact]
    public void A_bad_sample_passes_without_its_value_and_a_worse_quality_is_never_made_better()
    {
        Set(new() { Range = new(0, 1) }, TagKind.Float64);
        Assert.Equal((TagValue.None, Quality.BadDeviceFailure), Parts(One(TagValue.Of(5.0), Quality.BadDeviceFailure)));
        Assert.Equal(Quality.UncertainSensorNotAccurate, One(TagValue.Of(5.0), Quality.UncertainSensorNotAccurate).Quality);
    }

    [Theory]
    [InlineData("0.5", new[] { 1.0, 1.4, 1.5, 1.6, 1.2, 1.0 }, new[] { 1.0, 1.6, 1.0 })]
    [InlineData("0", new[] { 1.0, 1.0, 1.1, 1.1, 1.0 }, new[] { 1.0, 1.1, 1.0 })]
    [InlineData("10 %", new[] { 0.0, 19.0, 21.0, 2.0, 0.9 }, new[] { 0.0, 21.0, 0.9 })]
    [InlineData("0.9 °F", new[] { 0.0, 0.4, 0.6 }, new[] { 0.0, 0.6 })]
    public void Changes_within_the_deadband_are_left_out(string deadband, double[] raw, double[] kept)
    {
        Assert.True(Quantity.TryParse(deadband, out var band, out _));
        Set(new() { Deadband = band, Range = new(0, 200), Unit = "°C" }, TagKind.Float64);
        Assert.Equal(kept, Apply([.. raw.Select((v, i) => At(i, TagValue.Of(v)))]).Select(s => s.Value.ToDouble()));
        Assert.Equal(raw.Length - kept.Length, _counts.Suppressed);
    }

    [Fact]
    public void Without_a_deadband_every_reading_is_kept()
    {
        Set(new(), TagKind.Float64);
        Assert.Equal(3, Apply(At(0, TagValue.Of(1.0)), At(1, TagValue.Of(1.0)), At(1, TagValue.Of(1.0))).Count);
    }

    [Fact]
    public void A_change_of_quality_passes_the_deadband_both_ways()
    {
        Set(new() { Deadband = new(100) }, TagKind.Float64);
        var kept = Apply(
            At(0, TagValue.Of(1.0)), At(1, TagValue.Of(1.0), Quality.BadDeviceFailure), At(2, TagValue.Of(1.0), Quality.BadDeviceFailure), At(3, TagValue.Of(1.0)));
        Assert.Equal([Quality.Good, Quality.BadDeviceFailure, Quality.Good], kept.Select(s => s.Quality));
    }

    [Fact]
    public void The_longest_interval_passes_an_unchanged_value_by_source_time_or_by_monotonic_time()
    {
        Set(new() { Deadband = new(1), Every = TimeSpan.FromSeconds(60) }, TagKind.Float64);
        Assert.Equal([0, 60, 120], Apply([.. Enumerable.Range(0, 13).Select(i => At(i * 10, TagValue.Of(1.0)))]).Select(s => (s.SourceTime - Noon).TotalSeconds));
        // The source's clock stands: ours still says that a minute is over.
        Assert.Empty(ApplyAt(TimeSpan.FromSeconds(59), At(120, TagValue.Of(1.0))));
        Assert.Single(ApplyAt(TimeSpan.FromSeconds(60), At(120, TagValue.Of(1.0))));
    }

    [Fact]
    public void A_sample_older_than_the_last_kept_is_never_left_out()
    {
        Set(new() { Deadband = new(5) }, TagKind.Float64);
        Assert.Equal([10, 5], Apply(At(10, TagValue.Of(1.0)), At(5, TagValue.Of(1.0)), At(6, TagValue.Of(1.0))).Select(s => (s.SourceTime - Noon).TotalSeconds));
    }

    [Fact]
    public void Equal_strings_and_arrays_are_left_out_and_others_kept()
    {
        Set(new() { Deadband = new(0) }, TagKind.String);
        Assert.Equal(["a", "b"], Apply(At(0, TagValue.Of("a")), At(1, TagValue.Of(new string('a', 1))), At(2, TagValue.Of("b"))).Select(s => s.Value.AsString()));
        Set(new() { Deadband = new(0) }, TagKind.Int32Array);
        Assert.Equal(2, Apply(At(0, TagValue.OfArray(new[] { 1, 2 })), At(1, TagValue.OfArray(new[] { 1, 2 })), At(2, TagValue.OfArray(new[] { 1, 3 }))).Count);
    }

    [Theory]
    [InlineData(59, 59, "Good")]
    [InlineData(61, 0, "Uncertain")]
    [InlineData(86_400, 0, "Uncertain")]
    [InlineData(-86_400, -86_400, "Good")]
    public void A_source_time_too_far_ahead_is_replaced_by_ours_and_a_late_one_stands(int ahead, int expected, string quality)
    {
        Set(new(), TagKind.Float64);
        var sample = Apply(At(ahead, TagValue.Of(1.0))).Single();
        Assert.Equal((expected, quality), ((int)(sample.SourceTime - Noon).TotalSeconds, sample.Quality.ToString()));
    }

    [Fact]
    public void A_device_that_lost_its_clock_gets_our_time_and_one_without_a_clock_is_not_blamed()
    {
        Set(new(), TagKind.Float64);
        var kept = Apply(
            new(Tag, Timestamp.FromUnixMilliseconds(0), TagValue.Of(1.0), Quality.Good), new(Tag, Timestamp.None, TagValue.Of(1.0), Quality.Good));
        Assert.Equal([(Noon, Quality.Uncertain), (Noon, Quality.Good)], kept.Select(s => (s.SourceTime, s.Quality)));
        Assert.Equal(1, _counts.ReplacedTime);
    }

    [Fact]
    public void Impossible_times_and_tags_of_others_are_rejected_and_counted()
    {
        Set(new(), TagKind.Float64);
        _plans.Set(new(4), TagPlan.Compile(new(), TagKind.Float64), owner: 2);
        Assert.Empty(Apply(
            new(Tag, new(-1), TagValue.Of(1.0), Quality.Good), new(Tag, new(long.MaxValue), TagValue.Of(1.0), Quality.Good),
            new(new(4), Noon, TagValue.Of(1.0), Quality.Good), new(new(900_000), Noon, TagValue.Of(1.0), Quality.Good)));
        Assert.Equal((2, 2, 4), (_counts.ImpossibleTime, _counts.UnknownTag, _counts.Rejected));
    }

    [Fact]
    public void A_counter_starts_at_the_devices_count_adds_what_is_made_and_survives_wrap_and_reset()
    {
        Set(new() { Counter = true }, TagKind.UInt16);
        var counts = new[] { 65_000, 65_500, 100, 150, 0, 20 };
        var kept = Apply([.. counts.Select((c, i) => At(i, TagValue.Of((ushort)c)))]);
        // 100 is a wrap (136 more), 0 after 150 is a reset, which adds nothing.
        Assert.Equal([65_000L, 65_500, 65_636, 65_686, 65_686, 65_706], kept.Select(s => (long)s.Value.Bits));
        Assert.All(kept, s => Assert.Equal(TagKind.Int64, s.Value.Kind));
    }

    [Fact]
    public void A_counter_is_based_anew_after_a_restart_and_goes_on_from_history()
    {
        Set(new() { Counter = true, Scale = 0.5 }, TagKind.UInt32);
        _plans.Unsynchronize([Tag]);
        Assert.Equal(Quality.BadWaitingForInitialData, One(TagValue.Of(9u)).Quality);
        _plans.SeedCounter(Tag, 1000);
        Assert.Equal((1000.0, Quality.UncertainInitialValue), (One(TagValue.Of(7_000_000u)).Value.ToDouble(), One(TagValue.Of(3u)).Quality));
        _plans.Synchronize([Tag], 1);
        Assert.Equal([1000.0, 1005.0], Apply(At(5, TagValue.Of(40u)), At(6, TagValue.Of(50u))).Select(s => s.Value.ToDouble()));
    }

    [Fact]
    public void The_server_time_travels_with_the_sample()
    {
        Set(new() { Scale = 2 }, TagKind.Float64);
        var sample = Apply(new Sample(Tag, Noon, TagValue.Of(1.0), Quality.Good, Noon + TimeSpan.FromSeconds(1))).Single();
        Assert.Equal(Noon + TimeSpan.FromSeconds(1), sample.ServerTime);
    }

    [Fact]
    public void A_written_value_comes_back_as_it_was_and_what_does_not_fit_is_none()
    {
        Set(new() { Scale = 0.1, Offset = -5 }, TagKind.Int16);
        var plan = _plans.Find(Tag)!;
        var raw = Normalizer.ToRaw(plan, TagValue.Of(21.5));
        Assert.Equal(TagValue.Of((short)265), raw);
        var quality = Quality.Good;
        Assert.Equal(21.5, Normalizer.ToEngineering(plan, raw, ref quality).ToDouble(), 9);
        Assert.True(Normalizer.ToRaw(plan, TagValue.Of(1e6)).IsNone);
        Assert.True(Normalizer.ToRaw(plan, TagValue.Of(double.NaN)).IsNone);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_sample()
    {
        Set(new() { Scale = 0.1, Deadband = new(0.5), Range = new(0, 100) }, TagKind.Int16);
        using var raw = SampleBatch.Rent(1000);
        for (var i = 0; i < 1000; i++)
            raw.Add(Tag, Noon + TimeSpan.FromSeconds(i * 0.01), TagValue.Of((short)i), Quality.Good);
        using var output = SampleBatch.Rent(1000);
        var keep = new bool[1000];
        Normalizer.Apply(_plans, 1, raw, new(Noon, 0), TimeSpan.FromMinutes(1), output, keep);
        output.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Normalizer.Apply(_plans, 1, raw, new(Noon, 0), TimeSpan.FromMinutes(1), output, keep);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (TagValue, Quality) Parts(Sample sample) => (sample.Value, sample.Quality);

    private static Sample At(double second, TagValue value, Quality? quality = null) =>
        new(Tag, Noon + TimeSpan.FromSeconds(second), value, quality ?? Quality.Good);

    /// <summary>A fresh plan of a tag that is synchronized.</summary>
    private void Set(TagOptions options, TagKind raw)
    {
        Assert.DoesNotContain(options.Check(raw), p => p.Key != "every");
        _plans.Set(Tag, TagPlan.Compile(options, raw), owner: 1);
        _plans.States.At(Tag) = new() { Flags = TagFlags.Synchronized };
    }

    private Sample One(TagValue value, Quality? quality = null) => Apply(At(0, value, quality)).Single();

    private List<Sample> Apply(params Sample[] samples) => ApplyAt(TimeSpan.Zero, samples);

    private List<Sample> ApplyAt(TimeSpan monotonic, params Sample[] samples)
    {
        using var raw = SampleBatch.Rent(samples.Length);
        foreach (var sample in samples)
            raw.Add(sample);
        using var output = SampleBatch.Rent(samples.Length);
        var keep = new bool[samples.Length];
        // Times ahead of noon up to the skew are the normal case of these tables; "now" moves with the newest allowed one.
        var now = samples.Max(s => s.SourceTime) is var newest && newest > Noon && newest < Noon + TimeSpan.FromHours(1) && (samples.Length > 1 || monotonic > TimeSpan.Zero) ? newest : Noon;
        _counts = Normalizer.Apply(_plans, 1, raw, new(now, monotonic.Ticks), TimeSpan.FromMinutes(1), output, keep);
        output.Keep(keep);
        return [.. Enumerable.Range(0, output.Count).Select(i => output[i])];
    }
}
