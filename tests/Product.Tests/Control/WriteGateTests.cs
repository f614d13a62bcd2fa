using Millwright.Control;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Security;
using Millwright.Security.Audit;

namespace Millwright.Product.Tests.Control;

public sealed class WriteGateTests : IDisposable
{
    private static readonly SourceFault TimedOut = new(SourceFaultKind.TimedOut, "silent", "look");
    private static readonly SourceFault Refused = new(SourceFaultKind.Refused, "exception 2", "look");

    private readonly GateBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_good_write_is_recorded_before_and_after_scaled_and_read_back()
    {
        var recorded = -1L;
        _bench.Device.OnWrite = (_, _) => recorded = _bench.Trail.Status.Head.Id;
        var outcome = await _bench.WriteAsync("p/setpoint", TagValue.Of(21.5));
        Assert.Equal(WriteResult.Done, outcome.Result);
        Assert.Equal(TagValue.Of((short)215), outcome.Written);
        Assert.Equal(21.5, outcome.ReadBack.ToDouble());
        Assert.Equal(1, recorded);
        var records = _bench.Trail.Read(10, null);
        Assert.Equal(["write", "write-begin"], records.Select(r => r.Entry.Action));
        Assert.Equal((outcome.AuditId, AuditEntry.Done, "21.5"), (records[0].Id, records[0].Entry.Result, records[0].Entry.ReadBack));
    }

    [Fact]
    public async Task An_old_value_is_fresh_as_long_as_its_source_watches_it()
    {
        _bench.Clock.Advance(TimeSpan.FromHours(1));
        _bench.Device.Certain = TimeSpan.FromSeconds(10.001);
        Assert.Equal(WriteResult.Stale, (await _bench.WriteAsync("p/setpoint", TagValue.Of(21.5))).Result);
        _bench.Device.Certain = TimeSpan.FromSeconds(4);
        Assert.Equal(WriteResult.Done, (await _bench.WriteAsync("p/setpoint", TagValue.Of(21.5))).Result);
    }

