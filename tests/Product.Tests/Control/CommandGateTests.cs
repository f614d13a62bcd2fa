using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Control;
using Millwright.Control.Audit;
using Millwright.Control.Commands;
using Millwright.Fakes;
using Millwright.Flow.Events;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Product.Tests.Events;
using Millwright.Security;

namespace Millwright.Product.Tests.Control;

/// <summary>The gate of commands and conditions before a fake device.</summary>
public sealed class CommandGateTests : ICommandTargets, IDisposable
{
    private static readonly Identity Operator = new("ann", Role.Operator, "page");
    private static readonly TagPath Start = TagPath.Parse("p/start");

    private readonly ManualClock _clock = new();
    private readonly TagTable _tags = new();
    private readonly FakeCurrentValues _current = new();
    private readonly MemoryFiles _files = new();
    private readonly ConditionBook _conditions = new();
    private readonly CallingDevice _device = new();
    private readonly TagHandle _mode;
    private readonly AuditTrail _trail;
    private readonly CommandGate _gate;
    private bool _isConnected = true;

    public CommandGateTests()
    {
        _mode = _tags.Replace(
        [
            new TagDefinition
            {
                Id = new(Guid.NewGuid()), Path = TagPath.Parse("p/mode"), Kind = TagKind.UInt16, Connection = "press3", Address = "1",
                States = new Dictionary<long, string> { [0] = "idle", [1] = "running" },
            },
        ])[0];
        _current.Set(new(_mode, Timestamp.Now(_clock), TagValue.Of((ushort)0), Quality.Good));
        _trail = AuditTrail.Open(_files, "/audit", new(), _clock, NullLogger.Instance);
        _gate = new(_tags, _current, this, _conditions, _trail, _clock, TimeSpan.FromSeconds(2));
    }

    public IReadOnlyList<CommandDefinition> All { get; } =
    [
        new(Start, "press3", null, Role.Operator, TimeSpan.FromSeconds(5),
            [new("speed", TagKind.Float64, new(0, 100), null, null, TagValue.None), new("count", TagKind.Int32, null, null, null, TagValue.Of(3))],
            [(TagPath.Parse("p/mode"), "idle")]),
    ];

    public (CommandDefinition Definition, CommandAddress Address)? Find(TagPath command) => command == Start ? (All[0], new("obj", "m")) : null;

    public ISource? SourceOf(string connection) => _isConnected && connection == "press3" ? _device : null;

    public void Dispose() => _trail.Dispose();

