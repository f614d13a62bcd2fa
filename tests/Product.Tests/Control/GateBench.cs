using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Control;
using Millwright.Control.Audit;
using Millwright.Control.Writes;
using Millwright.Fakes;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Product.Tests.Control;

/// <summary>A gate before a fake device: a set-point of 0 to 100 °C with raw tenths, a state, and a tag that is read only.</summary>
internal sealed class GateBench : IWriteTargets, IDisposable
{
    public static readonly Identity Operator = new("ann", Role.Operator, "page");

    public GateBench(WriteGateOptions? options = null)
    {
        Device = new(Clock);
        var handles = Tags.Replace(
        [
            Definition("p/setpoint", TagKind.Float64) with { Unit = Unit.TryParse("°C", out var unit) ? unit : null, Writable = true },
            Definition("p/state", TagKind.UInt16) with { Writable = true, States = new Dictionary<long, string> { [0] = "idle", [1] = "running" } },
            Definition("p/sensor", TagKind.Float64),
            Definition("p/count", TagKind.Int16) with { Writable = true },
        ]);
        (SetPoint, State, Sensor, Count) = (handles[0], handles[1], handles[2], handles[3]);
        Trail = AuditTrail.Open(Files, "/audit", new() { MaxFileBytes = 100_000 }, Clock, NullLogger.Instance);
        Gate = new(Tags, Current, this, Trail, Clock, options ?? new() { ReadBackTimeout = TimeSpan.Zero });
        Refresh(SetPoint, TagValue.Of(20.0), TagValue.Of((short)200));
        Refresh(State, TagValue.Of((ushort)0), TagValue.Of((ushort)0));
        Refresh(Count, TagValue.Of((short)5), TagValue.Of((short)5));
    }

    public ManualClock Clock { get; } = new();

    public TagTable Tags { get; } = new();

    public FakeCurrentValues Current { get; } = new();

    public FakeDevice Device { get; }

    public MemoryFiles Files { get; } = new();

    public AuditTrail Trail { get; }

    public WriteGate Gate { get; }

    public TagHandle SetPoint { get; }

    public TagHandle State { get; }

    public TagHandle Sensor { get; }

    public TagHandle Count { get; }

    public bool IsConnected { get; set; } = true;

    public WriteEnvelope Envelope { get; set; } =
        new(new(0, 100), Role.Operator, TimeSpan.FromSeconds(5), 30, TimeSpan.FromSeconds(10));

    public WriteTarget? Find(TagHandle tag) =>
        tag == Sensor ? null : new(tag == SetPoint ? Envelope : Envelope with { Range = null, MaximumStep = null }, new Tenths(tag == SetPoint), IsConnected ? Device : null);

    public void Refresh(TagHandle tag, TagValue value, TagValue raw, Quality? quality = null)
    {
        Current.Set(new(tag, Timestamp.Now(Clock), value, quality ?? Quality.Good));
        Device.Registers[tag] = raw;
    }

    public Task<WriteOutcome> WriteAsync(string tag, TagValue value, Identity? who = null) =>
        Gate.WriteAsync(new(TagPath.Parse(tag), value, "test"), who ?? Operator, CancellationToken.None).AsTask();

    public void Dispose() => Trail.Dispose();

    private static TagDefinition Definition(string path, TagKind kind) => new()
    {
        Id = new(Guid.NewGuid()),
        Path = TagPath.Parse(path),
        Kind = kind,
        Connection = "press3",
        Address = "holding 1",
    };

    /// <summary>Raw tenths in 16 bits, or the value itself.</summary>
    private sealed class Tenths(bool isScaled) : IWriteScaling
    {
        public bool TryToRaw(TagValue engineering, out TagValue raw, out string? problem)
        {
            problem = "it does not fit into the register";
            return isScaled
                ? TagValue.Of(engineering.ToDouble() * 10).TryConvert(TagKind.Int16, out raw)
                : engineering.TryConvert(engineering.Kind, out raw);
        }

        public TagValue ToEngineering(TagValue raw) => isScaled ? TagValue.Of(raw.ToDouble() / 10) : raw;
    }
}