    public static TheoryData<string, string, double, WriteResult> Refusals => new()
    {
        { "unknown", "p/nothing", 20, WriteResult.UnknownTag },
        { "read only", "p/sensor", 20, WriteResult.NotWritable },
        { "viewer", "p/setpoint", 20, WriteResult.Role },
        { "below", "p/setpoint", -0.1, WriteResult.Range },
        { "above", "p/setpoint", 100.1, WriteResult.Range },
        { "nan", "p/setpoint", double.NaN, WriteResult.Type },
        { "infinite", "p/setpoint", double.PositiveInfinity, WriteResult.Type },
        { "step", "p/setpoint", 50.5, WriteResult.Range },
        { "fraction", "p/count", 1.5, WriteResult.Type },
        { "too big for its kind", "p/count", 40_000, WriteResult.Type },
        { "no state", "p/state", 7, WriteResult.Range },
        { "bad", "p/setpoint", 21, WriteResult.Stale },
        { "uncertain", "p/setpoint", 21, WriteResult.Stale },
        { "old", "p/setpoint", 21, WriteResult.Stale },
        { "future", "p/setpoint", 21, WriteResult.Stale },
        { "no value", "p/setpoint", 21, WriteResult.Stale },
        { "device reads bad", "p/setpoint", 21, WriteResult.Stale },
        { "device silent", "p/setpoint", 21, WriteResult.Device },
        { "not connected", "p/setpoint", 21, WriteResult.Device },
        { "audit fails", "p/setpoint", 21, WriteResult.AuditUnavailable },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_is_not_known_to_be_safe_is_refused_and_the_device_not_touched(string why, string tag, double value, WriteResult expected)
    {
        switch (why)
        {
            case "bad": _bench.Refresh(_bench.SetPoint, TagValue.None, TagValue.Of((short)200), Quality.BadNoCommunication); break;
            case "uncertain": _bench.Refresh(_bench.SetPoint, TagValue.Of(20.0), TagValue.Of((short)200), Quality.UncertainInitialValue); break;
            case "old": _bench.Clock.Advance(TimeSpan.FromSeconds(10.001)); break;
            case "future": _bench.Clock.JumpTo(_bench.Clock.GetUtcNow() - TimeSpan.FromSeconds(2)); break;
            case "no value": _bench.Current.Samples.Clear(); break;
            case "device reads bad": _bench.Device.ReadQuality = Quality.BadDeviceFailure; break;
            case "device silent": _bench.Device.ReadFault = TimedOut; break;
            case "not connected": _bench.IsConnected = false; break;
            case "audit fails": _bench.Files.FailSync = true; break;
        }
        var who = why == "viewer" ? new Identity("bob", Role.Viewer, "rest") : GateBench.Operator;
        var outcome = await _bench.WriteAsync(tag, TagValue.Of(value), who);
        Assert.Equal(expected, outcome.Result);
        Assert.Equal(0, _bench.Device.Writes);
        Assert.False(string.IsNullOrEmpty(outcome.Problem));
        Assert.False(string.IsNullOrEmpty(outcome.Remedy));
        if (expected != WriteResult.AuditUnavailable)
            Assert.Equal(AuditEntry.Refused, _bench.Trail.Read(1, null).Single(r => r.Id == outcome.AuditId).Entry.Result);
    }

    [Theory]
    [InlineData("hot")]
    [InlineData("")]
    public async Task Words_that_are_no_state_are_refused(string word) =>
        Assert.Equal(WriteResult.Type, (await _bench.WriteAsync("p/state", TagValue.Of(word))).Result);

    [Fact]
    public async Task A_boolean_is_no_set_point() =>
        Assert.Equal(WriteResult.Type, (await _bench.WriteAsync("p/setpoint", TagValue.Of(true))).Result);

    [Fact]
    public async Task A_states_word_is_written_as_its_number()
    {
        Assert.Equal(WriteResult.Done, (await _bench.WriteAsync("p/state", TagValue.Of("Running"))).Result);
        Assert.Equal(TagValue.Of((ushort)1), _bench.Device.Registers[_bench.State]);
    }

    [Fact]
    public async Task A_second_write_too_soon_is_refused_and_later_done()
    {
        await _bench.WriteAsync("p/setpoint", TagValue.Of(21.0));
        _bench.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(WriteResult.Rate, (await _bench.WriteAsync("p/setpoint", TagValue.Of(22.0))).Result);
        _bench.Clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(WriteResult.Done, (await _bench.WriteAsync("p/setpoint", TagValue.Of(22.0))).Result);
    }

    [Fact]
    public async Task A_wall_clock_that_jumps_does_not_shorten_the_interval()
    {
        await _bench.WriteAsync("p/setpoint", TagValue.Of(21.0));
        _bench.Clock.JumpTo(_bench.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        _bench.Refresh(_bench.SetPoint, TagValue.Of(21.0), TagValue.Of((short)210));
        Assert.Equal(WriteResult.Rate, (await _bench.WriteAsync("p/setpoint", TagValue.Of(22.0))).Result);
    }

    [Fact]
    public async Task A_tag_that_is_not_there_is_refused_on_the_record()
    {
        var outcome = await _bench.WriteAsync("p/nothing", TagValue.Of(1.0));
        Assert.Equal((WriteResult.UnknownTag, 0), (outcome.Result, _bench.Device.Writes));
        Assert.Equal(("p/nothing", AuditEntry.Refused), (_bench.Trail.Read(1, null)[0].Entry.Target, _bench.Trail.Read(1, null)[0].Entry.Result));
    }

    [Fact]
    public async Task The_record_says_who_what_why_and_what_came_of_it_before_and_after()
    {
        var outcome = await _bench.WriteAsync("p/setpoint", TagValue.Of(21.5));
        var records = _bench.Trail.Read(2, null);
        Assert.Equal(outcome.AuditId, records[0].Id);
        Assert.Equal(("write", AuditEntry.Done, "21.5"), (records[0].Entry.Action, records[0].Entry.Result, records[0].Entry.ReadBack));
        Assert.Equal(("write-begin", AuditEntry.Done), (records[1].Entry.Action, records[1].Entry.Result));
        Assert.All(records, r =>
        {
            Assert.Equal(("ann", Role.Operator, "page", "p/setpoint", "21.5"), (r.Entry.Who, r.Entry.Role, r.Entry.Via, r.Entry.Target, r.Entry.Requested));
            Assert.EndsWith("reason: test", r.Entry.Detail, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_refused_write_does_not_take_the_interval_of_the_next()
    {
        Assert.Equal(WriteResult.Range, (await _bench.WriteAsync("p/setpoint", TagValue.Of(101.0))).Result);
        Assert.Equal(WriteResult.Done, (await _bench.WriteAsync("p/setpoint", TagValue.Of(21.0))).Result);
    }

    [Fact]
    public async Task One_tags_interval_is_not_anothers()
    {
        Assert.Equal(WriteResult.Done, (await _bench.WriteAsync("p/setpoint", TagValue.Of(21.0))).Result);
        Assert.Equal(WriteResult.Done, (await _bench.WriteAsync("p/count", TagValue.Of((short)6))).Result);
    }

    [Fact]
    public async Task Of_many_writes_at_once_one_reaches_the_device()
    {
        _bench.Device.WriteHold = new();
        var writes = Enumerable.Range(0, 8).Select(i => _bench.WriteAsync("p/setpoint", TagValue.Of(20.0 + i))).ToList();
        Assert.Equal(7, writes.Count(w => w.IsCompletedSuccessfully && w.Result.Result == WriteResult.InProgress));
        _bench.Device.WriteHold.SetResult();
        var outcomes = await Task.WhenAll(writes);
        Assert.Single(outcomes, o => o.Result == WriteResult.Done);
        Assert.Equal(1, _bench.Device.Writes);
    }

    [Fact]
    public async Task A_pulse_is_done_when_the_device_takes_it_whatever_is_read_back()
    {
        _bench.Envelope = _bench.Envelope with { IsMomentary = true };
        _bench.Device.IgnoresWrites = true;
        Assert.Equal(WriteResult.Done, (await _bench.WriteAsync("p/setpoint", TagValue.Of(21.0))).Result);
        _bench.Clock.Advance(TimeSpan.FromSeconds(5));
        _bench.Device.WriteFault = TimedOut;
        Assert.Equal(WriteResult.Unconfirmed, (await _bench.WriteAsync("p/setpoint", TagValue.Of(22.0))).Result);
    }

    [Fact]
    public async Task A_device_that_cannot_be_read_after_a_write_leaves_it_unconfirmed()
    {
        _bench.Device.OnWrite = (_, _) => _bench.Device.ReadFault = TimedOut;
        var outcome = await _bench.WriteAsync("p/setpoint", TagValue.Of(21.0));
        Assert.Equal((WriteResult.Unconfirmed, 1), (outcome.Result, _bench.Device.Writes));
        Assert.Contains("look at the machine", outcome.Remedy, StringComparison.Ordinal);
        Assert.True(outcome.ReadBack.IsNone);
    }

    [Fact]
    public async Task The_step_is_judged_from_what_the_device_has_now()
    {
        _bench.Device.Registers[_bench.SetPoint] = TagValue.Of((short)900);
        Assert.Equal(WriteResult.Range, (await _bench.WriteAsync("p/setpoint", TagValue.Of(30.0))).Result);
    }

    [Fact]
    public async Task While_a_write_is_under_way_another_to_the_tag_is_refused_until_the_device_is_done()
    {
        _bench.Device.WriteHold = new();
        var first = _bench.WriteAsync("p/setpoint", TagValue.Of(21.0));
        Assert.Equal(WriteResult.InProgress, (await _bench.WriteAsync("p/setpoint", TagValue.Of(22.0))).Result);
        // The gate gives up waiting, but the device still has it.
        _bench.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(WriteResult.Unconfirmed, (await first).Result);
        _bench.Clock.Advance(TimeSpan.FromSeconds(5.5));
        _bench.Refresh(_bench.SetPoint, TagValue.Of(20.0), TagValue.Of((short)200));
        Assert.Equal(WriteResult.InProgress, (await _bench.WriteAsync("p/setpoint", TagValue.Of(22.0))).Result);
        _bench.Device.WriteHold.SetResult();
        _bench.Device.WriteHold = null;
        Assert.Equal(WriteResult.Done, (await _bench.WriteAsync("p/setpoint", TagValue.Of(22.0))).Result);
        Assert.Equal(1, _bench.Device.MostInFlight);
    }

    [Fact]
    public async Task A_device_that_refuses_is_not_asked_again()
    {
        _bench.Device.WriteFault = Refused;
        var outcome = await _bench.WriteAsync("p/setpoint", TagValue.Of(21.0));
        Assert.Equal((WriteResult.Device, 1), (outcome.Result, _bench.Device.Writes));
        Assert.Equal(AuditEntry.Failed, _bench.Trail.Read(1, null)[0].Entry.Result);
    }

    [Fact]
    public async Task A_device_that_says_yes_and_does_nothing_is_unconfirmed()
    {
        _bench.Device.IgnoresWrites = true;
        var outcome = await _bench.WriteAsync("p/setpoint", TagValue.Of(21.0));
        Assert.Equal((WriteResult.Unconfirmed, 20.0, 1), (outcome.Result, outcome.ReadBack.ToDouble(), _bench.Device.Writes));
    }

    [Fact]
    public async Task A_write_without_an_answer_is_never_repeated()
    {
        _bench.Device.WriteFault = TimedOut;
        var outcome = await _bench.WriteAsync("p/setpoint", TagValue.Of(21.0));
        Assert.Equal((WriteResult.Unconfirmed, 1), (outcome.Result, _bench.Device.Writes));
    }

    [Fact]
    public async Task A_value_that_goes_stale_while_the_record_is_written_stops_the_write()
    {
        using var slow = new SlowTrail(_bench);
        var gate = new Millwright.Control.Writes.WriteGate(_bench.Tags, _bench.Current, _bench, slow, _bench.Clock, new());
        var outcome = await gate.WriteAsync(new(TagPath.Parse("p/setpoint"), TagValue.Of(21.0), null), GateBench.Operator, CancellationToken.None);
        Assert.Equal((WriteResult.Stale, 0), (outcome.Result, _bench.Device.Writes));
    }

    /// <summary>A trail on a disk that takes 11 seconds.</summary>
    private sealed class SlowTrail(GateBench bench) : Millwright.Control.Audit.IAuditTrail, IDisposable
    {
        public Millwright.Control.Audit.AuditStatus Status => bench.Trail.Status;

        public AuditRecord Append(AuditEntry entry)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(11));
            return bench.Trail.Append(entry);
        }

        public IReadOnlyList<AuditRecord> Read(int limit, long? before) => bench.Trail.Read(limit, before);

        public void Dispose()
        {
        }
    }
}