    [Fact]
    public async Task A_call_is_recorded_before_and_after_and_goes_with_its_arguments_in_order_and_kind()
    {
        var outcome = await CallAsync(("speed", TagValue.Of(50L)));
        Assert.Equal((CommandResult.Done, null), (outcome.Result, outcome.Problem));
        Assert.Equal(TagValue.Of("ok"), Assert.Single(outcome.Outputs));
        Assert.Equal([TagValue.Of(50.0), TagValue.Of(3)], Assert.Single(_device.Calls).Arguments);
        Assert.Equal(new CommandAddress("obj", "m"), _device.Calls[0].Address);
        var records = _trail.Read(10, null);
        Assert.Equal(["call", "call-begin"], records.Select(r => r.Entry.Action));
        Assert.Equal(("done", "speed=50", "ok"), (records[0].Entry.Result, records[0].Entry.Requested, records[0].Entry.ReadBack));
        Assert.Contains("reason: test", records[0].Entry.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_allowed_reaches_no_device_and_is_recorded()
    {
        Assert.Equal(CommandResult.Role, (await CallAsync(new Identity("vic", Role.Viewer, "rest"), ("speed", TagValue.Of(1.0)))).Result);
        Assert.Equal(CommandResult.Type, (await CallAsync(Operator)).Result);
        Assert.Equal(CommandResult.Type, (await CallAsync(("speed", TagValue.Of("fast")))).Result);
        Assert.Equal(CommandResult.Type, (await CallAsync(("speed", TagValue.Of(true)))).Result);
        Assert.Equal(CommandResult.Type, (await CallAsync(("speed", TagValue.Of(double.NaN)))).Result);
        Assert.Equal(CommandResult.Type, (await CallAsync(("speed", TagValue.Of(1.0)), ("count", TagValue.Of(1.5)))).Result);
        Assert.Equal(CommandResult.Type, (await CallAsync(("speed", TagValue.Of(1.0)), ("other", TagValue.Of(1)))).Result);
        Assert.Equal(CommandResult.Range, (await CallAsync(("speed", TagValue.Of(101.0)))).Result);
        Assert.Equal(CommandResult.Unknown, (await _gate.CallAsync(new(TagPath.Parse("p/stop"), new Dictionary<string, TagValue>(), null), Operator, CancellationToken.None)).Result);
        _isConnected = false;
        Assert.Equal(CommandResult.Device, (await CallAsync(("speed", TagValue.Of(1.0)))).Result);
        Assert.Empty(_device.Calls);
        Assert.Equal(10, _trail.Read(100, null).Count(r => r.Entry.Result == "refused"));
    }

    [Theory]
    [InlineData(1, 0u, "running")]
    [InlineData(0, 0x808A_0000u, "BadNotConnected")]
    public async Task A_machine_in_another_state_or_in_an_unknown_one_is_not_told(int mode, uint quality, string why)
    {
        _current.Set(new(_mode, Timestamp.Now(_clock), TagValue.Of((ushort)mode), new(quality)));
        var outcome = await CallAsync(("speed", TagValue.Of(1.0)));
        Assert.Equal(CommandResult.Mode, outcome.Result);
        Assert.Contains(why, outcome.Problem, StringComparison.Ordinal);
        Assert.Empty(_device.Calls);
    }

    [Fact]
    public async Task Between_two_calls_the_least_time_lies_and_only_one_is_under_way()
    {
        _device.Hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = CallAsync(("speed", TagValue.Of(1.0)));
        Assert.Equal(CommandResult.InProgress, (await CallAsync(("speed", TagValue.Of(1.0)))).Result);
        _device.Hold.SetResult();
        Assert.Equal(CommandResult.Done, (await first).Result);
        Assert.Equal(CommandResult.Rate, (await CallAsync(("speed", TagValue.Of(1.0)))).Result);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(CommandResult.Done, (await CallAsync(("speed", TagValue.Of(1.0)))).Result);
    }

    [Fact]
    public async Task A_device_that_does_not_answer_leaves_it_unknown_and_nothing_is_called_again_until_it_does()
    {
        _device.Hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = CallAsync(("speed", TagValue.Of(1.0)));
        while (!call.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.Equal(CommandResult.Unconfirmed, (await call).Result);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(CommandResult.InProgress, (await CallAsync(("speed", TagValue.Of(1.0)))).Result);
        Assert.Single(_device.Calls);
        Assert.Contains(_trail.Read(10, null), r => r.Entry is { Action: "call", Result: "failed" });
    }

    [Theory]
    [InlineData(SourceFaultKind.Refused, CommandResult.Device)]
    [InlineData(SourceFaultKind.TimedOut, CommandResult.Unconfirmed)]
    public async Task What_the_device_says_is_the_outcome(object kind, object result)
    {
        _device.Fault = new((SourceFaultKind)kind, "no", "wait");
        var outcome = await CallAsync(("speed", TagValue.Of(1.0)));
        Assert.Equal(((CommandResult)result, "no", "wait"), (outcome.Result, outcome.Problem, outcome.Remedy));
    }

    [Fact]
    public async Task Without_an_audit_trail_nothing_is_called()
    {
        _files.FailSync = true;
        Assert.Equal(CommandResult.AuditUnavailable, (await CallAsync(("speed", TagValue.Of(1.0)))).Result);
        Assert.Empty(_device.Calls);
    }

    [Fact]
    public async Task A_condition_is_acknowledged_at_its_device_as_it_was_seen()
    {
        var alarm = Happenings.Alarm(7, Happenings.Standing);
        _conditions.Take(alarm);
        var key = ConditionKey.Of(alarm, alarm.Condition!).Word;
        Assert.Equal(CommandResult.Role, (await ActAsync(key, who: new("vic", Role.Viewer, "rest"))).Result);
        Assert.Equal(CommandResult.Unknown, (await ActAsync("nothing")).Result);
        Assert.Equal(CommandResult.Mode, (await ActAsync(key, seen: Happenings.IdOf(6))).Result);
        Assert.Equal(CommandResult.Type, (await ActAsync(key, ConditionAction.Comment, comment: "")).Result);
        Assert.Empty(_device.Acts);
        Assert.Equal(CommandResult.Done, (await ActAsync(key, seen: alarm.Id)).Result);
        Assert.Equal((alarm, ConditionAction.Acknowledge, "seen"), Assert.Single(_device.Acts));
        var records = _trail.Read(2, null);
        Assert.Equal(["acknowledge", "acknowledge-begin"], records.Select(r => r.Entry.Action));
        Assert.Equal(("press3: ns=2;s=High", "ann"), (records[0].Entry.Target, records[0].Entry.Who));
    }

    private Task<CommandOutcome> CallAsync(params (string Name, TagValue Value)[] arguments) => CallAsync(Operator, arguments);

    private Task<CommandOutcome> CallAsync(Identity who, params (string Name, TagValue Value)[] arguments) =>
        _gate.CallAsync(new(Start, arguments.ToDictionary(a => a.Name, a => a.Value), "test"), who, CancellationToken.None).AsTask();

    private Task<CommandOutcome> ActAsync(string key, ConditionAction action = ConditionAction.Acknowledge, Identity? who = null, EventId? seen = null, string comment = "seen") =>
        _gate.ActAsync(new(key, action, comment, seen), who ?? Operator, CancellationToken.None).AsTask();

    private sealed class CallingDevice : ISource, ISourceCaller
    {
        public List<(CommandAddress Address, IReadOnlyList<TagValue> Arguments)> Calls { get; } = [];

        public List<(Event, ConditionAction, string)> Acts { get; } = [];

        public TaskCompletionSource? Hold { get; set; }

        public SourceFault? Fault { get; set; }

        public SourceDiagnostics Diagnostics => SourceDiagnostics.Empty;

        public async ValueTask<IReadOnlyList<TagValue>> CallAsync(CommandAddress address, IReadOnlyList<TagValue> arguments, CancellationToken cancellation)
        {
            Calls.Add((address, arguments));
            if (Hold is { } hold)
                await hold.Task;
            return Fault is { } fault ? throw new SourceException(fault) : [TagValue.Of("ok")];
        }

        public ValueTask ActAsync(Event last, ConditionAction action, string comment, CancellationToken cancellation)
        {
            Acts.Add((last, action, comment));
            return ValueTask.CompletedTask;
        }

        public ValueTask StartAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public Task RunAsync(ISourceOutput output, CancellationToken cancellation) => Task.CompletedTask;

        public ValueTask<SampleBatch> ReadAsync(IReadOnlyList<TagHandle> tags, CancellationToken cancellation) => throw new NotSupportedException();

        public IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, CancellationToken cancellation) => throw new NotSupportedException();

        public bool TryUpdate(IReadOnlyList<SourceTag> tags) => true;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
